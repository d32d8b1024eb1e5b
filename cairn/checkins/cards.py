"""What a group reads in its room of a check-in or checkpoint: mood, words and what would help; nothing else."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cairn.checkins.models import CheckIn, Checkpoint, Shown
from cairn.checkins.questions import mood_word

NAME = "card-"


@dataclass(frozen=True)
class Card:
    """The card, in the language of the one who shows it."""

    kind: str
    thing: int
    body: str
    wants: str


def name_of(shown: int) -> str:
    """The name of the message that shows it: the same at every try."""
    return f"{NAME}{shown}"


def shown_by(name: str) -> int:
    """Which showing a message of that name belongs to, or 0."""
    number = name.removeprefix(NAME)
    return int(number) if name.startswith(NAME) and number.isascii() and number.isdigit() else 0


def card_of(shown: Shown) -> Card:
    """The card of a showing."""
    if shown.checkin is not None:
        return _checkin(shown.checkin)
    assert shown.checkpoint is not None
    return _checkpoint(shown.checkpoint)


def _checkin(checkin: CheckIn) -> Card:
    mood = str(mood_word(checkin.mood))
    if checkin.not_today:
        mood = _("Not today, and that counts.")
    body = "\n\n".join(part for part in (f"**{mood}**" if mood else "", checkin.words) if part)
    # A wish for a call goes to the team; it is not the group's to answer.
    wants = "" if checkin.wants == CheckIn.Wants.CALL else checkin.wants
    return Card("checkin", checkin.pk, body, wants)


def _checkpoint(point: Checkpoint) -> Card:
    parts = [
        (_("Went well"), point.went_well),
        (_("Was hard"), point.was_hard),
        (_("This week I want to"), point.commitment),
        (_("A victory"), point.victory),
    ]
    body = "\n\n".join(f"**{label}**\n{said}" for label, said in parts if said)
    return Card("checkpoint", point.pk, body, point.wants)
