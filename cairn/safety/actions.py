"""Raising, taking, handing on and closing a concern; the ladder that climbs until somebody takes it."""

import datetime as dt

from cairn.kit.clock import now
from cairn.people.models import Person
from cairn.safety.models import Concern, ConcernStep
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

# How long a concern waits on each step before it climbs: peer or therapist, then coordinator, then again.
PATIENCE = {
    Concern.Why.UNSAFE: dt.timedelta(minutes=15),
    Concern.Why.SUPPORT: dt.timedelta(minutes=30),
    Concern.Why.CALL: dt.timedelta(hours=4),
    Concern.Why.HANDED: dt.timedelta(hours=4),
}


@action
def raise_concern(viewer: Viewer, person: Person, *, why: str, checkin_id: int | None = None) -> Concern:
    """Start a concern that a person on the team must take. One unresolved concern of a kind is enough."""
    viewer.must("raise_concern", person)
    known = Concern.unresolved().filter(organisation_id=viewer.organisation_id, person=person, why=why).first()
    if known:
        viewer.did_before()
        return known
    concern = Concern.objects.create(
        organisation_id=viewer.organisation_id,
        person=person,
        why=why,
        checkin_id=checkin_id,
        next_step_at=now() + PATIENCE[Concern.Why(why)],
    )
    step(concern, ConcernStep.Kind.TOLD)
    viewer.did("concern.raised", concern)
    return concern


def step(concern: Concern, kind: str, *, by: Person | None = None, to: Person | None = None, words: str = "") -> None:
    """Write down one thing that happened with a concern."""
    row = ConcernStep(
        organisation_id=concern.organisation_id, concern=concern, person_id=concern.person_id, kind=kind, by=by, to=to
    )
    row.words = words
    row.save(force_insert=True)


@action
def take_concern(viewer: Viewer, concern: Concern) -> Concern:
    """Take it: from now on it is the viewer's, and the ladder rests."""
    viewer.must("take", concern)
    concern.owner, concern.taken_at, concern.next_step_at = viewer.me, now(), None
    concern.save(update_fields=["owner", "taken_at", "next_step_at"])
    step(concern, ConcernStep.Kind.TAKEN, by=viewer.me)
    viewer.did("concern.taken", concern)
    return concern


@action
def close_concern(viewer: Viewer, concern: Concern, *, outcome: str, words: str) -> Concern:
    """Close it with what came of it."""
    viewer.must("write", concern)
    concern.closed_at, concern.closed_by, concern.outcome, concern.next_step_at = now(), viewer.me, outcome, None
    concern.save(update_fields=["closed_at", "closed_by", "outcome", "next_step_at"])
    step(concern, ConcernStep.Kind.CLOSED, by=viewer.me, words=words)
    viewer.did("concern.closed", concern)
    return concern


@action
def climb(viewer: Viewer, concern: Concern) -> Concern:
    """Nobody has taken it in time: one step up the ladder, and the clock starts again."""
    viewer.must("climb", concern)
    # A conditional update: of two workers that see the clock run out, one climbs.
    due = Concern.unresolved().filter(
        organisation_id=viewer.organisation_id, pk=concern.pk, owner=None, next_step_at__lte=now(), step=concern.step
    )
    if not due.update(step=concern.step + 1, next_step_at=now() + PATIENCE[Concern.Why(concern.why)]):
        viewer.did_before()
        return concern
    concern.refresh_from_db()
    step(concern, ConcernStep.Kind.CLIMBED)
    viewer.did("concern.climbed", concern)
    return concern
