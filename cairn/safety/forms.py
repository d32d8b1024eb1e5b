"""Forms of a concern, and of the organisation's own line."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from cairn.kit.ids import new_id
from cairn.kit.text import clean
from cairn.people.models import Organisation, Person
from cairn.safety.models import Concern, Reach

DAYS_OF_WEEK = [(str(day), name) for day, name in WEEKDAYS.items()]


class DidForm(forms.Form):
    """What somebody did about it: wrote, called, or a note."""

    DID = [
        (Reach.Kind.NOTED.value, _("A note")),
        (Reach.Kind.CALLED.value, _("I called")),
        (Reach.Kind.WROTE.value, _("I wrote")),
    ]

    client_id = forms.CharField(max_length=40, widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=DID, widget=forms.RadioSelect, initial=Reach.Kind.NOTED.value
    )
    words = forms.CharField(label=_("In a few words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "did_%s")  # several forms stand on one page: each has ids of its own
        super().__init__(*args, **kwargs)
        self.fields["client_id"].initial = str(new_id())

    def clean_client_id(self) -> str:
        """The browser's id, or a fresh one where there was none."""
        return self.cleaned_data["client_id"] or str(new_id())


class GiveForm(forms.Form):
    """To whom, with a word. `team`: the colleagues it can go to."""

    to = forms.ChoiceField(label=_("To whom?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What they should know"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, team: Sequence[Person], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "give_%s")
        super().__init__(*args, **kwargs)
        self.team = {str(one.pk): one for one in team}
        self.fields["to"].choices = [(pk, one.chosen_name) for pk, one in self.team.items()]  # type: ignore[attr-defined]

    def clean_to(self) -> Person:
        """The colleague."""
        return self.team[self.cleaned_data["to"]]


class CloseForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(label=_("What came of it?"), choices=Concern.Outcome.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What the next colleague should know"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "close_%s")
        super().__init__(*args, **kwargs)


class LineForm(forms.ModelForm):  # type: ignore[type-arg]
    """The organisation's own support line, with the hours at which somebody really answers, day by day."""

    class Meta:
        model = Organisation
        fields = ["crisis_name", "crisis_phone", "crisis_hours"]
        labels = {
            "crisis_name": _("Who answers"),
            "crisis_phone": _("Phone number"),
            "crisis_hours": _("Anything else about the hours"),
        }
        help_texts = {
            "crisis_name": _("For example: Harbor House, the person on duty"),
            "crisis_hours": _("For example: not on holidays."),
        }
        widgets = {"crisis_phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, name in DAYS_OF_WEEK:
            told = self.instance.line_hours.get(day) or ["", ""]
            for end, label, first in (("from", _("from"), told[0]), ("to", _("to"), told[1])):
                widget = forms.TimeInput(attrs={"type": "time", "aria-label": f"{name}, {label}"})
                self.fields[f"{end}_{day}"] = forms.TimeField(label=name, required=False, widget=widget, initial=first)

    @property
    def days(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        """Each day with its two fields, for the table."""
        return [(name, self[f"from_{day}"], self[f"to_{day}"]) for day, name in DAYS_OF_WEEK]

    def clean_crisis_phone(self) -> str:
        """A number a phone can dial."""
        number: str = clean(self.cleaned_data["crisis_phone"])
        if number and sum(c.isdigit() for c in number) < 3:
            raise forms.ValidationError(_("Please write the number to dial."))
        return number

    def clean(self) -> dict[str, Any]:
        """A day has a beginning and an end, or neither."""
        told: dict[str, Any] = super().clean() or {}
        hours = {}
        for day, name in DAYS_OF_WEEK:
            begins, ends = told.get(f"from_{day}"), told.get(f"to_{day}")
            if begins and ends:
                hours[day] = [begins.strftime("%H:%M"), ends.strftime("%H:%M")]
            elif (begins or ends) and not {f"from_{day}", f"to_{day}"} & self.errors.keys():
                self.add_error(f"from_{day}", _("Please write both times, or none. (%(day)s)") % {"day": name})
        if hours and not told.get("crisis_phone") and "crisis_phone" not in self.errors:
            self.add_error("crisis_phone", _("Please write the number that is answered at these hours."))
        self.instance.line_hours = hours
        return told


def with_one_day_on_all(data: Any) -> Any:
    """What was filled in, with the times of Monday on every day."""
    copied = data.copy()
    for day, _name in DAYS_OF_WEEK:
        copied[f"from_{day}"], copied[f"to_{day}"] = data.get("from_0", ""), data.get("to_0", "")
    return copied


class PhrasesForm(forms.Form):
    """One box for each language, one phrase a line. `listed`: language → phrases."""

    LABELS = {"en": _("English, one phrase a line"), "es": _("Spanish, one phrase a line")}

    def __init__(self, *args: Any, listed: Mapping[str, Sequence[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language, found in listed.items():
            self.fields[language] = forms.CharField(
                label=self.LABELS[language],
                required=False,
                max_length=20_000,
                initial="\n".join(found),
                widget=forms.Textarea(attrs={"rows": 14, "autocomplete": "off", "lang": language}),
            )
