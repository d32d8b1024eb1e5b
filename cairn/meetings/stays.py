"""Coming and going: each stretch of time a person is there is one row, through whichever door."""

from cairn.kit.clock import now
from cairn.meetings.attendance import GRACE
from cairn.meetings.models import Session, Stay
from cairn.people.models import Person
from cairn.trust.action import action
from cairn.trust.viewer import Viewer


@action
def come(viewer: Viewer, session: Session, person: Person, *, door: str) -> Stay:
    """The person is there. Who is there already stays there; who was away less than the grace was never away."""
    if person == viewer.person:
        viewer.must("join", session)
    else:
        viewer.must("let_in", session)
    latest = _latest(session, person, door)
    if latest and _never_gone(latest):
        latest.heard_at, latest.ended_at, latest.why = now(), None, ""
        latest.save(update_fields=["heard_at", "ended_at", "why"])
        viewer.did_before()
        return latest
    if latest and latest.ended_at is None:
        latest.ended_at, latest.why = latest.heard_at + GRACE, Stay.Why.LOST
        latest.save(update_fields=["ended_at", "why"])
    stay = Stay.objects.create(
        organisation_id=session.organisation_id,
        session=session,
        person=person,
        door=door,
        began_at=now(),
        heard_at=now(),
    )
    viewer.did("session.joined", stay)
    return stay


@action
def go(viewer: Viewer, stay: Stay, *, why: str) -> Stay:
    """The person is gone, and why."""
    viewer.must("end", stay)
    if stay.ended_at is not None:
        viewer.did_before()
        return stay
    stay.ended_at, stay.why = now(), why
    stay.save(update_fields=["ended_at", "why"])
    viewer.did("session.left", stay)
    return stay


def _never_gone(stay: Stay) -> bool:
    """On site nobody leaves unseen; online somebody is gone when the line was silent for longer than the grace."""
    if stay.ended_at is None and stay.door != Stay.Door.ONLINE:
        return True
    return now() - (stay.ended_at or stay.heard_at) <= GRACE


def _latest(session: Session, person: Person, door: str) -> Stay | None:
    stays = Stay.objects.select_for_update().filter(session=session, person=person, door=door)
    return stays.filter(organisation_id=session.organisation_id).order_by("-began_at").first()
