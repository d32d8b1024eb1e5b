"""The facilitator's list: one tap for who is there, one back, and who is excused."""

from django.utils.translation import gettext_lazy as _

from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.meetings.models import Attendance, Session, Stay
from cairn.meetings.roster import is_expected
from cairn.people.models import Person
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

CLOSED = _("This session is closed. A correction can still put it right.")
NOT_EXPECTED = _("They are not expected at this session.")
Status = Attendance.Status


@action
def tap_in(viewer: Viewer, session: Session, person: Person, *, just_now: bool = False) -> Stay:
    """The facilitator says that somebody is there: since the beginning, or just now. A second tap changes nothing."""
    viewer.must("let_in", session)
    _still_open(session)
    if not is_expected(session, person):
        raise Refused(NOT_EXPECTED)
    stays = Stay.objects.filter(organisation_id=viewer.organisation_id, session=session, person=person)
    there = stays.filter(door=Stay.Door.TAPPED, ended_at=None).first()
    if there:
        viewer.did_before()
        return there
    # Who went and came back did not sit there meanwhile.
    again = just_now or stays.filter(ended_at__isnull=False).exists()
    began = now() if again else min(now(), session.begins_at)
    stay = Stay.objects.create(
        organisation_id=viewer.organisation_id, session=session, person=person, door=Stay.Door.TAPPED,
        began_at=began, heard_at=now(),
    )  # fmt: skip
    Attendance.objects.filter(
        organisation_id=viewer.organisation_id, session=session, person=person, status=Status.EXCUSED
    ).update(status=Status.EXPECTED)
    viewer.did("attendance.tapped", stay)
    return stay


@action
def undo_tap(viewer: Viewer, stay: Stay) -> None:
    """It was the wrong name: the tap is taken away as if it had not been."""
    viewer.must("undo", stay)
    _still_open(stay.session)
    viewer.did("attendance.untapped", stay)
    Stay.objects.filter(organisation_id=viewer.organisation_id, pk=stay.pk).delete()


@action
def excuse(viewer: Viewer, session: Session, person: Person, *, yes: bool = True) -> Attendance:
    """Somebody let the facilitator know that they cannot come, or that they can after all."""
    viewer.must("lead", session)
    _still_open(session)
    if not is_expected(session, person):
        raise Refused(NOT_EXPECTED)
    row, made = Attendance.objects.get_or_create(organisation_id=viewer.organisation_id, session=session, person=person)
    wanted = Status.EXCUSED if yes else Status.EXPECTED
    if row.status == wanted and not made:
        viewer.did_before()
        return row
    row.status = wanted
    if not yes:
        row.cannot_come_at = None
    row.save(update_fields=["status", "cannot_come_at"])
    viewer.did("attendance.excused", row)
    return row


def _still_open(session: Session) -> None:
    """Who closes a session at the same moment stands behind the one who taps, or before."""
    queued = Session.objects.select_for_update().filter(organisation_id=session.organisation_id, pk=session.pk)
    if queued.get().closed_at is not None:
        raise Refused(CLOSED)
