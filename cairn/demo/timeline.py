"""When things are said: windows of the day, the pace of a talk, and rooms in which two talks do not run together."""

import datetime as dt
from random import Random
from zoneinfo import ZoneInfo

from cairn.demo.scripts import Line, Script
from cairn.demo.shape import Place

WINDOWS = {
    "morning": (6 * 60 + 20, 9 * 60 + 15),
    "afternoon": (12 * 60, 16 * 60 + 30),
    "evening": (17 * 60 + 30, 20 * 60 + 15),
    "night": (21 * 60 + 40, 23 * 60 + 30),
    "any": (7 * 60 + 30, 20 * 60 + 30),
}
WEEKDAYS = {"mon": {0}, "tue": {1}, "wed": {2}, "thu": {3}, "fri": {4}, "sat": {5}, "sun": {6}, "weekend": {5, 6}}
HOURS = (9 * 60 + 10, 16 * 60 + 30)  # the team is here on weekdays
LONG = 60  # minutes: a stated wait of an hour or more is a follow-up, no longer the same talk


def fits(script: Script, day: dt.date, place: Place | None) -> bool:
    """Whether a script can be told on that day in that group."""
    when = script.when
    if script.in_hours and day.weekday() > 4:
        return False
    wanted = [WEEKDAYS[word] for word in when if word in WEEKDAYS]
    if wanted and day.weekday() not in set().union(*wanted):
        return False
    return not when & {"pre", "post"} or (place is not None and day.weekday() == place.weekday)


def start(script: Script, day: dt.date, place: Place | None, zone: str, chance: Random) -> dt.datetime:
    """A moment on that day at which such a talk would begin."""
    when = script.when
    first, last = next((WINDOWS[word] for word in when if word in WINDOWS), WINDOWS["any"])
    if place is not None and when & {"pre", "post"}:
        session = place.at.hour * 60 + place.at.minute
        ended = session + place.minutes
        first, last = (session - 200, session - 60) if "pre" in when else (ended + 12, min(ended + 70, 23 * 60))
    if script.in_hours:
        first, last = max(first, HOURS[0]), min(max(last, HOURS[0] + 60), HOURS[1])
        first = min(first, last - 60)
    minute = chance.randrange(max(first, 6 * 60), max(last, first + 1))
    clock = dt.datetime.combine(day, dt.time(minute // 60, minute % 60, chance.randrange(60)), ZoneInfo(zone))
    return clock.astimezone(dt.UTC)


def pace(
    lines: tuple[Line, ...], begin: dt.datetime, zone: str, chance: Random, *, at_night: bool
) -> list[dt.datetime]:
    """The moment of each line. Follow-ups hours later wait for people to be awake."""
    moments: list[dt.datetime] = []
    clock = begin
    for number, line in enumerate(lines):
        if number:
            clock += dt.timedelta(seconds=_wait(line.after, chance))
            if (line.after or 0) >= LONG and not (at_night and line.after == LONG):
                clock = _awake(clock, zone, chance)
        moments.append(clock)
    return moments


def _wait(stated: int | None, chance: Random) -> int:
    if stated is not None:
        return int(stated * 60 * chance.uniform(0.92, 1.12))
    roll = chance.random()
    if roll < 0.72:
        return chance.randrange(45, 6 * 60)
    return chance.randrange(6 * 60, 22 * 60) if roll < 0.95 else chance.randrange(22 * 60, 55 * 60)


def _awake(clock: dt.datetime, zone: str, chance: Random) -> dt.datetime:
    local = clock.astimezone(ZoneInfo(zone))
    if 6 <= local.hour < 23:
        return clock
    day = local.date() + dt.timedelta(days=int(local.hour >= 23))
    morning = dt.datetime.combine(day, dt.time(7, chance.randrange(60), chance.randrange(60)), ZoneInfo(zone))
    return morning.astimezone(dt.UTC)


class Floor:
    """Who has the floor of a room: stretches of time in which one talk runs."""

    def __init__(self) -> None:
        self._taken: list[tuple[dt.datetime, dt.datetime]] = []

    def is_free(self, first: dt.datetime, last: dt.datetime) -> bool:
        """Whether nobody else talks between these moments (with a breath around)."""
        breath = dt.timedelta(minutes=12)
        return all(last + breath < begin or first - breath > end for begin, end in self._taken)

    def take(self, moments: list[dt.datetime]) -> None:
        """Hold the floor for these lines; a gap of hours gives it back in between."""
        begin = end = moments[0]
        for moment in moments[1:]:
            if moment - end > dt.timedelta(minutes=LONG):
                self._taken.append((begin, end))
                begin = moment
            end = moment
        self._taken.append((begin, end))

    def has_room_for(self, moments: list[dt.datetime]) -> bool:
        """Whether every stretch of these lines is free."""
        stretches: list[list[dt.datetime]] = [[moments[0]]]
        for moment in moments[1:]:
            if moment - stretches[-1][-1] > dt.timedelta(minutes=LONG):
                stretches.append([])
            stretches[-1].append(moment)
        return all(self.is_free(one[0], one[-1]) for one in stretches)
