"""Laying out: a series becomes session rows for some weeks ahead, and a session takes what its series says."""

import datetime as dt

from cairn.kit.clock import now, today
from cairn.meetings.models import Arranged, Holiday, Series, Session
from cairn.meetings.recurrence import days_of, moment_of

AHEAD = dt.timedelta(weeks=8)
# A day no session is on, to move rows past each other: a series meets once a day.
OUT_OF_THE_WAY = dt.timedelta(days=40_000)


def lay_out(series: Series, until: dt.date) -> list[Session]:
    """Sessions of the series up to and with `until` that are not rows yet; holidays are laid out as cancelled."""
    first = series.begins_on if series.laid_out_until is None else series.laid_out_until + dt.timedelta(days=1)
    last = min(until, series.ends_on) if series.ends_on else until
    rests = holidays(series, first, last)
    made = [fresh(series, day, rests=day in rests) for day in days_of(series.rule, series.begins_on, first, last)]
    Session.objects.bulk_create(made)
    series.laid_out_until = max(last, first - dt.timedelta(days=1))
    series.save(update_fields=["laid_out_until"])
    return made


def holidays(series: Series, first: dt.date, last: dt.date) -> set[dt.date]:
    """The days between on which the series rests."""
    if not series.rests_on_holidays:
        return set()
    free = Holiday.objects.filter(organisation_id=series.organisation_id, on__range=(first, last))
    return set(free.values_list("on", flat=True))


def fresh(series: Series, day: dt.date, *, rests: bool = False) -> Session:
    """A session of the series on that day. Not saved."""
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


def ahead_of(series: Series, first: dt.date) -> list[Session]:
    """Its sessions on that day and after that have not begun, in order; cancelled ones too."""
    rows = Session.objects.filter(organisation_id=series.organisation_id, series=series, on__gte=first)
    return list(rows.filter(begins_at__gt=now(), closed_at=None).order_by("on"))


def lay_anew(series: Series, rows: list[Session]) -> list[Session]:
    """The rows ahead follow what their series says now: each takes its next day, what is too many is cancelled,
    what is missing is made. Whatever was changed by hand alone keeps its own day and words."""
    first = max(series.begins_on, min((row.on for row in rows), default=series.begins_on))
    last = min(horizon(series), series.ends_on) if series.ends_on else horizon(series)
    days = list(days_of(series.rule, series.begins_on, first, last))
    rests = holidays(series, first, last)
    for row in rows:  # out of each other's way: a series meets once a day
        Session.objects.filter(organisation_id=series.organisation_id, pk=row.pk).update(on=row.on + OUT_OF_THE_WAY)
    for row, day in zip(rows, days, strict=False):
        row.series, row.on = series, day
        if not row.is_own:
            row.day = day
            take_over(row, series)
            _rest(row, rests=day in rests)
    for row in rows[len(days) :]:
        row.series = series
        row.on += OUT_OF_THE_WAY
        if row.cancelled_at is None:
            row.cancelled_at, row.why_cancelled = now(), Session.Why.OTHER
    for row in rows:
        row.save()
    made = [fresh(series, day, rests=day in rests) for day in days[len(rows) :]]
    Session.objects.bulk_create(made)
    series.laid_out_until = last
    series.save(update_fields=["laid_out_until"])
    return rows + made


def _rest(row: Session, *, rests: bool) -> None:
    """A day that became or ceased to be a holiday for the session; cancelled for another reason, it stays so."""
    if rests and row.cancelled_at is None:
        row.cancelled_at, row.why_cancelled = now(), Session.Why.HOLIDAY
    elif not rests and row.why_cancelled == Session.Why.HOLIDAY:
        row.cancelled_at, row.why_cancelled = None, ""
