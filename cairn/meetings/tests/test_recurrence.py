"""When sessions are: our rules against an expander that walks every day, in twelve zones, 2020 to 2035."""

import datetime as dt
import random
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from cairn.meetings.recurrence import Rule, days_of, moment_of
from cairn.meetings.tests.walked import moment, walk

ZONES = [
    "America/Phoenix", "America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "Europe/Berlin", "Europe/London",
    "Africa/Casablanca", "Asia/Kolkata", "Asia/Tehran", "Australia/Lord_Howe", "Pacific/Apia", "UTC",
]  # fmt: skip
FIRST, LAST = dt.date(2020, 1, 1), dt.date(2035, 12, 31)
HOURS = [
    dt.time(0, 15),
    dt.time(1, 30),
    dt.time(2),
    dt.time(2, 30),
    dt.time(3, 45),
    dt.time(9),
    dt.time(18),
    dt.time(23, 30),
]
DAY = dt.timedelta(days=1)


def _rule(chance: random.Random) -> Rule:
    frequency = chance.choice(["DAILY", "WEEKLY", "WEEKLY", "WEEKLY", "MONTHLY"])
    days = tuple(sorted(chance.sample(range(7), chance.choice([1, 1, 2, 3, 5]))))
    if frequency == "MONTHLY":
        return Rule(frequency, chance.choice([1, 1, 2, 3]), days[:1], chance.choice([1, 2, 3, 4, -1]))
    return Rule(frequency, chance.choice([1, 1, 1, 2, 3, 4]), () if frequency == "DAILY" else days)


def _some_day(chance: random.Random) -> dt.date:
    return FIRST + dt.timedelta(days=chance.randrange((LAST - FIRST).days - 400))


@pytest.mark.parametrize("seed", range(12))
def test_our_days_are_those_that_a_walk_over_every_day_finds(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        rule, begins = _rule(chance), _some_day(chance)
        end = begins + dt.timedelta(days=chance.choice([60, 200, 400]))
        walked = list(walk(rule, begins, end))
        assert list(days_of(str(rule), begins, begins, end)) == walked, rule
        middle = begins + (end - begins) / 2
        assert list(days_of(str(rule), begins, middle, end)) == [day for day in walked if day >= middle], rule
        assert Rule.read(str(rule)) == rule


@pytest.mark.parametrize("zone", ZONES)
def test_the_clock_on_the_wall_never_shifts(zone: str) -> None:
    """Sixteen years, every zone: the hour people read on the wall is the hour that was arranged."""
    chance = random.Random(zone)
    for _ in range(300):
        day, at = _some_day(chance), chance.choice(HOURS)
        found = moment_of(day, at, zone)
        assert found == moment(day, at, zone), (day, at)
        shown = found.astimezone(ZoneInfo(zone))
        assert (shown.date(), shown.time()) == (day, at) or _is_skipped(day, at, zone), (day, at, shown)


def _is_skipped(day: dt.date, at: dt.time, zone: str) -> bool:
    wall = dt.datetime.combine(day, at, ZoneInfo(zone))
    return wall.astimezone(dt.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall.replace(tzinfo=None)


def _changes(zone: str) -> list[dt.date]:
    days, day = [], FIRST
    while day < LAST:
        if ZoneInfo(zone).utcoffset(dt.datetime.combine(day, dt.time())) != ZoneInfo(zone).utcoffset(
            dt.datetime.combine(day + DAY, dt.time())
        ):
            days.append(day)
        day += DAY
    return days


@pytest.mark.parametrize("zone", ZONES)
def test_on_each_day_on_which_the_clocks_change_the_rule_that_is_stated_holds(zone: str) -> None:
    for day in _changes(zone):
        for quarter in range(0, 24 * 4, 2):
            at = dt.time(quarter // 4, quarter % 4 * 15)
            assert moment_of(day, at, zone) == moment(day, at, zone), (day, at)


def test_a_time_the_clocks_skip_is_later_by_what_they_skip_and_of_one_shown_twice_the_first_counts() -> None:
    spring, autumn, zone = dt.date(2026, 3, 8), dt.date(2026, 11, 1), "America/New_York"
    assert moment_of(spring, dt.time(2, 30), zone) == dt.datetime(2026, 3, 8, 7, 30, tzinfo=dt.UTC)  # 3:30 on the wall
    assert moment_of(autumn, dt.time(1, 30), zone) == dt.datetime(
        2026, 11, 1, 5, 30, tzinfo=dt.UTC
    )  # before they go back


def test_a_weekly_session_is_at_six_before_and_after_the_clocks_change() -> None:
    moments = [moment_of(d, dt.time(18), "America/New_York") for d in days_of("FREQ=WEEKLY;BYDAY=TU", dt.date(2026, 2, 24),
               dt.date(2026, 2, 24), dt.date(2026, 3, 31))]  # fmt: skip
    assert [one.hour for one in moments] == [23, 23, 22, 22, 22, 22]
    assert {one.astimezone(ZoneInfo("America/New_York")).hour for one in moments} == {18}


@pytest.mark.parametrize("zone", ZONES)
def test_what_another_library_writes_and_reads_back_are_the_very_moments(zone: str) -> None:
    chance = random.Random(f"feed {zone}")
    calendar, wanted = Calendar(), []
    for number in range(25):
        day, at = _some_day(chance), chance.choice(HOURS[5:])
        wanted.append(moment_of(day, at, zone))
        event = Event()
        event.add("uid", str(number))
        event.add("dtstart", wanted[-1].astimezone(ZoneInfo(zone)))
        calendar.add_component(event)
    read = Calendar.from_ical(calendar.to_ical())
    starts = [one.start for one in read.events]
    assert [one.astimezone(dt.UTC) for one in starts if isinstance(one, dt.datetime)] == wanted


def test_what_we_did_not_write_is_not_read() -> None:
    assert Rule.read("") is None
    for text in ("FREQ=HOURLY", "FREQ=WEEKLY;COUNT=3", "FREQ=WEEKLY;INTERVAL=1", "FREQ=WEEKLY;BYDAY=XX", "nothing"):
        with pytest.raises(ValueError):
            Rule.read(text)


def test_once_is_once() -> None:
    day = dt.date(2026, 5, 5)
    assert list(days_of("", day, day - DAY, day + DAY)) == [day]
    assert list(days_of("", day, day + DAY, day + 2 * DAY)) == []
