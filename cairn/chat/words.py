"""The few words a message shows that are ours, said in the reader's language.

A live fragment is rendered once for everybody, so it carries names instead of words (`data-w="edited"`); the
page that receives it fills them in from the table it was given in its own language (chat.js). A page rendered
for one reader has the words already.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cairn.chat.models import Reaction

WORDS = {
    "more": _("Reply, react and more"),
    "edited": _("edited"),
    "written": _("written offline,"),
    "removed": _("This message was removed."),
    "removed_by": _("A facilitator removed this message."),
    "erased": _("These words were erased."),
    "heard": _("Would like only to be heard"),
    "feedback": _("Feedback is welcome"),
    "company": _("Would like company, no advice"),
    "checkin": _("shared a check-in"),
    "checkpoint": _("shared a weekly checkpoint"),
    "open": _("Open it"),
    "download": _("Download"),
    "file": _("sent a file"),
    **{kind.value: kind.label for kind in Reaction.Kind},
}


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a message is rendered: who they are, our words in their language, the time in their zone."""

    me: int
    says: Mapping[str, str]
    clock: Callable[[datetime], str] = field(default=lambda moment: "")
    date: Callable[[datetime], str] = field(default=lambda moment: "")


def _silent() -> dict[str, str]:
    return {key: f'<span data-w="{key}"></span>' for key in WORDS}


@lru_cache(maxsize=8)
def _spoken(language: str | None) -> dict[str, str]:
    return {key: f'<span data-w="{key}">{escape(word)}</span>' for key, word in WORDS.items()}


# Everybody at once: a live frame.
EVERYBODY = Reader(0, _silent())


def reader(me: int) -> Reader:
    """A page of this person, in the active language and zone."""
    return Reader(me, _spoken(get_language()), _time, _date)


def _time(moment: datetime) -> str:
    return formats.time_format(timezone.localtime(moment))


def _date(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def table() -> dict[str, str]:
    """Our words in the active language, for the page that fills live fragments in."""
    return {key: str(word) for key, word in WORDS.items()}


def removal(author: int, by: int | None) -> str:
    """Which word says how a message went."""
    return "removed" if author == by else "removed_by"
