"""Arranging, changing and keeping sessions: the success first, then one thing flipped."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from cairn.kit import clock as kit_clock
from cairn.kit import wall
from cairn.kit.errors import NotHere, Refused
from cairn.kit.ids import new_id
from cairn.meetings import clock, laying
from cairn.meetings.actions import arrange_series, end_series
from cairn.meetings.changing import cancel_session, change_series, change_session, restore_session, substitute
from cairn.meetings.keeping import drop_holiday, keep_holiday
from cairn.meetings.laying import AHEAD
from cairn.meetings.models import Holiday, Invitee, Series, Session
from cairn.meetings.recurrence import Rule
from cairn.meetings.tests.stage import ZONE, sessions, soon, weekly
from cairn.notices.models import Notice
from tests.cast import Cast, as_, browser

WEEK = dt.timedelta(weeks=1)


def _heard(cast: Cast, kind: str, row: int) -> set[str]:
    rows = Notice.objects.filter(organisation=cast.harbor, kind=kind, row=row, seen_at=None)
    return {one.person.chosen_name.lower() for one in rows.select_related("person")}


def _turn(look: Callable[[], None]) -> None:
    """One look of the worker, which serves every organisation."""
    with wall.everywhere("as the worker does"):
        look()


# Arranging ------------------------------------------------------------------------------------------------
def test_a_series_is_laid_out_eight_weeks_ahead_and_only_its_own_people_know(cast: Cast) -> None:
    found = sessions(weekly(cast))
    assert [one.on for one in found] == [soon() + n * WEEK for n in range(len(found))]
    assert found[-1].on <= soon(0) + AHEAD < found[-1].on + WEEK
    assert {one.local_begin.time() for one in found} == {dt.time(18)}
    seen = {name for name, person in cast.everyone().items() if as_(person).see(Session).exists()}
    assert seen == {"ana", "bo", "dev", "pia", "elin", "gil"}
    wall.serve(cast.harbor.pk)
    assert _heard(cast, "s_changed", found[0].pk) == {"ana", "bo", "dev", "pia"}


def test_a_day_that_is_over_is_said_in_words_and_nothing_is_lost(cast: Cast) -> None:
    said = {"kind": "therapy", "group": str(cast.tuesday.pk), "name": "Heron evening", "day": "2020-01-01", "at": "18:00",
            "minutes": "90", "often": "weekly", "facilitator": str(cast.dev.pk), "once": str(new_id())}  # fmt: skip
    for often in ("once", "weekly"):
        answer = browser(cast.elin).post("/harbor-house/sessions/new", {**said, "often": often})
        assert answer.status_code == 422
        assert "This day is over." in answer.content.decode() and "Heron evening" in answer.content.decode()
    assert not Series.objects.filter(organisation=cast.harbor).exists()


def test_arranging_twice_with_one_ticket_arranges_once(cast: Cast) -> None:
    assert weekly(cast, pk=77).pk == weekly(cast, pk=77).pk == 77
    assert Series.objects.filter(organisation=cast.harbor).count() == 1


@pytest.mark.parametrize(("who", "why"), [("ana", Refused), ("ivo", Refused), ("zoe", NotHere), ("hana", Refused)])
def test_whoever_does_not_lead_arranges_nothing(cast: Cast, who: str, why: type[Exception]) -> None:
    said: dict[str, Any] = {
        "kind": "therapy",
        "name": "x",
        "group": cast.tuesday,
        "zone": ZONE,
        "at": dt.time(18),
        "begins_on": soon(),
    }
    arrange_series(as_(cast.dev), facilitator=cast.dev, **said)
    before = Series.objects.filter(organisation=cast.harbor).count()
    with pytest.raises(why):
        arrange_series(as_(cast.everyone()[who]), facilitator=cast.dev, **said)
    wall.serve(cast.harbor.pk)
    assert Series.objects.filter(organisation=cast.harbor).count() == before


def test_a_therapy_group_is_led_by_a_therapist_and_a_peer_group_by_a_peer_too(cast: Cast) -> None:
    weekly(cast, facilitator=cast.dev)
    weekly(cast, kind="peer", facilitator=cast.pia, co_facilitator=None)
    with pytest.raises(Refused):
        weekly(cast, facilitator=cast.pia, co_facilitator=None)
    with pytest.raises(Refused):
        weekly(cast, kind="peer", facilitator=cast.ana, co_facilitator=None)
    assert Series.objects.filter(organisation=cast.harbor).count() == 2


def test_an_individual_session_is_known_to_the_two_and_to_who_coordinates(cast: Cast) -> None:
    said: dict[str, Any] = {
        "kind": "individual",
        "name": "One to one",
        "zone": ZONE,
        "at": dt.time(9),
        "begins_on": soon(),
    }
    arrange_series(as_(cast.dev), facilitator=cast.dev, invited=(cast.ana,), **said)
    seen = {name for name, person in cast.everyone().items() if as_(person).see(Session).exists()}
    assert seen == {"ana", "dev", "elin"}
    with pytest.raises((Refused, NotHere)):  # Ivo is not in Dev's care
        arrange_series(as_(cast.dev), facilitator=cast.dev, invited=(cast.ivo,), **said)


# Laying out -----------------------------------------------------------------------------------------------
def test_the_clock_keeps_eight_weeks_ahead_and_does_so_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    series = weekly(cast)
    before = len(sessions(series))
    _turn(clock.lay_out_what_is_due)
    assert len(sessions(series)) == before
    later = kit_clock.now() + 2 * WEEK
    for module in (kit_clock, laying, clock):
        monkeypatch.setattr(module, "now", lambda: later)
    _turn(clock.lay_out_what_is_due)
    _turn(clock.lay_out_what_is_due)
    assert len(sessions(series)) == before + 2
    assert len({one.on for one in sessions(series)}) == before + 2


def test_a_session_follows_a_new_law_of_its_zone(cast: Cast) -> None:
    one = sessions(weekly(cast))[1]
    right = one.begins_at
    Session.objects.filter(organisation=cast.harbor, pk=one.pk).update(begins_at=right + dt.timedelta(hours=1))
    _turn(clock.follow_the_law)
    assert Session.objects.get(organisation=cast.harbor, pk=one.pk).begins_at == right


def test_a_holiday_rests_what_is_laid_out_and_gives_it_back_when_it_is_dropped(cast: Cast) -> None:
    first, second, *_rest = sessions(weekly(cast))
    holiday = keep_holiday(as_(cast.elin), on=second.day, name="A day off")
    assert [one.why_cancelled for one in sessions(first.series)[:2]] == ["", "holiday"]
    assert _heard(cast, "s_cancelled", second.pk) == {"ana", "bo", "dev", "pia"}
    drop_holiday(as_(cast.elin), holiday)
    assert sessions(first.series)[1].cancelled_at is None
    assert not Holiday.objects.filter(organisation=cast.harbor).exists()
    with pytest.raises(Refused):
        keep_holiday(as_(cast.dev), on=second.day, name="Mine")


def test_a_holiday_known_before_is_laid_out_as_one(cast: Cast) -> None:
    keep_holiday(as_(cast.gil), on=soon() + WEEK, name="A day off")
    assert [one.why_cancelled for one in sessions(weekly(cast))[:3]] == ["", "holiday", ""]
    assert sessions(weekly(cast, rests_on_holidays=False))[1].cancelled_at is None


# Changing -------------------------------------------------------------------------------------------------
def test_one_session_is_moved_and_the_others_stay(cast: Cast) -> None:
    first, second, *_rest = sessions(weekly(cast))
    Notice.objects.filter(organisation=cast.harbor).delete()
    change_session(as_(cast.pia), second, day=second.day + dt.timedelta(days=1), at=dt.time(17))
    moved = sessions(first.series)[1]
    assert (moved.on, moved.day, moved.local_begin.hour) == (second.on, second.on + dt.timedelta(days=1), 17)
    assert sessions(first.series)[0].begins_at == first.begins_at
    assert _heard(cast, "s_changed", second.pk) == {"ana", "bo", "dev"}, "not the one who did it"
    with pytest.raises(Refused):
        change_session(as_(cast.ana), moved, at=dt.time(8))
    assert sessions(first.series)[1].at == dt.time(17)


def test_this_and_those_that_follow_become_a_series_of_their_own(cast: Cast) -> None:
    series = weekly(cast)
    rows = sessions(series)
    change_session(as_(cast.elin), rows[3], at=dt.time(12))
    ids = [one.pk for one in rows]
    day = rows[2].day + dt.timedelta(days=1)
    rule = str(Rule(days=(day.weekday(),)))
    after = change_series(as_(cast.elin), rows[2], everything=False, rule=rule, day=day, at=dt.time(19))
    assert [one.pk for one in sessions(series)] == ids[:2], "what was before stays as it was"
    assert {one.at for one in sessions(series)} == {dt.time(18)}
    follow = sessions(after)
    assert [one.pk for one in follow][: len(ids) - 2] == ids[2:], "the same sessions, so that nobody's no is lost"
    assert follow[0].day == day and follow[0].at == dt.time(19)
    assert follow[1].at == dt.time(12), "changed by hand alone, it keeps its own hour"
    assert all(one.on.weekday() == day.weekday() for one in follow)
    assert Series.objects.get(organisation=cast.harbor, pk=series.pk).ends_on == rows[2].on - dt.timedelta(days=1)
    _turn(clock.lay_out_what_is_due)
    assert len(sessions(series)) == 2


def test_all_that_are_ahead_change_and_the_series_stays_one(cast: Cast) -> None:
    series = weekly(cast)
    rows = sessions(series)
    changed = change_series(as_(cast.dev), rows[1], everything=True, rule=series.rule, minutes=90, facilitator=cast.dev)
    assert changed.pk == series.pk and Series.objects.filter(organisation=cast.harbor).count() == 1
    assert {one.minutes for one in sessions(series)} == {90}
    assert [one.pk for one in sessions(series)][: len(rows)] == [one.pk for one in rows]


def test_what_the_board_proposes_is_shown_with_its_conflicts_and_moves_nothing(cast: Cast) -> None:
    rows = sessions(weekly(cast))
    first = rows[0]
    address = f"/harbor-house/sessions/{first.pk}/move"
    elin = browser(cast.elin)
    free = elin.get(f"{address}?day={first.day + dt.timedelta(days=1)}&board=yes").content.decode()
    assert 'id="clashes"' not in free and "Ana" in free and "Move it<" in free
    late = weekly(cast, days=10, name="Another")
    taken = elin.get(f"{address}?day={sessions(late)[0].day}&board=yes").content.decode()
    assert "leads another session then" in taken and 'name="sure"' in taken
    assert Session.objects.get(organisation=cast.harbor, pk=first.pk).day == first.day
    assert elin.get(f"{address}?day=nonsense").status_code == 200
    assert browser(cast.ana).get(f"{address}?day={first.day}").status_code == 404
    sent = {"day": first.day + dt.timedelta(days=1), "at": "18:00", "board": "yes"}
    answer = elin.post(address, sent)
    assert answer.status_code == 302 and answer["Location"].endswith(f"/sessions/?from={sent['day']}")


def test_from_a_session_that_was_moved_by_hand_the_others_keep_their_days(cast: Cast) -> None:
    series = weekly(cast)
    rows = sessions(series)
    moved = change_session(as_(cast.elin), rows[2], day=rows[2].day + dt.timedelta(days=1))
    after = change_series(as_(cast.elin), moved, everything=False, rule=series.rule, day=moved.day, minutes=80)
    follow = sessions(after)
    assert [one.day for one in follow[:3]] == [moved.day, rows[3].day, rows[4].day]
    assert {one.minutes for one in follow} == {80}
    assert [one.pk for one in follow][:3] == [one.pk for one in rows[2:5]]


def test_who_led_and_who_leads_a_changed_series_both_hear(cast: Cast) -> None:
    series = weekly(cast, kind="peer", co_facilitator=None)
    rows = sessions(series)
    Notice.objects.filter(organisation=cast.harbor).delete()
    change_series(as_(cast.elin), rows[0], everything=True, rule=series.rule, facilitator=cast.pia)
    assert {one.facilitator_id for one in sessions(series)} == {cast.pia.pk}
    assert Notice.objects.filter(organisation=cast.harbor, kind="s_yours", person=cast.pia).count() == 1
    assert Notice.objects.filter(organisation=cast.harbor, kind="s_changed", person=cast.dev).count() == 1


def test_fewer_days_cancel_what_is_too_many_and_more_days_make_more(cast: Cast) -> None:
    series = weekly(cast)
    rows = sessions(series)
    twice = str(Rule(days=tuple(sorted({soon().weekday(), (soon().weekday() + 2) % 7}))))
    change_series(as_(cast.elin), rows[0], everything=True, rule=twice, day=rows[0].day)
    assert len([one for one in sessions(series) if one.cancelled_at is None]) >= 2 * len(rows) - 2
    seldom = str(Rule(interval=2, days=(soon().weekday(),)))
    change_series(as_(cast.elin), sessions(series)[0], everything=True, rule=seldom, day=rows[0].day)
    left = [one.day for one in sessions(series) if one.cancelled_at is None]
    assert left == [soon() + 2 * n * WEEK for n in range(len(left))]


def test_a_substitute_leads_this_once_and_everybody_concerned_hears(cast: Cast) -> None:
    first, second, *_rest = sessions(weekly(cast, kind="peer"))
    Notice.objects.filter(organisation=cast.harbor).delete()
    substitute(as_(cast.elin), first, cast.pia)
    assert [one.facilitator_id for one in sessions(first.series)[:2]] == [cast.pia.pk, cast.dev.pk]
    assert _heard(cast, "s_changed", first.pk) == {"ana", "bo", "pia", "dev"}
    assert _heard(cast, "s_yours", first.pk) == {"pia"}
    with pytest.raises(Refused):
        substitute(as_(cast.elin), second, cast.finn)
    with pytest.raises(NotHere):
        substitute(as_(cast.ivo), second, cast.pia)
    assert sessions(first.series)[1].facilitator_id == cast.dev.pk


def test_a_session_is_cancelled_with_a_reason_and_brought_back(cast: Cast) -> None:
    one = sessions(weekly(cast))[0]
    cancel_session(as_(cast.dev), one, why="ill")
    cancel_session(as_(cast.dev), one, why="weather")
    row = Session.objects.get(organisation=cast.harbor, pk=one.pk)
    assert row.why_cancelled == "ill"
    assert _heard(cast, "s_cancelled", one.pk) == {"ana", "bo", "pia"}
    assert as_(cast.ana).why("join", row) is None
    restore_session(as_(cast.dev), row)
    assert as_(cast.ana).why("join", row)


def test_a_series_ends_and_what_was_stays(cast: Cast) -> None:
    series = weekly(cast, days=0, at=dt.time(0, 1))
    rows = sessions(series)
    end_series(as_(cast.elin), series, after=rows[2].on)
    assert [one.cancelled_at is None for one in sessions(series)] == [True] * 3 + [False] * (len(rows) - 3)
    _turn(clock.lay_out_what_is_due)
    assert len(sessions(series)) == len(rows)
    assert _heard(cast, "s_cancelled", rows[3].pk) == {"ana", "bo", "dev", "pia"}


def test_what_is_over_is_not_changed(cast: Cast) -> None:
    one = sessions(weekly(cast))[0]
    ended = kit_clock.now() - dt.timedelta(minutes=1)
    Session.objects.filter(organisation=cast.harbor, pk=one.pk).update(ends_at=ended)
    with pytest.raises(Refused):
        cancel_session(as_(cast.dev), one, why="ill")
    with pytest.raises(Refused):
        substitute(as_(cast.elin), one, cast.pia)
    with pytest.raises(Refused):
        change_session(as_(cast.dev), one, at=dt.time(8))


# Pages ----------------------------------------------------------------------------------------------------
PAGES = ("sessions/", "sessions/new", "sessions/places", "sessions/holidays", "sessions/plans/", "sessions/plans/new", "week/",
         "week/calendar")  # fmt: skip
OF_ONE = ("", "move", "change", "lead", "cancel", "end-series")


def test_every_page_opens_for_who_coordinates(cast: Cast) -> None:
    one = sessions(weekly(cast))[0]
    client = browser(cast.elin)
    for address in (*PAGES, *(f"sessions/{one.pk}/{page}" for page in OF_ONE)):
        answer = client.get(f"/harbor-house/{address}")
        assert answer.status_code == 200, (address, answer.status_code)


@pytest.mark.parametrize("who", ["ivo", "jo", "finn", "sam"])
def test_who_is_not_expected_gets_the_same_404_as_for_what_is_not_there(cast: Cast, who: str) -> None:
    one = sessions(weekly(cast))[0]
    client = browser(getattr(cast, who))
    for page in (*OF_ONE, "cannot-come", "instead"):
        found, absent = (
            client.get(f"/harbor-house/sessions/{one.pk}/{page}"),
            client.get(f"/harbor-house/sessions/5/{page}"),
        )
        assert (found.status_code, absent.status_code) == (404, 404), page
        assert found.content.decode().count("Tuesday") == 0
    assert "Tuesday" not in client.get("/harbor-house/week/").content.decode()
    week = client.get("/harbor-house/sessions/")
    assert week.status_code == 302


def test_members_see_their_session_but_not_the_pages_of_those_who_keep_it(cast: Cast) -> None:
    one = sessions(weekly(cast))[0]
    client = browser(cast.ana)
    assert client.get(f"/harbor-house/sessions/{one.pk}/").status_code == 200
    for page in OF_ONE[1:]:
        assert client.get(f"/harbor-house/sessions/{one.pk}/{page}").status_code == 404, page
    text = client.get(f"/harbor-house/week/?from={one.day}").content.decode()
    assert "Tuesday group" in text


def test_a_page_asks_as_often_with_many_sessions_as_with_few(cast: Cast, django_assert_max_num_queries: object) -> None:
    for hour in (9, 10, 11):
        weekly(cast, at=dt.time(hour))
    for who, address in ((cast.elin, "sessions/"), (cast.ana, "week/"), (cast.elin, "sessions/new")):
        client = browser(who)
        client.get(f"/harbor-house/{address}")
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            client.get(f"/harbor-house/{address}?from={soon(9)}")


def test_an_invitation_to_a_parted_series_goes_along(cast: Cast) -> None:
    said: dict[str, Any] = {
        "kind": "individual",
        "name": "One to one",
        "zone": ZONE,
        "at": dt.time(9),
        "begins_on": soon(),
    }
    weekly_rule = str(Rule(days=(soon().weekday(),)))
    series = arrange_series(as_(cast.dev), facilitator=cast.dev, invited=(cast.ana,), rule=weekly_rule, **said)
    after = change_series(as_(cast.dev), sessions(series)[2], everything=False, rule=weekly_rule, at=dt.time(10))
    assert Invitee.live().filter(organisation=cast.harbor, series=after, person=cast.ana).count() == 1
    assert as_(cast.ana).see(Session).filter(series=after).exists()
