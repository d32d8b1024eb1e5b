"""Minutes, units and hours: boundaries, the night the clocks change, the edge of a month, and no minute counted twice."""

import datetime as dt
import random
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import pytest

from cairn.charting.hours import Slot, Week, is_time_to_warn, that_fit
from cairn.charting.units import Row, Served, once, rows, units_of

ZONE = ZoneInfo("America/New_York")


@dataclass
class Rule:
    code: str
    unit: str
    minutes: int
    kinds_fed: list[str] = field(default_factory=lambda: ["peer"])
    modifier: str = ""
    further_code: str = ""
    further_minutes: int = 0
    rounding: str = "down"
    cap: int = 0


DAY = Rule("H0015", "day", 180, ["therapy", "education"])
QUARTER = Rule("H0038", "quarter", 15, modifier="HQ")
MONTH = Rule("G0140", "month", 60, further_code="G0146", further_minutes=30)


def served(
    minutes: int, *, day: dt.date = dt.date(2026, 11, 3), at: int = 9, kind: str = "peer", **more: object
) -> Served:
    began = dt.datetime.combine(day, dt.time(at), ZONE).astimezone(dt.UTC)
    session = int(more.pop("session", 0) or random.Random(f"{day}{at}{kind}").randrange(1, 10**9))  # type: ignore[call-overload]
    return Served(1, session, kind, day, began, began + minutes * dt.timedelta(minutes=1), minutes, **more)  # type: ignore[arg-type]


def units(found: list[Row]) -> dict[str, int]:
    return {row.code: row.units for row in found if row.is_ready}


@pytest.mark.parametrize(
    ("minutes", "wanted"),
    [(59, {}), (60, {"G0140": 1}), (89, {"G0140": 1}), (90, {"G0140": 1, "G0146": 1}), (150, {"G0140": 1, "G0146": 3})],
)
def test_a_month_begins_at_sixty_and_grows_by_whole_thirties(minutes: int, wanted: dict[str, int]) -> None:
    found = rows([served(minutes)], [MONTH])
    assert units(found) == wanted
    assert bool(wanted) or found[0].against == ("short",)


@pytest.mark.parametrize(
    ("minutes", "down", "half"),
    [(7, 0, 0), (8, 0, 1), (14, 0, 1), (15, 1, 1), (22, 1, 1), (23, 1, 2), (59, 3, 4), (60, 4, 4)],
)
def test_quarters_of_an_hour_by_whole_units_or_by_more_than_half(minutes: int, down: int, half: int) -> None:
    assert units_of(QUARTER, minutes) == (down, 0)
    assert units_of(Rule("H0038", "quarter", 15, rounding="half"), minutes) == (half, 0)


def test_a_day_is_one_unit_from_three_hours_on_and_days_do_not_add_up() -> None:
    three = [served(60, at=hour, kind="therapy") for hour in (9, 10, 11)]
    assert units(rows(three, [DAY])) == {"H0015": 1}
    two_days = [served(120, kind="therapy"), served(60, kind="therapy", day=dt.date(2026, 11, 4))]
    assert units(rows(two_days, [DAY])) == {}


def test_the_edge_of_a_month_parts_minutes() -> None:
    last, first = served(50, day=dt.date(2026, 11, 30)), served(50, day=dt.date(2026, 12, 1))
    assert [row.against for row in rows([last, first], [MONTH])] == [("short",), ("short",)]
    assert units(rows([last, served(50, day=dt.date(2026, 11, 29))], [MONTH])) == {"G0140": 1, "G0146": 1}


def test_the_night_the_clocks_change_has_as_many_minutes_as_were_lived() -> None:
    began = dt.datetime(2026, 11, 1, 0, 30, tzinfo=ZONE).astimezone(dt.UTC)
    night = Served(1, 7, "peer", dt.date(2026, 11, 1), began, began + dt.timedelta(minutes=120), 120)
    after = Served(
        1, 8, "peer", dt.date(2026, 11, 1), began + dt.timedelta(minutes=120), began + dt.timedelta(minutes=180), 60
    )
    assert sum(one.minutes for one in once([night, after])) == 180, "the second 1:30 is another minute than the first"


def test_no_minute_feeds_two_codes_and_the_first_rule_takes_it() -> None:
    for table in ([QUARTER, MONTH], [MONTH, QUARTER]):
        found = rows([served(90)], table)
        assert sum(row.minutes for row in found if row.code in {"H0038", "G0140"}) == 90
        assert {row.code for row in found} <= ({"H0038"} if table[0] is QUARTER else {"G0140", "G0146"})


def test_two_sessions_at_once_are_one_stretch_of_time() -> None:
    found = rows([served(60, session=1), served(60, session=2)], [QUARTER])
    assert units(found) == {"H0038": 4}


def test_never_more_minutes_than_were_lived_whatever_overlaps() -> None:
    drawn = random.Random(11)
    start = dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC)
    for _ in range(300):
        parts = []
        for number in range(drawn.randrange(1, 7)):
            began, long = drawn.randrange(0, 400), drawn.randrange(1, 120)
            a = start + dt.timedelta(minutes=began)
            kind = drawn.choice(["peer", "therapy", "event"])
            parts.append(Served(1, number, kind, a.date(), a, a + dt.timedelta(minutes=long), long))
        lived = {m for p in parts for m in range((p.began - start).seconds // 60, (p.ended - start).seconds // 60)}
        assert sum(one.minutes for one in once(parts)) == len(lived)
        found = rows(parts, [DAY, QUARTER, MONTH])
        assert sum(row.minutes for row in found if row.code != "G0146") <= len(lived)
        assert all("event" not in rule.kinds_fed for rule in (DAY, QUARTER, MONTH))


def test_what_stands_against_a_session_holds_that_alone_back() -> None:
    found = rows([served(60), served(60, at=12, against=("unsigned",))], [QUARTER])
    assert units(found) == {"H0038": 4}
    assert [row.against for row in found if not row.is_ready] == [("unsigned",)]


def test_over_the_cap_is_a_row_of_its_own() -> None:
    found = rows([served(120)], [Rule("H0038", "quarter", 15, cap=6)])
    assert [(row.units, row.against) for row in found] == [(6, ()), (2, ("cap",))]


# Hours ------------------------------------------------------------------------------------------------------
def slot(pk: int, begins: dt.datetime, minutes: int = 60, *, has_room: bool = True) -> Slot:
    return Slot(pk, f"S{pk}", begins, begins + dt.timedelta(minutes=minutes), has_room)


def test_a_week_is_short_by_what_even_everything_ahead_does_not_bring() -> None:
    assert Week(300, 180, 540).missing == 60
    assert Week(300, 240, 540).missing == 0
    assert Week(1200, 0, 540, 1140).over == 60 and Week(1200, 0, 540).over == 0


def test_the_warning_comes_on_thursday_and_ends_with_the_week() -> None:
    monday = dt.date(2026, 11, 16)
    told = [is_time_to_warn(monday + dt.timedelta(days=n), monday) for n in range(-1, 9)]
    assert told == [False, False, False, False, True, True, True, True, False, False]


def test_make_ups_fit_around_what_somebody_has_and_what_mends_it_alone_comes_first() -> None:
    now = dt.datetime(2026, 11, 19, 12, tzinfo=dt.UTC)
    hour = dt.timedelta(hours=1)
    offered = [
        slot(1, now + hour), slot(2, now + 3 * hour, 120), slot(3, now - hour), slot(4, now + 8 * hour, has_room=False),
        slot(5, now + 24 * hour, 90),
    ]  # fmt: skip
    busy = [slot(9, now + hour + dt.timedelta(minutes=59))]
    assert [one.pk for one in that_fit(90, offered, busy, now)] == [2, 5]
    assert [one.pk for one in that_fit(60, offered, [], now)] == [1, 2, 5]
    assert that_fit(0, offered, [], now) == []
