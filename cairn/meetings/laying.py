"""Laying out: a series becomes session rows for some weeks ahead, and a session takes what its series says."""

import datetime as dt

from cairn.kit.clock import now, today
from cairn.meetings.models import Arranged, Holiday, Series, Session
from cairn.meetings.recurrence import days_of, moment_of

AHEAD = dt.timedelta(weeks=8)


def lay_out(series: Series, until: dt.date) -> list[Session]:
    """Sessions of the series up to and with `until` that are not rows yet; holidays are laid out as cancelled."""
    first = series.begins_on if series.laid_out_until is None else series.laid_out_until + dt.timedelta(days=1)
    last = min(until, series.ends_on) if series.ends_on else until
    rests = set()
    if series.rests_on_holidays:
        free = Holiday.objects.filter(organisation_id=series.organisation_id, on__range=(first, last))
        rests = set(free.values_list("on", flat=True))
    made = [_session(series, day, rests=day in rests) for day in days_of(series.rule, series.begins_on, first, last)]
    Session.objects.bulk_create(made)
    series.laid_out_until = max(last, first - dt.timedelta(days=1))
    series.save(update_fields=["laid_out_until"])
    return made


def _session(series: Series, day: dt.date, *, rests: bool) -> Session:
    session = Session(organisation_id=series.organisation_id, series=series, on=day, day=day)
    take_over(session, series)
    if rests:
        session.cancelled_at, session.why_cancelled = now(), Session.Why.HOLIDAY
    return session


def take_over(session: Session, said: Arranged) -> None:
    """The session is as `said` says, on its own day. Not saved."""
    for name in Arranged.SHARED:
        setattr(session, name, getattr(said, name))
    set_moments(session)


def set_moments(session: Session) -> None:
    """Begin and end as moments, from the day and the wall clock. The length is a length, also across a change of clocks."""
    session.begins_at = moment_of(session.day, session.at, session.zone)
    session.ends_at = session.begins_at + dt.timedelta(minutes=session.minutes)


def horizon(series: Series) -> dt.date:
    """How far ahead sessions are rows."""
    return today(series.zone) + AHEAD
