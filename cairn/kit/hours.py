"""When somebody answers the organisation's own line, said in the reader's zone. Pure: no database, no request."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

DAYS = range(7)
DAY = dt.timedelta(days=1)
Hours = Mapping[str, list[str]]
Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True)
class DayOfHours:
    """One day of the reader's, and when somebody answers on it."""

    day: dt.date
    spans: list[Span]


def _span(hours: Hours, day: dt.date, zone: ZoneInfo) -> Span | None:
    """When somebody answers, beginning on that day. An end that is not later than the beginning is on the next day."""
    told = hours.get(str(day.weekday()))
    if not told:
        return None
    begins, ends = (dt.time.fromisoformat(text) for text in told)
    until = day if ends > begins else day + DAY
    return dt.datetime.combine(day, begins, zone), dt.datetime.combine(until, ends, zone)


def _spans(hours: Hours, zone: str, moment: dt.datetime, days: int) -> list[Span]:
    """The spans around a moment, from the day before on; those that touch are one."""
    place = ZoneInfo(zone)
    first = moment.astimezone(place).date() - DAY
    found: list[Span] = []
    for number in range(days + 2):
        span = _span(hours, first + number * DAY, place)
        if span and found and span[0].astimezone(dt.UTC) <= found[-1][1].astimezone(dt.UTC):
            found[-1] = (found[-1][0], max(found[-1][1], span[1], key=lambda at: at.astimezone(dt.UTC)))
        elif span:
            found.append(span)
    return found


def is_staffed(hours: Hours, zone: str, moment: dt.datetime) -> bool:
    """Whether somebody answers at that moment."""
    at = moment.astimezone(dt.UTC)
    return any(
        begins.astimezone(dt.UTC) <= at < ends.astimezone(dt.UTC) for begins, ends in _spans(hours, zone, moment, 1)
    )


def is_always(hours: Hours) -> bool:
    """Whether somebody answers at every hour of the week."""
    return all(len(hours.get(str(day), [])) == 2 and len(set(hours[str(day)])) == 1 for day in DAYS)


def week(hours: Hours, zone: str, reader: str, moment: dt.datetime) -> list[DayOfHours]:
    """The seven days from the reader's today on, each with what falls on it in the reader's own zone."""
    theirs = ZoneInfo(reader)
    today = moment.astimezone(theirs).date()
    spans = [(b.astimezone(theirs), e.astimezone(theirs)) for b, e in _spans(hours, zone, moment, 8)]
    found = []
    for number in DAYS:
        day = today + number * DAY
        midnight, next_one = (dt.datetime.combine(at, dt.time(), theirs) for at in (day, day + DAY))
        parts = [(max(b, midnight), min(e, next_one)) for b, e in spans if b < next_one and e > midnight]
        found.append(DayOfHours(day, parts))
    return found
