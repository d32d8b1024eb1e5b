"""A private calendar address: made, revoked, and what it answers with.

What goes out says when its person is busy and no other word: no name, no place, no people. Each session is an event
of its own with the hour of the wall clock in its zone, so that cancelled and moved ones need no exceptions.
"""

import datetime as dt
import hashlib
import secrets
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from cairn.kit.clock import now
from cairn.meetings.models import Feed, Session
from cairn.meetings.week import mine
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

BACK, FORTH = dt.timedelta(weeks=4), dt.timedelta(weeks=12)
EVERY = dt.timedelta(hours=1)
SUMMARY = "Appointment"


@action
def subscribe(viewer: Viewer) -> str:
    """A new address; the one before ends. The token is told once and kept only as a digest."""
    viewer.must("subscribe", viewer.me)
    live = Feed.objects.filter(organisation_id=viewer.organisation_id, person=viewer.me, ended_at=None)
    live.update(ended_at=now())
    token = secrets.token_urlsafe(32)
    feed = Feed.objects.create(organisation_id=viewer.organisation_id, person=viewer.me, hash=digest(token))
    viewer.did("feed.made", feed)
    return token


@action
def end_feed(viewer: Viewer, feed: Feed) -> Feed:
    """The address answers no more."""
    viewer.must("end", feed)
    if feed.ended_at is not None:
        viewer.did_before()
        return feed
    feed.ended_at = now()
    feed.save(update_fields=["ended_at"])
    viewer.did("feed.ended", feed)
    return feed


def feed_of(organisation: int, token: str) -> Feed | None:
    """The live feed with that token, of somebody who is still here."""
    live = Feed.objects.filter(organisation_id=organisation, hash=digest(token), ended_at=None)
    return live.filter(person__left_at=None).select_related("person__organisation").first()


def digest(token: str) -> str:
    """What an address is found by; the address itself is kept nowhere."""
    return hashlib.sha256(token.encode()).hexdigest()


def calendar_of(feed: Feed) -> bytes:
    """The appointments of the feed's person, as iCalendar (RFC 5545)."""
    rows = mine(Viewer.of(feed.person)).filter(cancelled_at=None, cannot_come_at=None)
    around = rows.filter(begins_at__gt=now() - BACK, begins_at__lt=now() + FORTH)
    calendar = Calendar()
    calendar.add("prodid", "-//Cairn//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for session in around:
        calendar.add_component(_event(feed, session))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(feed: Feed, session: Session) -> Event:
    """One session: when it is, nothing else. Its name is a digest that says nothing and stays the same."""
    zone, event = ZoneInfo(session.zone), Event()
    event.add("uid", hashlib.sha256(f"{feed.hash}:{session.pk}".encode()).hexdigest()[:32])
    event.add("dtstamp", session.made_at)
    event.add("dtstart", session.begins_at.astimezone(zone))
    event.add("duration", session.ends_at - session.begins_at)  # a length, also where the clocks change within it
    event.add("summary", SUMMARY)
    event.add("class", "PRIVATE")
    return event
