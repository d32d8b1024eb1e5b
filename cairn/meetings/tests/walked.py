"""An expander of our own, written from RFC 5545 without a library: walk every day and ask whether it counts."""

import calendar
import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from cairn.meetings.recurrence import Rule

DAY = dt.timedelta(days=1)


def walk(rule: Rule, begins_on: dt.date, until: dt.date) -> Iterator[dt.date]:
    """Every day from the first to the last on which the rule meets, by looking at each day there is."""
    day = begins_on
    while day <= until:
        if _counts(rule, begins_on, day):
            yield day
        day += DAY


def _counts(rule: Rule, begins_on: dt.date, day: dt.date) -> bool:
    if rule.frequency == "DAILY":
        return (day - begins_on).days % rule.interval == 0 and (not rule.days or day.weekday() in rule.days)
    if rule.frequency == "WEEKLY":
        monday = begins_on.toordinal() - begins_on.weekday()
        weeks = (day.toordinal() - day.weekday() - monday) // 7
        return weeks % rule.interval == 0 and day.weekday() in (rule.days or (begins_on.weekday(),))
    months = (day.year - begins_on.year) * 12 + day.month - begins_on.month
    if months % rule.interval or day.weekday() not in rule.days:
        return False
    last = calendar.monthrange(day.year, day.month)[1]
    return day.day > last - 7 if rule.nth == -1 else (day.day - 1) // 7 + 1 == rule.nth


def moment(day: dt.date, at: dt.time, zone: str) -> dt.datetime:
    """That wall-clock time, found by trying every offset the zone has around then: the first moment that shows it; where
    none does, the moment the clocks would show it had they not been put forward."""
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
    offsets = {(noon + dt.timedelta(hours=h)).astimezone(ZoneInfo(zone)).utcoffset() for h in range(-40, 41)}
    wall = dt.datetime.combine(day, at)
    tried = sorted((wall - offset).replace(tzinfo=dt.UTC) for offset in offsets if offset is not None)
    shown = [one for one in tried if one.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall]
    if shown:
        return shown[0]
    earlier = {one: one.astimezone(ZoneInfo(zone)).utcoffset() for one in tried}
    # In a gap the offset from before it holds: RFC 5545 3.3.5.
    before = (tried[0] - dt.timedelta(hours=6)).astimezone(ZoneInfo(zone)).utcoffset()
    assert before is not None and earlier
    return (wall - before).replace(tzinfo=dt.UTC)
