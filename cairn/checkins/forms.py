"""The daily check-in, the weekly checkpoint and an answer to them, as forms that lose nothing."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cairn.checkins.audience import Circle, Place, chosen
from cairn.checkins.models import CheckIn, Checkpoint, Encouragement
from cairn.checkins.questions import HALT, HOURS, MOODS, SLEEP, TEN, YES_NO, Wording

LONGEST = 4000
CHOOSE = _("Please choose one of the answers, or leave this out.")
LONG = _("This is longer than we can keep. Please make it shorter; your words are still here.")
GONE = _("Somebody you ticked can no longer see this. Please look once more.")


def client_id_of(posted: str) -> str:
    """The name a browser gave to this try, or a new one where it gave none that we can keep."""
    return posted if 0 < len(posted) <= 40 and posted.isascii() and posted.isprintable() else uuid.uuid4().hex


def pick(label: Any, choices: Any, coerce: Any = str, help_text: Any = "") -> forms.TypedChoiceField:
    """One answer of a few, which may be left out."""
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=coerce, empty_value=None, required=False, widget=forms.RadioSelect,
        help_text=help_text, error_messages={"invalid_choice": CHOOSE},
    )  # fmt: skip


def words(label: Any, rows: int = 3, help_text: Any = "") -> forms.CharField:
    """A few words, which may be left out."""
    box = forms.Textarea(attrs={"rows": rows, "maxlength": LONGEST, "autocomplete": "off"})
    return forms.CharField(
        label=label, required=False, max_length=LONGEST, widget=box, help_text=help_text,
        error_messages={"max_length": LONG, "null_characters_not_allowed": CHOOSE},
    )  # fmt: skip


def _yes(value: str) -> bool:
    return value == "yes"


class ShownForm(forms.Form):
    """Something that can be shown to partner, groups or team. Nobody, unless ticked."""

    to = forms.MultipleChoiceField(
        label=_("Who may see this?"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": GONE},
    )  # fmt: skip
    what = "checkin"

    def __init__(self, *args: Any, circle: Circle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.circle = circle
        self.places: Sequence[Place] = circle.places(self.what)
        field = self.fields["to"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(place.key, place.label) for place in self.places]

    @property
    def ticked(self) -> list[str]:
        """What is ticked as the page is drawn."""
        return list(self["to"].value() or [])

    def audience(self) -> dict[str, Any]:
        """Whom to show it to, as arguments of an action."""
        return chosen(self.places, self.cleaned_data.get("to") or [])


class ShownPointForm(ShownForm):
    """The same for a checkpoint, of which everybody reads the words."""

    what = "checkpoint"


class CheckInForm(ShownForm):
    """How is it right now?"""

    mood = pick(_("How is it right now?"), MOODS, int)
    used = pick(
        _("Did you use alcohol or drugs since last time?"),
        CheckIn.Used.choices,
        help_text=_("Medicine you take as agreed with your doctor does not count."),
    )
    craving = pick(_("How strong was the strongest craving?"), TEN, int, _("Since last time. 0 is none at all."))
    confidence = pick("", TEN, int, _("10 is very sure."))
    risky_ahead = pick("", YES_NO, _yes, _("A place, a person, a date, a feeling."))
    sleep_hours = pick(_("How many hours did you sleep?"), HOURS, int)
    sleep_quality = pick(_("How was your sleep?"), SLEEP, int)
    halt = forms.MultipleChoiceField(
        label=_("Are you any of these right now?"), choices=HALT, required=False,
        widget=forms.CheckboxSelectMultiple, error_messages={"invalid_choice": CHOOSE},
    )  # fmt: skip
    connected = pick(
        _("Did you connect with someone since last time?"), YES_NO, _yes, _("A call, a talk, a hug, a text.")
    )
    safe = pick(_("Are you safe right now?"), YES_NO, _yes)
    words = words(_("A few words?"))
    wants = pick(_("What would help?"), [choice for choice in CheckIn.Wants.choices if choice[0]])
    keep = forms.BooleanField(label=_("Tick the same for me next time"), required=False)

    def __init__(self, *args: Any, circle: Circle, **kwargs: Any) -> None:
        super().__init__(*args, circle=circle, **kwargs)
        wording = Wording(circle.asks_about_use)
        self.fields["confidence"].label = str(wording.confidence)
        self.fields["risky_ahead"].label = str(wording.risky)
        self.fields["safe"].help_text = _unsafe_means(circle)
        self.fields["wants"].help_text = _("If you ask for a call, your team is told, even if you show this to nobody.")
        if not circle.asks_about_use:
            del self.fields["used"], self.fields["craving"]

    @property
    def says_unsafe(self) -> bool:
        """Whether the person said that they are not safe, whatever else is wrong with the form."""
        return self.cleaned_data.get("safe") is False

    def answers(self) -> dict[str, Any]:
        """The answers as arguments of the action."""
        given = self.cleaned_data
        plain = ("mood", "craving", "confidence", "risky_ahead", "sleep_hours", "sleep_quality", "connected", "safe")
        found = {name: given.get(name) for name in plain}
        found |= {name: name in given["halt"] for name, _label in HALT}
        found |= {"used": given.get("used") or "", "wants": given.get("wants") or "", "words": given["words"]}
        return found | {"keep_choice": given["keep"]} | self.audience()


def _unsafe_means(circle: Circle) -> str:
    """What follows from a no, said beside the question."""
    who = circle.team_names or gettext("our coordinator")
    return gettext(
        "If you say no, we tell %(who)s as you send this that you need someone. "
        "They do not see your other answers unless you show them."
    ) % {"who": who}


class CheckpointForm(ShownPointForm):
    """The week behind and the week ahead."""

    kept = pick(_("How did it go?"), [choice for choice in Checkpoint.Kept.choices if choice[0]])
    carry = forms.BooleanField(label=_("Take it along into this week"), required=False)
    went_well = words(_("What went well?"))
    was_hard = words(_("What was hard?"))
    commitment = words(
        _("What is one thing you want to do this week?"), 2, _("Small is fine. You can change your mind.")
    )
    victory = words(_("Is there a victory to share, big or small?"), 2)
    wants = pick(
        _("What would help?"), [choice for choice in CheckIn.Wants.choices if choice[0] in {"heard", "feedback"}]
    )

    def clean(self) -> dict[str, Any]:
        """Something must be said; which of it is up to the person."""
        given = super().clean() or {}
        said = [given.get(name) for name in ("kept", "went_well", "was_hard", "commitment", "victory", "carry")]
        if not any(said) and not self.errors:
            raise forms.ValidationError(_("Nothing is written yet. One line is enough."))
        return given

    def answers(self, last: str) -> dict[str, Any]:
        """The answers as arguments of the action; `last` is the commitment that may be taken along."""
        given = self.cleaned_data
        found = {name: given[name] for name in ("went_well", "was_hard", "commitment", "victory")}
        if given["carry"] and not found["commitment"]:
            found["commitment"] = last
        return found | {"kept": given.get("kept") or "", "wants": given.get("wants") or ""} | self.audience()


class EncourageForm(forms.Form):
    """A tap or a few words."""

    kind = forms.ChoiceField(choices=Encouragement.Kind.choices, error_messages={"invalid_choice": CHOOSE})
    words = words(_("A few words"), 2)

    def clean(self) -> dict[str, Any]:
        """Words need words."""
        given = super().clean() or {}
        if given.get("kind") == Encouragement.Kind.WORDS and not given.get("words", "").strip() and not self.errors:
            self.add_error("words", _("Nothing is written yet. A few words are enough."))
        return given
