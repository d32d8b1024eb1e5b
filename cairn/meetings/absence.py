"""I cannot come: said before, with words only if somebody wants, and another session instead."""

from django.utils.translation import gettext_lazy as _

from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.meetings.making_up import has_room, may_be_offered, with_taken
from cairn.meetings.models import Attendance, Invitee, Session
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

OVER = _("This session is over.")
TAKEN = _("The last place was just taken. Please choose another one.")


def _mine(viewer: Viewer, session: Session) -> Attendance:
    rows = Attendance.objects.select_for_update()
    found, _made = rows.get_or_create(organisation_id=viewer.organisation_id, session=session, person=viewer.me)
    return found


@action
def cannot_come(viewer: Viewer, session: Session, *, words: str = "") -> Attendance:
    """The person will not be there. Said again, the words are the new ones."""
    viewer.must("answer", session)
    if session.ends_at <= now():
        raise Refused(OVER)
    said = _mine(viewer, session)
    if said.cannot_come_at and said.reason == words:
        viewer.did_before()
        return said
    said.cannot_come_at = said.cannot_come_at or now()
    said.reason = words
    said.save(update_fields=["cannot_come_at", "reason_sealed"])
    viewer.did("session.declined", said)
    return said


@action
def come_after_all(viewer: Viewer, session: Session) -> Attendance:
    """The person will be there. The words go with it."""
    viewer.must("answer", session)
    if session.ends_at <= now():
        raise Refused(OVER)
    said = _mine(viewer, session)
    if said.cannot_come_at is None:
        viewer.did_before()
        return said
    said.cannot_come_at, said.reason = None, ""
    said.save(update_fields=["cannot_come_at", "reason_sealed"])
    viewer.did("session.accepted", said)
    return said


@action
def take_make_up(viewer: Viewer, missed: Session, instead: Session) -> Attendance:
    """Come to another session for the one that is missed. The product may offer it, so the product lets in."""
    viewer.must("answer", missed)
    product = Viewer.product(viewer.organisation_id, "make-up")
    if not product.may("offer", instead) or not may_be_offered(viewer, missed, instead):
        raise NotHere
    # The session's row is the queue: two who come at once for the last place stand behind each other.
    here = {"organisation_id": viewer.organisation_id}
    Session.objects.select_for_update().get(**here, pk=instead.pk)
    instead = with_taken(Session.objects.filter(**here, pk=instead.pk)).select_related("group", "place").get()
    mine = Invitee.live().filter(organisation_id=viewer.organisation_id, session=instead, person=viewer.me)
    if mine.exists():
        viewer.did_before()
        return _mine(viewer, instead)
    if not has_room(instead):
        raise Refused(TAKEN)
    Invitee.objects.create(
        organisation_id=viewer.organisation_id, series_id=instead.series_id, session=instead, person=viewer.me
    )
    taken = _mine(viewer, instead)
    taken.makes_up_for = missed
    taken.save(update_fields=["makes_up_for"])
    viewer.did("session.made_up", taken)
    return taken
