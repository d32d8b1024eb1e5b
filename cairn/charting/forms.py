"""Writing up a session with a line for everybody, what is said later, credentials, and the tables."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.charting.ledger import NEVER_COUNTS, PayerRule
from cairn.charting.models import Note
from cairn.charting.notes import Said
from cairn.kit.once import OnceForm
from cairn.meetings.models import Kind
from cairn.people.models import Person

LONG, LINE = 2000, 600
FEEDING = [(kind.value, kind.label) for kind in Kind if kind not in NEVER_COUNTS]


class WriteUpForm(forms.Form):
    """What was done, and a line for each who was there. Everything may wait until it is signed."""

    topic = forms.CharField(label=_("Topic"), max_length=LINE, required=False)
    intervention = forms.CharField(
        label=_("What was done"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The same for everybody who was there. No names."),
    )  # fmt: skip

    def __init__(self, people: Iterable[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = list(people)
        for person in self.people:
            for name, field in _line().items():
                self.fields[f"{name}_{person.pk}"] = field

    def blocks(self) -> list[tuple[Person, list[forms.BoundField]]]:
        """Each person with the fields of their line."""
        return [(one, [self[f"{name}_{one.pk}"] for name in _line()]) for one in self.people]

    def lines(self) -> dict[int, Said]:
        """What was said of each."""
        data = self.cleaned_data
        return {
            one.pk: Said(**{name: _value(name, data[f"{name}_{one.pk}"]) for name in _line()}) for one in self.people
        }


def _line() -> dict[str, forms.Field]:
    return {
        "participation": forms.ChoiceField(
            label=_("Participation"), choices=[("", "–"), *Note.Participation.choices], required=False
        ),
        "goal": forms.CharField(label=_("Goal of the plan"), max_length=LINE, required=False),
        "response": forms.CharField(
            label=_("Response"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 2})
        ),
        "next_step": forms.CharField(label=_("Next step"), max_length=LINE, required=False),
        "risk_observed": forms.ChoiceField(
            label=_("Risk observed"), choices=[("", "–"), ("no", _("No")), ("yes", _("Yes"))], required=False
        ),
    }


def _value(name: str, value: str) -> Any:
    return {"yes": True, "no": False}.get(value) if name == "risk_observed" else value


def said_before(people: Iterable[Person], notes: dict[int, Note]) -> dict[str, Any]:
    """What the form begins with: the drafts as they stand."""
    found: dict[str, Any] = {}
    for person in people:
        note = notes.get(person.pk)
        if note is not None:
            found |= {
                f"{name}_{person.pk}": getattr(note, name)
                for name in ("participation", "goal", "response", "next_step")
            }
            found[f"risk_observed_{person.pk}"] = {True: "yes", False: "no", None: ""}[note.risk_observed]
    return found


class Later(OnceForm):
    """Something said later."""

    words = forms.CharField(label=_("Add to this note"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 3}))


class Counselling(forms.Form):
    """A counsellor's own thoughts."""

    words = forms.CharField(label=_("Your own note"), max_length=8000, widget=forms.Textarea(attrs={"rows": 8}))


class CredentialForm(forms.Form):
    """Under which letters somebody signs."""

    letters = forms.CharField(label=_("Signs as"), max_length=40, required=False)
    supervises = forms.BooleanField(label=_("Signs beside others as a supervisor"), required=False)


class Signing(forms.Form):
    """How notes are signed here."""

    peers_need_cosign = forms.BooleanField(
        label=_("A peer specialist’s note needs a supervisor’s signature"), required=False
    )


class Counting(forms.Form):
    """What counts towards hours."""

    counts = forms.MultipleChoiceField(
        label=_("What counts towards the hours of a level"), choices=FEEDING, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Social time and mentor calls never count. Whether peer groups do is your payers’ and your state’s to say."),
    )  # fmt: skip


class PayerRuleForm(OnceForm, forms.ModelForm):  # type: ignore[type-arg]
    """One row of the payer's table."""

    kinds = forms.MultipleChoiceField(label=_("Fed by"), choices=FEEDING, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = PayerRule
        fields = (
            "code", "modifier", "label", "unit", "minutes", "further_code", "further_minutes", "rounding", "cap",
            "position", "is_used",
        )  # fmt: skip
        labels = {
            "code": _("Code"), "modifier": _("Modifier"), "label": _("Your own words for it"), "unit": _("Unit"),
            "minutes": _("Minutes of a unit"), "further_code": _("Code of further units"),
            "further_minutes": _("Minutes of a further unit"), "rounding": _("Rounding"),
            "cap": _("Most units a day or month (0: no limit)"), "position": _("Order"), "is_used": _("In use"),
        }  # fmt: skip
        help_texts = {"position": _("No minute feeds two codes. The lower number takes it first.")}

    def clean_kinds(self) -> str:
        """Joined, as the row keeps them."""
        return ",".join(self.cleaned_data["kinds"])

    def clean_minutes(self) -> int:
        """A unit has some minutes."""
        minutes: int = self.cleaned_data["minutes"]
        if not 1 <= minutes <= 1440:
            raise forms.ValidationError(_("Between one minute and a day."))
        return minutes


class Period(forms.Form):
    """The days of an export, and for whom."""

    first = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("To and with"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_last(self) -> Any:
        """Not before the first, and no more than a quarter of a year."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data["last"]
        if first and not 0 <= (last - first).days <= 92:
            raise forms.ValidationError(_("At most three months, the first day first."))
        return last


class Recipient(Period):
    """To whom it goes."""

    recipient = forms.CharField(
        label=_("To whom it goes"), max_length=120, help_text=_("Such as the name of the payer.")
    )
