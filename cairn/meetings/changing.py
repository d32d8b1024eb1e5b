"""Changing what was arranged: one session, it and those that follow, or all that are ahead."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.meetings.actions import must_suit
from cairn.meetings.laying import ahead_of, lay_anew, set_moments
from cairn.meetings.models import Invitee, Series, Session
from cairn.meetings.whom import leaders
from cairn.people.models import Person
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

OVER = _("This session is over. What was cannot be changed.")
CANCELLED = _("This session was cancelled. Bring it back first.")
OWN_FIELDS = ["day", "at", "begins_at", "ends_at", "minutes", "name", "place", "is_online", "facilitator", "co_facilitator",
              "plan", "is_own", "reminded_at", "reminded_soon_at"]  # fmt: skip


def _locked(viewer: Viewer, session: Session) -> Session:
    rows = Session.objects.select_for_update().filter(organisation_id=viewer.organisation_id, pk=session.pk)
    return rows.get()


def _must_be_ahead(session: Session) -> None:
    if session.closed_at or session.ends_at <= now():
        raise Refused(OVER)


@action
def change_session(viewer: Viewer, session: Session, /, **fields: Any) -> Session:
    """This session alone is otherwise: its day, hour, length, place, who leads it, its plan."""
    viewer.must("manage", session)
    session = _locked(viewer, session)
    _must_be_ahead(session)
    if session.cancelled_at is not None:
        raise Refused(CANCELLED)
    before = {name: getattr(session, name) for name in fields}
    if before == fields:
        viewer.did_before()
        return session
    begins, led = session.begins_at, (session.facilitator_id, session.co_facilitator_id)
    for name, value in fields.items():
        setattr(session, name, value)
    must_suit(session)
    session.is_own = True
    set_moments(session)
    if session.begins_at != begins:
        session.reminded_at = session.reminded_soon_at = None
    session.save(update_fields=OWN_FIELDS)
    viewer.did("session.moved" if session.begins_at != begins else "session.changed", session)
    _tell_leaders(viewer, session, {one for one in led if one})
    return session


@action
def substitute(viewer: Viewer, session: Session, person: Person) -> Session:
    """Somebody else leads this session, this once."""
    viewer.must("manage", session)
    session = _locked(viewer, session)
    _must_be_ahead(session)
    if session.facilitator_id == person.pk:
        viewer.did_before()
        return session
    before = leaders(session) - {person.pk}  # who stood beside and now leads is told too
    session.facilitator, session.is_own = person, True
    if session.co_facilitator_id == person.pk:
        session.co_facilitator = None
    must_suit(session)
    session.save(update_fields=["facilitator", "co_facilitator", "is_own"])
    viewer.did("session.changed", session)
    _tell_leaders(viewer, session, before)
    return session


def _tell_leaders(viewer: Viewer, session: Session, before: set[int]) -> set[int]:
    """Who leads it now and did not before, and who did and does not now; those who were told."""
    after = leaders(session)
    for person in sorted(after - before):
        viewer.did("session.led", session, about=person)
    for person in sorted(before - after):
        viewer.did("session.handed_over", session, about=person)
    return after ^ before


@action
def cancel_session(viewer: Viewer, session: Session, *, why: str) -> Session:
    """It does not take place, and why."""
    viewer.must("manage", session)
    session = _locked(viewer, session)
    _must_be_ahead(session)
    if session.cancelled_at is not None:
        viewer.did_before()
        return session
    session.cancelled_at, session.why_cancelled, session.is_own = now(), why, True
    session.save(update_fields=["cancelled_at", "why_cancelled", "is_own"])
    viewer.did("session.cancelled", session)
    return session


@action
def restore_session(viewer: Viewer, session: Session) -> Session:
    """It takes place after all."""
    viewer.must("manage", session)
    session = _locked(viewer, session)
    _must_be_ahead(session)
    if session.cancelled_at is None:
        viewer.did_before()
        return session
    session.cancelled_at, session.why_cancelled, session.is_own = None, "", True
    session.save(update_fields=["cancelled_at", "why_cancelled", "is_own"])
    viewer.did("session.restored", session)
    return session


@action
def change_series(viewer: Viewer, session: Session, /, *, everything: bool, rule: str, **fields: Any) -> Series:
    """This session and those that follow are otherwise, or all that are ahead. What was stays as it was.

    Where sessions were before, those that follow become a series of their own from that day; the one before ends.
    """
    viewer.must("manage", session.series)
    _must_be_ahead(session)
    held = Series.objects.select_for_update()
    series = held.get(organisation_id=viewer.organisation_id, pk=session.series_id)
    own_day = fields.pop("day", session.day)
    begins_on = session.on + (own_day - session.day)
    rows = ahead_of(series, dt.date.min if everything else session.on)
    if everything and rows:
        begins_on -= dt.timedelta(days=(session.on - rows[0].on).days)
    first = rows[0].on if rows else session.on
    if Session.objects.filter(organisation_id=viewer.organisation_id, series=series, on__lt=first).exists():
        series = _parted(series, first)
    series.rule, series.begins_on = rule, begins_on
    for name, value in fields.items():
        setattr(series, name, value)
    must_suit(series)
    series.save()
    led, told = {row.pk: leaders(row) for row in rows}, set[int]()
    for row in rows:
        row.reminded_at = row.reminded_soon_at = None
    for row in lay_anew(series, rows):
        if row.pk == session.pk and row.is_own:  # the one that was looked at changes, though it has a day of its own
            _take(row, day=own_day, **fields)
        if row.pk in led and row.cancelled_at is None and not (leaders(row) ^ led[row.pk]) <= told:
            told |= _tell_leaders(viewer, row, led[row.pk])  # each is told once
    viewer.did("series.changed", series)
    return series


def _take(row: Session, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    set_moments(row)
    row.save()


def _parted(before: Series, first: dt.date) -> Series:
    """A series of its own from that day, with the same people; the one before ends the day before."""
    after = Series.objects.get(organisation_id=before.organisation_id, pk=before.pk)
    invited = Invitee.live().filter(organisation_id=before.organisation_id, series=before, session=None)
    after.pk = Series._meta.pk.get_default()
    after.laid_out_until = None
    after.save(force_insert=True)
    before.ends_on = first - dt.timedelta(days=1)
    before.save(update_fields=["ends_on"])
    alone = Invitee.objects.filter(organisation_id=before.organisation_id, series=before, session__on__gte=first)
    alone.update(series=after)
    for one in invited:
        Invitee.objects.create(organisation_id=before.organisation_id, series=after, person_id=one.person_id)
    return after
