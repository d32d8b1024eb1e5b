"""The lines that answer at any hour, and the organisation's own with its hours: words depend on the language, times on the reader."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import get_language

from cairn.kit.clock import now
from cairn.kit.hours import DayOfHours, Hours, is_always, is_staffed, week
from cairn.kit.text import clean


@dataclass(frozen=True)
class Lines:
    """Words to text in the reader's language, and the organisation's own line as a phone dials it."""

    text_988: str
    text_crisis: str
    own_dial: str
    # When somebody answers there: day by day in the reader's zone, and whether now.
    week: list[DayOfHours]
    is_always: bool
    is_staffed: bool
    moment: dt.datetime
    zone: str


def lines(own_number: str, hours: Hours | None = None, zone: str = "UTC", reader: str = "") -> Lines:
    """The numbers, in the language of the page; the hours, written in `zone`, as they fall in the reader's."""
    spanish = (get_language() or "en").startswith("es")
    dial = "".join(c for c in clean(own_number) if c.isdigit() or c in "+,*#")
    words = ("AYUDA" if spanish else "", "HOLA" if spanish else "HOME", dial)
    moment, theirs = now(), reader or zone
    if not hours:
        return Lines(*words, [], False, False, moment, theirs)
    told = week(hours, zone, theirs, moment)
    return Lines(*words, told, is_always(hours), is_staffed(hours, zone, moment), moment, theirs)
