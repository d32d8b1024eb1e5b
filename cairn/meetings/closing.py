"""Closing a session: minutes are counted once, from the stays. Whoever leads it closes it, or the clock does."""

import datetime as dt
import logging

from django.utils.translation import gettext_lazy as _

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.kit.text import clean
from cairn.meetings.models import Attendance, AttendanceRule, Correction, Session, Stay
from cairn.meetings.roster import Line, roster
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

log = logging.getLogger("cairn.attendance")
NOT_YET = _("This session has not begun. It can be closed once it has.")
PATIENCE = dt.timedelta(minutes=30)
AT_ONCE = 50
Status = Attendance.Status


@action
def close_session(viewer: Viewer, session: Session) -> Session:
    """The session is over for good. Who came has their minutes; who said so before is excused; who did neither was
    not there."""
    viewer.must("close", session)
    queued = Session.objects.select_for_update().filter(organisation_id=viewer.organisation_id, pk=session.pk)
    session = queued.get()
    if session.closed_at is not None:
        viewer.did_before()
        return session
    if session.begins_at > now():
        raise Refused(NOT_YET)
    session.closed_at = now()
    for line in roster(session, AttendanceRule.tolerance_of(viewer.organisation_id)):
        _close(session, line)
    over = min(session.closed_at, session.ends_at)
    stays = Stay.objects.filter(organisation_id=viewer.organisation_id, session=session, ended_at=None)
    stays.exclude(door=Stay.Door.ONLINE).update(ended_at=over, why=Stay.Why.ENDED)
    for stay in stays:  # online: where the line stood
        stay.ended_at, stay.why = min(over, stay.heard_at), Stay.Why.ENDED
        stay.save(update_fields=["ended_at", "why"])
    session.save(update_fields=["closed_at"])
    viewer.did("session.closed", session)
    return session


def _close(session: Session, line: Line) -> None:
    row = line.attendance or Attendance(organisation_id=session.organisation_id, session=session, person=line.person)
    found = line.counted
    if found.was_there:
        row.status = Status.PRESENT
        row.minutes, row.late_by, row.left_early_by = found.minutes, found.late_by, found.left_early_by
    elif row.cannot_come_at or row.status == Status.EXCUSED:
        row.status = Status.EXCUSED
    else:
        row.status = Status.ABSENT
    row.save()


@action
def correct_attendance(
    viewer: Viewer, attendance: Attendance, *, status: str, minutes: int, why: str = ""
) -> Attendance:
    """Put a closed attendance right. What stood there is kept, and the person can read who changed it."""
    viewer.must("mark", attendance)
    minutes = minutes if status == Status.PRESENT else 0
    if (attendance.status, attendance.minutes) == (status, minutes):
        viewer.did_before()
        return attendance
    mended = Correction(
        organisation_id=viewer.organisation_id, attendance=attendance, person_id=attendance.person_id, by=viewer.me,
        was=attendance.status, was_minutes=attendance.minutes, became=status, minutes=minutes,
    )  # fmt: skip
    mended.why = clean(why)
    mended.save(force_insert=True)
    attendance.status, attendance.minutes = status, minutes
    if status != Status.PRESENT:
        attendance.late_by = attendance.left_early_by = 0
    attendance.save(update_fields=["status", "minutes", "late_by", "left_early_by"])
    viewer.did("attendance.corrected", attendance)
    return attendance


@action
def set_tolerance(viewer: Viewer, *, minutes: int) -> AttendanceRule:
    """Within how many minutes nobody was late. Counts for sessions closed from now on."""
    viewer.must("set_attendance", viewer.me)
    rule, _made = AttendanceRule.objects.update_or_create(
        organisation_id=viewer.organisation_id, defaults={"tolerance": minutes}
    )
    viewer.did("attendance.rule_set", rule)
    return rule


def close_what_is_over() -> None:
    """A watch of the worker: sessions nobody closed within half an hour after their end."""
    due = Session.standing().filter(closed_at=None, ends_at__lte=now() - PATIENCE).order_by("ends_at")
    for session in due[:AT_ONCE]:
        _close_by_the_clock(session)


def _close_by_the_clock(session: Session) -> None:
    """One session in trouble must not hold up the others: it is tried again at the next look."""
    try:
        with wall.within(session.organisation_id):
            close_session(Viewer.product(session.organisation_id, "clock"), session)
    except Exception:
        log.exception("a session could not be closed")
