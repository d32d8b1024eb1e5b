"""Arranging series of sessions, ending them, and keeping their sessions laid out ahead."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from cairn.kit.clock import now, today
from cairn.kit.errors import Refused
from cairn.kit.ids import new_id
from cairn.meetings.laying import horizon, lay_out, set_moments
from cairn.meetings.models import Invitee, Series, Session
from cairn.meetings.suiting import may_lead
from cairn.people.models import Person
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

NOT_SUITED = _("Whoever leads this kind of session needs another role.")


@action
def arrange_series(
    viewer: Viewer, /, *, pk: int | None = None, invited: tuple[Person, ...] = (), **fields: object
) -> Series:
    """A new series, or one session alone, laid out some weeks ahead. `pk` makes a retry harmless.

    `fields` are those of `Series`. Who leads a group arranges for it; individual, family and mentor sessions are
    arranged by care staff with the people `invited`.
    """
    if pk and (before := Series.objects.filter(organisation_id=viewer.organisation_id, pk=pk).first()):
        viewer.must("view", before)
        viewer.did_before()
        return before
    series = Series(organisation_id=viewer.organisation_id, pk=pk or new_id(), **fields)
    if series.group is not None:
        viewer.must("arrange", series.group)
    else:
        viewer.must("arrange_sessions", viewer.me)
    must_suit(series)
    series.save(force_insert=True)
    for person in invited:
        viewer.must("invite_to_session", person)
        Invitee.objects.create(organisation_id=viewer.organisation_id, series=series, person=person)
    lay_out(series, horizon(series))
    viewer.did("series.arranged", series)
    return series


def must_suit(series: Series | Session) -> None:
    """Refuses somebody to lead who does not hold a role that the kind of session asks for."""
    if series.facilitator_id and not may_lead(series.organisation_id, series.kind, series.facilitator_id):
        raise Refused(NOT_SUITED)


@action
def end_series(viewer: Viewer, series: Series, *, after: dt.date | None = None) -> Series:
    """The series ends after that day (today, if none is said): sessions after it are cancelled, those that were stay."""
    viewer.must("manage", series)
    last = after or today(series.zone)
    if series.ends_on and series.ends_on <= last:
        viewer.did_before()
        return series
    series.ends_on = last
    series.save(update_fields=["ends_on"])
    over = Session.standing().filter(organisation_id=viewer.organisation_id, series=series, on__gt=last)
    over.filter(begins_at__gt=now(), closed_at=None).update(cancelled_at=now(), why_cancelled=Session.Why.OVER)
    viewer.did("series.ended", series)
    return series


@action
def lay_ahead(viewer: Viewer, series: Series) -> list[Session]:
    """The clock keeps the sessions of a series laid out some weeks ahead."""
    viewer.must("lay_out", series)
    made = lay_out(series, horizon(series))
    if made:
        viewer.did("series.laid_out", series)
    else:
        viewer.did_before()
    return made


@action
def follow_the_clocks(viewer: Viewer, session: Session) -> Session:
    """A zone's law changed: the wall-clock time stays, so the moment moves."""
    viewer.must("lay_out", session)
    before = session.begins_at
    set_moments(session)
    if session.begins_at == before:
        viewer.did_before()
        return session
    session.save(update_fields=["begins_at", "ends_at"])
    viewer.did("session.followed_clocks", session)
    return session
