"""The list of a session: taps, closing by hand and by the clock, corrections that are told, and who is drifting."""

import datetime as dt
import re

import pytest

from cairn.checkins.models import Pulse
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.meetings.closing import close_session, close_what_is_over, correct_attendance, set_tolerance
from cairn.meetings.models import Attendance, Correction, Invitee, Session, Stay
from cairn.meetings.roster import expected_at, roster
from cairn.meetings.stays import come, go
from cairn.meetings.tapping import excuse, tap_in, undo_tap
from cairn.meetings.tests.evening import MINUTE, a_session, again
from cairn.people.models import Person
from cairn.trust.models import Fact
from tests.cast import Cast, as_, browser

Status = Attendance.Status


def row_of(session: Session, person: Person) -> Attendance:
    return Attendance.objects.get(organisation=session.organisation_id, session=session, person=person)


def shown(person: Person, address: str, code: int = 200) -> str:
    answer = browser(person).get(f"/harbor-house/attendance/{address}")
    assert answer.status_code == code, answer.status_code
    return answer.content.decode()


def _the_worker_looks() -> None:
    with wall.everywhere("one worker serves every organisation"):
        close_what_is_over()


def over(session: Session, minutes: int) -> Session:
    """The session ended that many minutes ago."""
    ends = now() - minutes * MINUTE
    rows = Session.objects.filter(organisation=session.organisation_id, pk=session.pk)
    rows.update(begins_at=ends - session.minutes * MINUTE, ends_at=ends)
    return again(session)


def test_members_with_a_signed_seat_and_the_invited_are_expected_and_nobody_else(cast: Cast) -> None:
    session = a_session(cast)
    assert [one.chosen_name for one in expected_at(session)] == ["Ana", "Bo"], "Jo has left, leaders lead"
    Invitee.objects.create(organisation=cast.harbor, series=session.series, session=session, person=cast.ivo)
    assert [one.chosen_name for one in expected_at(session)] == ["Ana", "Bo", "Ivo"]


def test_one_tap_says_there_since_the_beginning_and_undo_takes_it_away(cast: Cast) -> None:
    session = a_session(cast, begins_in=-10)
    stay = tap_in(as_(cast.dev), session, cast.ana)
    assert tap_in(as_(cast.dev), session, cast.ana).pk == stay.pk, "a second tap changes nothing"
    assert stay.began_at == session.begins_at
    undo_tap(as_(cast.dev), stay)
    assert not Stay.objects.filter(organisation=cast.harbor, session=session).exists()
    late = tap_in(as_(cast.dev), session, cast.ana, just_now=True)
    assert abs(late.began_at - now()) < MINUTE


def test_only_who_leads_taps_and_only_who_is_expected_is_tapped(cast: Cast) -> None:
    session = a_session(cast)
    tap_in(as_(cast.pia), session, cast.ana)
    with pytest.raises(Refused):
        tap_in(as_(cast.bo), session, cast.ana)
    with pytest.raises(NotHere):
        tap_in(as_(cast.ivo), session, cast.ana)
    with pytest.raises(Refused):
        tap_in(as_(cast.dev), session, cast.jo)
    assert Stay.objects.filter(organisation=cast.harbor).count() == 1


def test_closing_counts_minutes_once_for_both_doors_excuses_who_said_so_and_marks_the_rest(cast: Cast) -> None:
    session = over(a_session(cast, minutes=90), 5)
    tap_in(as_(cast.dev), session, cast.ana)
    Stay.objects.create(
        organisation=cast.harbor, session=session, person=cast.ana, door="online",
        began_at=session.begins_at + 30 * MINUTE, heard_at=session.ends_at, ended_at=session.ends_at,
    )  # fmt: skip
    excuse(as_(cast.dev), session, cast.bo)
    Invitee.objects.create(organisation=cast.harbor, series=session.series, session=session, person=cast.ivo)
    close_session(as_(cast.dev), session)
    ana, bo, ivo = (row_of(session, one) for one in (cast.ana, cast.bo, cast.ivo))
    assert (ana.status, ana.minutes, ana.late_by, ana.left_early_by) == (Status.PRESENT, 90, 0, 0)
    assert (bo.status, bo.minutes) == (Status.EXCUSED, 0)
    assert (ivo.status, ivo.minutes) == (Status.ABSENT, 0)
    assert not Stay.objects.filter(organisation=cast.harbor, session=session, ended_at=None).exists()
    with pytest.raises(Refused):
        tap_in(as_(cast.dev), again(session), cast.bo)


def test_who_came_after_all_is_there_though_they_had_said_they_cannot(cast: Cast) -> None:
    session = a_session(cast)
    Attendance.objects.create(organisation=cast.harbor, session=session, person=cast.ana, cannot_come_at=now())
    come(as_(cast.ana), session, cast.ana, door="online")
    session = over(session, 1)
    Stay.objects.filter(organisation=cast.harbor).update(began_at=session.begins_at, heard_at=session.ends_at)
    close_session(as_(cast.dev), session)
    assert row_of(session, cast.ana).status == Status.PRESENT


def test_a_stay_nobody_ended_counts_until_it_was_last_heard_and_coming_back_is_another(cast: Cast) -> None:
    session = a_session(cast, begins_in=-60)
    first = come(as_(cast.ana), session, cast.ana, door="online")
    Stay.objects.filter(organisation=cast.harbor, pk=first.pk).update(
        began_at=session.begins_at, heard_at=session.begins_at + 20 * MINUTE
    )
    second = come(as_(cast.ana), session, cast.ana, door="online")
    assert second.pk != first.pk, "forty minutes without a sign are not a stay"
    (line,) = [one for one in roster(session, 5) if one.person == cast.ana]
    assert line.counted.minutes == 20
    go(as_(cast.ana), second, why="left")


def test_the_clock_closes_half_an_hour_after_the_end_and_not_before(cast: Cast) -> None:
    session = over(a_session(cast), 29)
    _the_worker_looks()
    assert again(session).closed_at is None
    over(session, 31)
    _the_worker_looks()
    assert again(session).closed_at is not None
    assert row_of(session, cast.ana).status == Status.ABSENT


def test_nobody_closes_before_it_began_and_closing_twice_counts_once(cast: Cast) -> None:
    with pytest.raises(Refused):
        close_session(as_(cast.dev), a_session(cast, begins_in=30))
    session = over(a_session(cast), 1)
    first = close_session(as_(cast.dev), session).closed_at
    assert close_session(as_(cast.elin), again(session)).closed_at == first
    with pytest.raises(Refused):
        close_session(as_(cast.ana), again(session))


def test_a_correction_keeps_what_stood_there_and_ana_reads_who_changed_it(cast: Cast) -> None:
    session = over(a_session(cast), 1)
    close_session(as_(cast.dev), session)
    with pytest.raises(Refused):
        correct_attendance(as_(cast.ana), row_of(session, cast.ana), status=Status.PRESENT, minutes=90)
    correct_attendance(
        as_(cast.dev), row_of(session, cast.ana), status=Status.PRESENT, minutes=85, why="She sat in the corner."
    )
    mended = Correction.objects.get(organisation=cast.harbor)
    assert (mended.was, mended.became, mended.minutes) == (Status.ABSENT, Status.PRESENT, 85)
    page = shown(cast.ana, "mine")
    assert "Put right by Dev: She sat in the corner." in page and "You were there once this month." in page
    assert Fact.objects.filter(organisation_id=cast.harbor.pk, verb="attendance.corrected").count() == 1


def test_presence_is_no_score(cast: Cast) -> None:
    session = over(a_session(cast), 1)
    close_session(as_(cast.dev), session)
    page = shown(cast.ana, "mine")
    assert not re.search(r"\d\s?%", page) and "streak" not in page.partition("<main")[2]
    assert "This month is still young here." in page


def test_the_list_is_for_those_who_lead_and_works_by_plain_forms(cast: Cast) -> None:
    session = a_session(cast)
    assert "There" in shown(cast.dev, f"{session.pk}/")
    shown(cast.elin, f"{session.pk}/")
    for who, code in (("ana", 403), ("gil", 403), ("ivo", 404), ("hana", 404)):
        shown(cast.everyone()[who], f"{session.pk}/", code)
    client = browser(cast.dev)
    answer = client.post(f"/harbor-house/attendance/{session.pk}/tap/{cast.ana.pk}", {"tap": "there"}, follow=True)
    assert "1 of 2" in answer.content.decode()
    client.post(f"/harbor-house/attendance/{session.pk}/tap/{cast.ana.pk}", {"tap": "undo"})
    client.post(f"/harbor-house/attendance/{session.pk}/tap/{cast.bo.pk}", {"tap": "excuse"})
    assert row_of(session, cast.bo).status == Status.EXCUSED
    assert client.post(f"/harbor-house/attendance/{session.pk}/tap/{cast.jo.pk}", {"tap": "there"}).status_code == 404
    client.post(f"/harbor-house/attendance/{session.pk}/close", follow=True)
    assert row_of(session, cast.ana).status == Status.ABSENT
    row = row_of(session, cast.ana)
    wrong = {"status": "present", "minutes": 500, "why": "x"}
    assert client.post(f"/harbor-house/attendance/correct/{row.pk}", wrong).status_code == 422
    client.post(f"/harbor-house/attendance/correct/{row.pk}", {**wrong, "minutes": 60})
    assert row_of(session, cast.ana).minutes == 60


def test_who_missed_two_without_a_word_is_seen_before_the_next_and_who_was_excused_is_not(cast: Cast) -> None:
    for days in (14, 7):
        past = a_session(cast, days=-days)
        excuse(as_(cast.dev), past, cast.bo)
        close_session(as_(cast.dev), past)
    page = shown(cast.dev, f"{a_session(cast, begins_in=30).pk}/")
    assert page.count("Missed the last 2 sessions without a word.") == 1


def test_silence_shows_only_where_ana_agreed_and_only_to_her_team(cast: Cast) -> None:
    today = now().date()
    for person in (cast.ana, cast.bo):
        Pulse.objects.create(
            organisation=cast.harbor, person=person, last_on=today - dt.timedelta(days=5), days_of_28=20,
            made_at=now() - dt.timedelta(days=40),
        )  # fmt: skip
    page = shown(cast.dev, f"{a_session(cast, begins_in=30).pk}/")
    assert len(re.findall("Quiet for [45] days", page)) == 1, "Bo did not agree, nor is Dev on his team"


def test_the_tolerance_is_the_houses_and_only_managers_set_it(cast: Cast) -> None:
    set_tolerance(as_(cast.elin), minutes=15)
    session = a_session(cast, begins_in=-12)
    tap_in(as_(cast.dev), session, cast.ana, just_now=True)
    close_session(as_(cast.dev), session)
    assert row_of(session, cast.ana).late_by == 0
    with pytest.raises(Refused):
        set_tolerance(as_(cast.dev), minutes=30)


def test_the_list_asks_no_more_for_many_people(cast: Cast, django_assert_max_num_queries: object) -> None:
    session = a_session(cast)
    client = browser(cast.dev)
    client.get(f"/harbor-house/attendance/{session.pk}/")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(f"/harbor-house/attendance/{session.pk}/")
    for number in range(9):
        person = Person.objects.create(organisation=cast.harbor, chosen_name=f"N{number}")
        Invitee.objects.create(organisation=cast.harbor, series=session.series, session=session, person=person)
        tap_in(as_(cast.dev), session, person)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get(f"/harbor-house/attendance/{session.pk}/")
