"""What Today says around a session: who is drifting before it, who is short of hours, and one gentle question after it."""

import datetime as dt

import pytest
from django.test import Client

from cairn.care.models import Enrolment, Level
from cairn.charting.weeks import ledger
from cairn.kit.clock import now
from cairn.liveroom.afterwards import say_after
from cairn.meetings.closing import close_session
from cairn.meetings.models import Session
from cairn.meetings.tapping import excuse, tap_in
from cairn.meetings.tests.evening import a_session, again
from cairn.people.models import Person
from tests.cast import Cast, as_, browser

HOUSE = "/harbor-house/"
PART = {"HTTP_HX_REQUEST": "true"}
THURSDAY, WEDNESDAY = dt.date(2026, 11, 19), dt.date(2026, 11, 18)


def part(person: Person, path: str) -> str:
    return str(browser(person).get(f"{HOUSE}{path}", **PART).content.decode())  # type: ignore[arg-type]


def missed_twice(cast: Cast) -> None:
    for days in (14, 7):
        past = a_session(cast, days=-days)
        excuse(as_(cast.dev), past, cast.bo)
        close_session(as_(cast.dev), past)


def test_who_leads_sees_before_the_session_who_is_drifting_away(cast: Cast) -> None:
    missed_twice(cast)
    a_session(cast, begins_in=30, name="Tonight")
    page = part(cast.dev, "today/ahead")
    assert "Tonight" in page and "<strong>Ana</strong>: Missed the last 2 sessions" in page
    assert "<strong>Bo</strong>" not in page, "who said a word is not drifting"
    assert 'hx-get="/harbor-house/today/ahead"' in browser(cast.dev).get(f"{HOUSE}today").content.decode()


def test_whoever_leads_nothing_soon_sees_nobody(cast: Cast) -> None:
    missed_twice(cast)
    a_session(cast, begins_in=60 * 40)
    assert "Missed" not in part(cast.dev, "today/ahead"), "not yet"
    a_session(cast, begins_in=30)
    for name in ("elin", "ana", "ivo", "hana"):
        assert "Ana" not in part(cast.everyone()[name], "today/ahead").replace(">Ana<", ""), name


def test_the_part_of_today_asks_at_most_twelve_questions(cast: Cast, django_assert_max_num_queries: object) -> None:
    missed_twice(cast)
    a_session(cast, begins_in=30)
    dev: Client = browser(cast.dev)
    dev.get(f"{HOUSE}today/ahead")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        dev.get(f"{HOUSE}today/ahead")


@pytest.mark.parametrize(("day", "is_said"), [(WEDNESDAY, False), (THURSDAY, True)])
def test_from_thursday_on_todays_page_says_who_is_short(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, day: dt.date, is_said: bool
) -> None:
    level = Level.objects.get(organisation=cast.harbor)
    Enrolment.objects.create(organisation=cast.harbor, person=cast.ana, level=level, began_on=dt.date(2026, 1, 1))
    monkeypatch.setattr("cairn.charting.weeks.today", lambda zone: day)
    page = part(cast.elin, "hours/short")
    assert ("Ana (9:00 h)" in page) is is_said
    assert browser(cast.elin).get(f"{HOUSE}hours/short")["Location"] == f"{HOUSE}hours/"
    assert browser(cast.ana).get(f"{HOUSE}hours/short", **PART).status_code == 404  # type: ignore[arg-type]


def test_a_carer_may_propose_what_is_open_to_make_ups_but_never_a_group_the_person_left(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    level = Level.objects.get(organisation=cast.harbor)
    for person in (cast.ana, cast.jo, cast.ivo):
        Enrolment.objects.create(organisation=cast.harbor, person=person, level=level, began_on=dt.date(2026, 1, 1))
    open_one = a_session(cast, begins_in=20, minutes=30, takes_make_ups=True)
    monkeypatch.setattr("cairn.charting.weeks.is_time_to_warn", lambda day, monday: True)
    monkeypatch.setattr("cairn.charting.weeks.start_of", lambda day, zone: now() + dt.timedelta(days=1))
    found = {one.person: [slot.pk for slot in one.make_ups] for one in ledger(as_(cast.elin)).members}
    assert found[cast.ivo] == [open_one.pk]
    assert found[cast.ana] == [], "she is expected there anyway"
    assert found[cast.jo] == [], "nobody is led back to a group they left"


def test_after_a_session_today_asks_once_how_it_was(cast: Cast) -> None:
    session = a_session(cast, begins_in=-60, minutes=50)
    asks = "How was Tuesday evening for you?"
    assert asks not in browser(cast.ana).get(f"{HOUSE}today").content.decode(), "she was not there"
    tap_in(as_(cast.dev), session, cast.ana)
    assert asks in browser(cast.ana).get(f"{HOUSE}today").content.decode()
    assert asks not in browser(cast.bo).get(f"{HOUSE}today").content.decode()
    assert "You were here" in browser(cast.ana).get(f"{HOUSE}sessions/{session.pk}/").content.decode()
    assert 'name="useful"' in browser(cast.ana).get(f"{HOUSE}room/{session.pk}/after").content.decode()
    say_after(as_(cast.ana), session, useful="yes", heard="")
    assert asks not in browser(cast.ana).get(f"{HOUSE}today").content.decode()


def test_half_a_day_later_nobody_is_asked_any_more(cast: Cast) -> None:
    session = a_session(cast, begins_in=-60, minutes=50)
    tap_in(as_(cast.dev), session, cast.ana)
    Session.objects.filter(organisation=cast.harbor, pk=session.pk).update(ends_at=now() - dt.timedelta(hours=13))
    assert "How was" not in browser(cast.ana).get(f"{HOUSE}today").content.decode()
    assert again(session).ends_at < now()
