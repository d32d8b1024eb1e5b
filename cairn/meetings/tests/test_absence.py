"""I cannot come, taking it back, and another session instead."""

import datetime as dt
from typing import Any

import pytest

from cairn.groups.actions import end_seat, seat_person, sign_agreement
from cairn.groups.models import Group, Seat
from cairn.kit import wall
from cairn.kit.errors import NotHere, Refused
from cairn.meetings.absence import cannot_come, come_after_all, take_make_up
from cairn.meetings.making_up import suggestions
from cairn.meetings.models import Attendance, Invitee, Session
from cairn.meetings.tests.stage import sessions, weekly
from cairn.trust.models import Look
from tests.cast import Cast, as_, browser


def _another(cast: Cast, *, days: int = 3, **more: Any) -> Session:
    """A session of another therapy group, led by Dev, open to make-ups; Ivo sits there."""
    rows = Group.objects.filter(organisation=cast.harbor, pk=cast.steps.pk)
    rows.update(kind="therapy")
    group = rows.get()
    said = {"group": group, "name": "Small steps", "takes_make_ups": True, "co_facilitator": None}
    return sessions(weekly(cast, days=days, **(said | more)))[0]


def test_a_no_is_kept_and_its_words_are_read_by_those_it_said(cast: Cast) -> None:
    one = sessions(weekly(cast))[0]
    said = cannot_come(as_(cast.ana), one, words="My sister visits.")
    cannot_come(as_(cast.ana), one, words="My sister visits.")
    assert Attendance.objects.filter(organisation=cast.harbor).count() == 1
    readers = {name for name, p in cast.everyone().items() if as_(p).see(Attendance).filter(pk=said.pk).exists()}
    assert readers == {"ana", "dev", "pia", "elin"}
    wall.serve(cast.harbor.pk)
    assert b"My sister" not in Attendance.objects.get(organisation=cast.harbor, pk=said.pk).reason_sealed
    come_after_all(as_(cast.ana), one)
    row = Attendance.objects.get(organisation=cast.harbor, pk=said.pk)
    assert (row.cannot_come_at, row.reason) == (None, "")


@pytest.mark.parametrize("who", ["ivo", "jo", "zoe", "elin"])
def test_only_who_is_expected_can_say_no(cast: Cast, who: str) -> None:
    one = sessions(weekly(cast))[0]
    cannot_come(as_(cast.bo), one)
    with pytest.raises((NotHere, Refused)):
        cannot_come(as_(cast.everyone()[who]), one)
    wall.serve(cast.harbor.pk)
    assert Attendance.objects.filter(organisation=cast.harbor).count() == 1


def test_reading_the_words_leaves_a_look(cast: Cast) -> None:
    one = sessions(weekly(cast))[0]
    said = cannot_come(as_(cast.ana), one, words="My sister visits.")
    page = browser(cast.dev).get(f"/harbor-house/sessions/{one.pk}/").content.decode()
    assert "My sister" not in page and "Read why" in page
    assert "My sister" in browser(cast.dev).get(f"/harbor-house/sessions/words/{said.pk}").content.decode()
    looks = Look.objects.filter(organisation=cast.harbor, person=cast.ana, looker=cast.dev)
    assert [one.grounds for one in looks] == ["leads the session"]
    for stranger in (cast.bo, cast.ivo, cast.gil):
        assert browser(stranger).get(f"/harbor-house/sessions/words/{said.pk}").status_code == 404


def test_another_session_is_suggested_and_taken_once(cast: Cast) -> None:
    one, other = sessions(weekly(cast))[0], _another(cast)
    cannot_come(as_(cast.ana), one)
    assert not as_(cast.ana).see(Session).filter(pk=other.pk).exists()
    assert [found.pk for found in suggestions(as_(cast.ana), one)] == [other.pk]
    taken = take_make_up(as_(cast.ana), one, other)
    take_make_up(as_(cast.ana), one, other)
    assert (taken.session_id, taken.makes_up_for_id) == (other.pk, one.pk)
    assert Invitee.live().filter(organisation=cast.harbor, session=other, person=cast.ana).count() == 1
    assert as_(cast.ana).why("join", other)
    assert as_(cast.ana).see(Session).filter(series=other.series).count() == 1, "this once, not the series"
    assert not suggestions(as_(cast.ana), one) or suggestions(as_(cast.ana), one)[0].pk != other.pk


def test_what_is_not_open_full_or_at_a_busy_time_is_not_offered(cast: Cast) -> None:
    one, other = sessions(weekly(cast))[0], _another(cast)
    assert suggestions(as_(cast.ana), one)
    Group.objects.filter(organisation=cast.harbor, pk=cast.steps.pk).update(size_cap=1)
    assert not suggestions(as_(cast.ana), one)
    with pytest.raises(Refused):
        take_make_up(as_(cast.ana), one, other)
    Group.objects.filter(organisation=cast.harbor, pk=cast.steps.pk).update(size_cap=4)
    weekly(cast, days=3, name="At the same time", co_facilitator=None)
    assert other.pk not in [found.pk for found in suggestions(as_(cast.ana), one)]
    assert not Invitee.objects.filter(organisation=cast.harbor).exists()


def test_what_was_not_opened_to_make_ups_is_not_there(cast: Cast) -> None:
    one, closed = sessions(weekly(cast))[0], _another(cast, takes_make_ups=False)
    assert suggestions(as_(cast.ana), one) == []
    with pytest.raises(NotHere):
        take_make_up(as_(cast.ana), one, closed)
    answer = browser(cast.ana).post(f"/harbor-house/sessions/{one.pk}/instead", {"session": closed.pk})
    assert answer.status_code == 404


def test_who_was_removed_from_a_group_is_not_led_back_into_it(cast: Cast) -> None:
    one, other = sessions(weekly(cast))[0], _another(cast)
    seat = sign_agreement(as_(cast.ana), seat_person(as_(cast.gil), cast.steps, cast.ana), version=1)
    end_seat(as_(cast.gil), Seat.objects.get(organisation=cast.harbor, pk=seat.pk))
    assert suggestions(as_(cast.ana), one) == []
    with pytest.raises(NotHere):
        take_make_up(as_(cast.ana), one, other)
    assert [found.pk for found in suggestions(as_(cast.bo), one)] == [other.pk]


def test_a_no_to_what_is_over_is_refused(cast: Cast) -> None:
    one = sessions(weekly(cast))[0]
    Session.objects.filter(organisation=cast.harbor, pk=one.pk).update(ends_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    one = Session.objects.get(organisation=cast.harbor, pk=one.pk)
    with pytest.raises(Refused):
        cannot_come(as_(cast.ana), one)
