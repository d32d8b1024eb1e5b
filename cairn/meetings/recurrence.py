"""When a series meets. Pure: wall-clock days from a rule (RFC 5545), and the moments they are in a zone.

Days are found on the wall calendar and only then become moments, so daylight saving never shifts a session.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY")


@dataclass(frozen=True)
class Rule:
    """A recurrence we offer: every `interval` days, weeks on `days`, or months on the `nth` (1-4, -1) of `days`."""

    frequency: str = "WEEKLY"
    interval: int = 1
    days: tuple[int, ...] = ()
    nth: int = 0

    def __str__(self) -> str:
        parts = [f"FREQ={self.frequency}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.days:
            nth = str(self.nth) if self.nth else ""
            parts.append("BYDAY=" + ",".join(nth + WEEKDAYS[day] for day in sorted(self.days)))
        return ";".join(parts)

    @classmethod
    def read(cls, text: str) -> "Rule | None":
        """The rule `str` wrote; None for once. Raises ValueError on anything we did not write."""
        if not text:
            return None
        parts = dict(part.split("=", 1) for part in text.split(";"))
        days = parts.pop("BYDAY", "").split(",") if "BYDAY" in parts else []
        rule = cls(
            frequency=parts.pop("FREQ", ""),
            interval=int(parts.pop("INTERVAL", "1")),
            days=tuple(WEEKDAYS.index(day[-2:]) for day in days),
            nth=int(days[0][:-2] or 0) if days else 0,
        )
        if parts or rule.frequency not in FREQUENCIES or str(rule) != text:
            raise ValueError(text)
        return rule


def days_of(rule: str, begins_on: dt.date, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The days from `first` to `last` on which a series that begins on `begins_on` meets; without a rule, once."""
    if not rule:
        if first <= begins_on <= last:
            yield begins_on
        return
    start = dt.datetime.combine(begins_on, dt.time())
    found = rrulestr(rule, dtstart=start).xafter(dt.datetime.combine(first, dt.time()), inc=True)
    for moment in found:
        if moment.date() > last:
            return
        yield moment.date()


def moment_of(day: dt.date, at: dt.time, zone: str) -> dt.datetime:
    """That wall-clock time as a moment in UTC. A time the clocks skip is later by what they skip; of a time they
    show twice it is the first (RFC 5545 3.3.5)."""
    return dt.datetime.combine(day, at, ZoneInfo(zone)).replace(fold=0).astimezone(dt.UTC)
