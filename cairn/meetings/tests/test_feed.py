"""The calendar address: private, revocable, and without a word about anything."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from django.test import Client
from icalendar import Calendar

from cairn.kit import wall
from cairn.kit.errors import NotHere
from cairn.meetings.absence import cannot_come
from cairn.meetings.changing import cancel_session, change_session
from cairn.meetings.feeds import end_feed, subscribe
from cairn.meetings.models import Feed
from cairn.meetings.tests.stage import sessions, soon, weekly
from cairn.people.models import Person
from tests.cast import Cast, as_, browser

ALLOWED = {"UID", "DTSTAMP", "DTSTART", "DURATION", "SUMMARY", "CLASS"}
# What a calendar must not say: people, groups, places, kinds, care, substances.
WORDS = ("ana", "bo ", "dev", "pia", "tuesday", "group", "river", "therap", "session", "recover", "sober", "alcohol", "drug",
         "harbor", "clinic", "care", "attendee", "organizer", "location", "description", "mailto")  # fmt: skip


def _get(token: str, house: str = "harbor-house") -> tuple[int, bytes]:
    answer = Client().get(f"/{house}/calendar/{token}.ics")
    return answer.status_code, answer.content


def _moment(said: dt.date) -> dt.datetime:
    assert isinstance(said, dt.datetime)
    return said.astimezone(dt.UTC)


def test_the_feed_holds_the_very_moments_and_no_word(cast: Cast) -> None:
    rows = sessions(weekly(cast, name="Recovery with Dev"))
    cancel_session(as_(cast.dev), rows[1], why="ill")
    change_session(as_(cast.dev), rows[2], day=rows[2].day + dt.timedelta(days=1), at=dt.time(7, 30))
    cannot_come(as_(cast.ana), rows[3], words="away")
    status, body = _get(subscribe(as_(cast.ana)))
    assert status == 200
    wanted = [
        (one.begins_at, one.ends_at) for one in sessions(rows[0].series) if one.on not in (rows[1].on, rows[3].on)
    ]
    calendar = Calendar.from_ical(body)
    found = [(_moment(e.start), _moment(e.end)) for e in calendar.events]
    assert found == wanted
    assert {name for event in calendar.events for name in event} <= ALLOWED
    assert {str(event["summary"]) for event in calendar.events} == {"Appointment"}
    assert {event["class"] for event in calendar.events} == {"PRIVATE"}
    text = body.decode().lower().replace("begin:", "").replace("end:", "")
    assert not [word for word in WORDS if word in text.replace("america/phoenix", "")]


def test_another_reader_finds_the_same_moments_by_zone_and_wall_clock(cast: Cast) -> None:
    """dateutil reads DTSTART with its TZID, as clients do that keep their own zones."""
    row = sessions(weekly(cast))[0]
    _status, body = _get(subscribe(as_(cast.bo)))
    assert b"BEGIN:VTIMEZONE" in body
    starts = [line for line in body.decode().split("\r\n") if line.startswith("DTSTART;TZID=")]
    zones = {"America/Phoenix": ZoneInfo("America/Phoenix")}
    read = [rrulestr(f"{line}\nRRULE:FREQ=DAILY;COUNT=1", tzids=zones)[0] for line in starts]
    assert read[0].astimezone(dt.UTC) == row.begins_at
    assert len(read) == len(sessions(row.series))


def test_names_of_events_stay_the_same_and_tell_nothing(cast: Cast) -> None:
    row = sessions(weekly(cast))[0]
    token = subscribe(as_(cast.ana))

    def names() -> list[str]:
        return [str(event["uid"]) for event in Calendar.from_ical(_get(token)[1]).events]

    before = names()
    change_session(as_(cast.dev), row, at=dt.time(8))
    assert sorted(names()) == sorted(before)
    assert not any(str(row.pk) in name or str(cast.ana.pk) in name for name in before)
    others = [str(e["uid"]) for e in Calendar.from_ical(_get(subscribe(as_(cast.bo)))[1]).events]
    assert not set(others) & set(before), "two calendars side by side do not show who meets whom"


def test_an_address_that_was_switched_off_or_replaced_is_not_there(cast: Cast) -> None:
    weekly(cast)
    first = subscribe(as_(cast.ana))
    assert _get(first)[0] == 200
    second = subscribe(as_(cast.ana))
    assert (_get(first)[0], _get(second)[0]) == (404, 200)
    assert _get(second, "lantern-bay")[0] == 404
    wall.serve(cast.harbor.pk)
    feed = Feed.objects.get(organisation=cast.harbor, person=cast.ana, ended_at=None)
    for other in (cast.bo, cast.elin, cast.zoe):
        with pytest.raises(NotHere):
            end_feed(as_(other), feed)
    assert _get(second)[0] == 200
    end_feed(as_(cast.ana), feed)
    assert _get(second)[0] == 404 == _get("nothing")[0]
    assert first not in feed.hash and len(feed.hash) == 64


def test_who_has_left_the_group_or_the_house_shows_nothing_more(cast: Cast) -> None:
    weekly(cast)
    token = subscribe(as_(cast.jo))
    assert list(Calendar.from_ical(_get(token)[1]).events) == []
    kept = subscribe(as_(cast.ana))
    assert list(Calendar.from_ical(_get(kept)[1]).events)
    Person.objects.filter(organisation=cast.harbor, pk=cast.ana.pk).update(left_at=dt.datetime.now(dt.UTC))
    assert _get(kept)[0] == 404


def test_the_page_shows_an_address_once_and_switches_it_off(cast: Cast) -> None:
    client = browser(cast.ana)
    page = client.post("/harbor-house/week/calendar").content.decode()
    address = page.split("<code>")[1].split("</code>")[0]
    assert Client().get(address.removeprefix("http://testserver")).status_code == 200
    assert address not in client.get("/harbor-house/week/calendar").content.decode()
    client.post("/harbor-house/week/calendar/end")
    assert Client().get(address.removeprefix("http://testserver")).status_code == 404


def test_a_zone_with_summer_time_keeps_the_hour_on_the_wall(cast: Cast) -> None:
    rows = sessions(weekly(cast, zone="America/New_York", at=dt.time(18)))
    calendar = Calendar.from_ical(_get(subscribe(as_(cast.ana)))[1])
    starts = [event.start for event in calendar.events]
    assert {one.time() for one in starts if isinstance(one, dt.datetime)} == {dt.time(18)}
    assert [_moment(one) for one in starts] == [one.begins_at for one in rows]
    assert soon() == rows[0].day
