"""Minutes from stays: pure, and checked against counting every second by hand."""

import datetime as dt
import random
from itertools import pairwise

from cairn.meetings.attendance import GRACE, Count, Stretch, count, end_of, joined

BEGINS = dt.datetime(2026, 11, 1, 5, 30, tzinfo=dt.UTC)  # the night American clocks go back
ENDS = BEGINS + dt.timedelta(minutes=90)


def at(minutes: float, seconds: int = 0) -> dt.datetime:
    return BEGINS + dt.timedelta(minutes=minutes, seconds=seconds)


def there(*pairs: tuple[dt.datetime, dt.datetime], tolerance: int = 5, closed: dt.datetime | None = None) -> Count:
    return count([Stretch(a, b) for a, b in pairs], BEGINS, ENDS, tolerance=tolerance, closed=closed)


def test_the_whole_session_is_ninety_minutes_and_neither_late_nor_early() -> None:
    found = there((at(-20), at(120)))
    assert (found.minutes, found.late_by, found.left_early_by) == (90, 0, 0)
    assert (found.came_at, found.left_at) == (BEGINS, ENDS)


def test_a_line_that_was_gone_for_half_a_minute_was_never_gone() -> None:
    assert there((at(0), at(40)), (at(40, 30), at(90))).minutes == 90
    assert there((at(0), at(40)), (at(40, 31), at(90))).minutes == 89


def test_two_doors_at_once_are_one_presence() -> None:
    assert there((at(0), at(60)), (at(30), at(90)), (at(10), at(20))).minutes == 90


def test_tolerance_is_a_line_that_five_minutes_do_not_cross() -> None:
    assert there((at(5, 59), at(85))).late_by == 0
    assert there((at(6), at(90))).late_by == 6
    assert there((at(0), at(85))).left_early_by == 0
    assert there((at(0), at(84))).left_early_by == 6
    assert there((at(1), at(89)), tolerance=0).late_by == 1


def test_a_session_ended_before_its_time_makes_nobody_leave_early() -> None:
    found = there((at(0), at(80)), closed=at(80))
    assert (found.minutes, found.left_early_by) == (80, 0)


def test_nobody_there_is_no_count_at_all() -> None:
    assert there() == Count() and not there((at(91), at(99))).was_there


def test_a_stay_nobody_ended_is_over_half_a_minute_after_it_was_last_heard_but_on_site_nobody_leaves_unseen() -> None:
    assert end_of(online=True, ended=None, heard=at(10), until=ENDS) == at(10, 30)
    assert end_of(online=False, ended=None, heard=at(10), until=ENDS) == ENDS
    assert end_of(online=False, ended=at(20), heard=at(10), until=ENDS) == at(20)


def test_any_stays_count_as_their_seconds_counted_one_by_one() -> None:
    drawn = random.Random(4)
    for _ in range(300):
        pairs = []
        for _stay in range(drawn.randrange(6)):
            began = drawn.randrange(-600, 6000)
            pairs.append((began, began + drawn.randrange(0, 3000)))
        inside = {s for a, b in pairs for s in range(max(a, 0), min(b, 5400))}
        edges = sorted((max(a, 0), min(b, 5400)) for a, b in pairs if max(a, 0) < min(b, 5400))
        reach = edges[0][1] if edges else 0
        for a, b in edges:  # gaps no longer than the grace are filled
            if 0 < a - reach <= GRACE.total_seconds():
                inside |= set(range(reach, a))
            reach = max(reach, b)
        stretches = [Stretch(at(0, a), at(0, b)) for a, b in pairs]
        assert count(stretches, BEGINS, ENDS, tolerance=5).minutes == len(inside) // 60
        merged = joined(stretches, BEGINS, ENDS)
        assert all(b.began - a.ended > GRACE for a, b in pairwise(merged))
