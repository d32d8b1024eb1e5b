"""What is asked at the door of a live room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.groups.models import Agreement
from cairn.kit.text import clean
from cairn.liveroom.models import Afterword, Entrance


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


class After(forms.Form):
    """One gentle question in two halves. Neither has to be answered."""

    useful = forms.ChoiceField(
        label=_("Was this useful to you?"), choices=Afterword.Useful.choices, widget=forms.RadioSelect, required=False
    )
    heard = forms.ChoiceField(
        label=_("Did you feel heard?"), choices=Afterword.Heard.choices, widget=forms.RadioSelect, required=False
    )
