"""Reminders: a day before and half an hour before, once each, to whoever is expected and has not said no.

The row remembers that it was done, in the transaction that leaves the notices: a worker killed before that reminds
again from the start, one killed after it never again.
"""

import datetime as dt

from cairn.kit.clock import now
from cairn.meetings.models import Session
from cairn.meetings.whom import coming, leaders
from cairn.notices.actions import notify
from cairn.notices.models import Notice
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

DAY_BEFORE, SOON = dt.timedelta(days=1), dt.timedelta(minutes=30)
# Arranged later than this before it begins, a session is not announced a day ahead any more.
TOO_LATE = dt.timedelta(hours=3)
BEGAN = dt.timedelta(hours=3)


@action
def remind(viewer: Viewer, session: Session) -> Session:
    """Leave the reminder that is due; each of the two once."""
    viewer.must("remind", session)
    mine = Session.objects.select_for_update().filter(organisation_id=session.organisation_id, pk=session.pk)
    session = mine.get()
    left = session.begins_at - now()
    soon = left <= SOON and session.reminded_soon_at is None
    ahead = TOO_LATE <= left <= DAY_BEFORE and session.reminded_at is None
    if not soon and left > DAY_BEFORE:
        viewer.did_before()
        return session
    if soon:
        session.reminded_soon_at = now()
    session.reminded_at = session.reminded_at or now()
    session.save(update_fields=["reminded_at", "reminded_soon_at"])
    if soon or ahead:
        viewer.did("session.soon" if soon else "session.ahead", session)
    else:
        viewer.did_before()
    return session


def leave_reminders(session: Session, kind: str) -> None:
    """A notice for everybody who is coming, and for who leads. Called by reactions."""
    for person in set(coming(session).values_list("pk", flat=True)) | leaders(session):
        notify(session.organisation_id, person, kind, session.pk)


def settle_what_began() -> None:
    """A reminder of a session that has begun rings no more: what waited for the end of quiet hours is let go."""
    began = Session.objects.filter(begins_at__range=(now() - BEGAN, now())).values("pk")
    kinds = (Notice.Kind.S_AHEAD, Notice.Kind.S_SOON)
    Notice.objects.filter(kind__in=kinds, row__in=began, seen_at=None).update(seen_at=now())
