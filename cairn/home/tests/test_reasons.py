"""Each rule alone, then together: adding a reason never makes a row lighter."""

import datetime as dt

import pytest

from cairn.home.reasons import (
    WEIGHTS,
    Act,
    Beat,
    Reason,
    Said,
    from_checkins,
    from_silence,
    order,
    rank,
    still_stands,
)
from cairn.home.words import chip, how_long, sentence

NOW = dt.datetime(2026, 11, 24, 18, tzinfo=dt.UTC)
TODAY = NOW.date()


def said(days_ago: float = 0, **answers: object) -> Said:
    return Said(at=NOW - dt.timedelta(days=days_ago), **answers)  # type: ignore[arg-type]


def kinds(*checkins: Said) -> list[str]:
    return [reason.kind for reason in from_checkins(checkins, NOW)]


def test_nothing_said_is_no_reason() -> None:
    assert kinds() == kinds(said()) == kinds(said(confidence=8, craving=2, risky_ahead=False, used="no")) == []


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({"confidence": 4}, "confidence_low"),
        ({"craving": 7}, "craving"),
        ({"risky_ahead": True}, "risky_ahead"),
        ({"used": "yes"}, "used"),
        ({"wants": "company"}, "company"),
    ],
)
def test_each_answer_is_a_reason_while_it_is_fresh(answers: dict[str, object], kind: str) -> None:
    assert kinds(said(0.5, **answers)) == [kind]
    assert kinds(said(8, **answers)) == []


@pytest.mark.parametrize("answers", [{"confidence": 5}, {"craving": 6}, {"used": "rather_not"}, {"wants": "heard"}])
def test_the_answer_beside_the_line_is_none(answers: dict[str, object]) -> None:
    assert kinds(said(0.5, **answers)) == []


def test_confidence_is_held_against_ones_own_median() -> None:
    usual = [said(day, confidence=8) for day in (6, 5, 4)]
    assert kinds(*usual, said(0, confidence=5)) == ["confidence_fell"]
    assert kinds(*usual, said(0, confidence=6)) == []
    assert kinds(said(20, confidence=8), said(0, confidence=5)) == []


def test_a_better_word_today_takes_an_old_reason_away() -> None:
    assert kinds(said(1, craving=9), said(0, craving=3)) == []
    assert kinds(said(1, risky_ahead=True), said(0, risky_ahead=False)) == []
    assert kinds(said(1, confidence=2), said(0, wants="heard")) == ["confidence_low"]


def test_craving_that_grows_three_times_weighs_more() -> None:
    assert kinds(said(2, craving=3), said(1, craving=5), said(0, craving=8)) == ["craving", "craving_rising"]
    assert kinds(said(2, craving=5), said(1, craving=5), said(0, craving=8)) == ["craving"]


def beat(quiet: int, days: int, known: int = 60) -> Beat:
    last = TODAY - dt.timedelta(days=quiet)
    return Beat(last, days, last - dt.timedelta(days=known - 1))


def test_silence_counts_from_the_third_day_after_checking_in_most_days() -> None:
    assert from_silence(beat(2, 20), TODAY, NOW) is None
    found = from_silence(beat(3, 20), TODAY, NOW)
    assert found and (found.weight, found.values["days"]) == (2, 3)
    assert from_silence(beat(3, 13), TODAY, NOW) is None
    assert from_silence(beat(3, 14), TODAY, NOW) is not None


def test_silence_grows_to_four_and_no_further() -> None:
    weights = [found.weight for quiet in (3, 4, 5, 9) if (found := from_silence(beat(quiet, 20), TODAY, NOW))]
    assert weights == [2, 3, 4, 4]


def test_somebody_new_is_measured_by_the_days_they_have_been_here() -> None:
    assert from_silence(beat(3, 5, known=7), TODAY, NOW) is not None
    assert from_silence(beat(3, 3, known=3), TODAY, NOW) is None


def reason(kind: str, hours_ago: float = 0) -> Reason:
    values = {"now": 3, "usual": 8, "level": "IOP", "days": 4}
    return Reason(kind, NOW - dt.timedelta(hours=hours_ago), WEIGHTS[kind], values)


def act(hours_ago: float, until_hours: float | None = None) -> Act:
    until = None if until_hours is None else NOW + dt.timedelta(hours=until_hours)
    return Act(NOW - dt.timedelta(hours=hours_ago), until)


def test_acting_hides_a_reason_until_something_new_happens() -> None:
    assert still_stands(reason("craving", 5), None, NOW)
    assert not still_stands(reason("craving", 5), act(4), NOW)
    assert still_stands(reason("craving", 3), act(4), NOW)


def test_set_aside_comes_back_when_the_time_is_over() -> None:
    assert not still_stands(reason("craving", 5), act(4, until_hours=1), NOW)
    assert still_stands(reason("craving", 5), act(4, until_hours=-1), NOW)


def test_silence_that_goes_on_comes_back_after_three_days() -> None:
    assert not still_stands(reason("silent", 90), act(71), NOW)
    assert still_stands(reason("silent", 90), act(72), NOW)


def test_a_concern_stands_until_it_is_closed() -> None:
    assert still_stands(reason("unsafe", 5), act(1, until_hours=5), NOW)


def test_safety_comes_first_whatever_the_rest_weighs() -> None:
    heavy = [reason(kind) for kind in ("call", "used", "confidence_low", "craving", "silent")]
    safety = [reason("unsafe", 1)]
    taken = order(rank(safety, taken=True), safety)
    assert order(rank(safety, taken=False), safety) < taken < order(rank(heavy, taken=False), heavy)


def test_one_more_reason_never_moves_a_row_down() -> None:
    for kind in WEIGHTS:
        for other in WEIGHTS:
            one, both = [reason(kind, 2)], [reason(kind, 2), reason(other, 1)]
            assert order(rank(both, taken=False), both) <= order(rank(one, taken=False), one)


def test_who_has_waited_longest_comes_first_among_equals() -> None:
    early, late = [reason("craving", 9)], [reason("craving", 1)]
    assert order(2, early) < order(2, late)


@pytest.mark.parametrize("kind", WEIGHTS)
def test_every_reason_has_its_words(kind: str) -> None:
    assert sentence(reason(kind)).endswith((".", "”")) and chip(reason(kind))


def test_spans_are_said_in_their_largest_unit() -> None:
    spans = [how_long(dt.timedelta(minutes=minutes)) for minutes in (0, 59, 60, 47 * 60, 48 * 60)]
    assert spans == ["0 min", "59 min", "1 h", "47 h", "2 d"]
