"""What is asked at the door of a live room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.groups.models import Agreement
from cairn.kit.text import clean
from cairn.liveroom.models import Afterword, Entrance
from cairn.liveroom.polling import FEWEST_ANSWERS, LONGEST, MOST_ANSWERS

FEWEST, MOST = 2, 6  # small rooms


class Lobby(forms.Form):
    """How one comes in. Asked anew for each session."""

    shown_as = forms.ChoiceField(label=_("Others see"), choices=Entrance.Name.choices, widget=forms.RadioSelect)
    private_room = forms.ChoiceField(
        label=_("Are you alone where you are?"), choices=Entrance.Private.choices, widget=forms.RadioSelect,
        initial=Entrance.Private.YES,
    )  # fmt: skip
    words = forms.CharField(
        label=_("Where are you now?"), max_length=200,
        help_text=_("Street and town. Only facilitators can open it, if somebody has to send help. It is destroyed when the session ends."),
    )  # fmt: skip
    affirmed = forms.BooleanField(label=_("I will keep to this today"))

    def __init__(
        self, *args: Any, name: str, alias: str, agreement: Agreement | None, leads: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agreement = agreement
        names: Any = self.fields["shown_as"]
        names.choices = [(Entrance.Name.CHOSEN, name), *([(Entrance.Name.ALIAS, alias)] if alias else [])]
        names.initial = Entrance.Name.CHOSEN
        if agreement is None:
            del self.fields["affirmed"]
        if leads:  # who leads answers for the room, and is not asked where help would have to go
            del self.fields["words"]

    def clean_words(self) -> str:
        """A place that can be read."""
        words = clean(self.cleaned_data["words"])
        if not words:
            raise forms.ValidationError(_("Please write where you are, so that help could find you."))
        return words

    def told(self) -> dict[str, Any]:
        """What was said, ready for the action."""
        found = {name: self.cleaned_data[name] for name in ("shown_as", "private_room")}
        version = self.agreement.version if self.agreement else 0
        return {**found, "affirmed_version": version, "words": self.cleaned_data.get("words", "")}


class Split(forms.Form):
    """How many small rooms, and who is put where by hand: everybody else is dealt evenly."""

    count = forms.TypedChoiceField(
        label=_("How many small rooms?"), coerce=int, choices=[(n, str(n)) for n in range(FEWEST, MOST + 1)]
    )

    def __init__(self, *args: Any, people: list[Entrance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = [(str(n), _("Room %(number)s") % {"number": n}) for n in range(1, MOST + 1)]
        for one in people:
            where = [("", _("Evenly")), ("0", _("Stays here")), *rooms]
            self.fields[f"at-{one.pk}"] = forms.ChoiceField(label=one.name, choices=where, required=False)  # type: ignore[attr-defined]

    def by_hand(self) -> dict[int, int]:
        """Entrance → number of a room; 0 stays."""
        said = self.cleaned_data.items()
        return {int(name[3:]): int(value) for name, value in said if name.startswith("at-") and value}


class Ask(forms.Form):
    """A question to everybody, with up to five answers."""

    question = forms.CharField(label=_("Your question"), max_length=LONGEST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(MOST_ANSWERS):
            label = _("Answer %(number)s") % {"number": place + 1}
            self.fields[f"answer-{place}"] = forms.CharField(
                label=label, max_length=LONGEST, required=place < FEWEST_ANSWERS
            )

    def told(self) -> dict[str, Any]:
        """What was written, ready for the action."""
        answers = [self.cleaned_data[f"answer-{place}"] for place in range(MOST_ANSWERS)]
        return {"question": self.cleaned_data["question"], "answers": [one for one in answers if one]}


class After(forms.Form):
    """One gentle question in two halves. Neither has to be answered."""

    useful = forms.ChoiceField(
        label=_("Was this useful to you?"), choices=Afterword.Useful.choices, widget=forms.RadioSelect, required=False
    )
    heard = forms.ChoiceField(
        label=_("Did you feel heard?"), choices=Afterword.Heard.choices, widget=forms.RadioSelect, required=False
    )
