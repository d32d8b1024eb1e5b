"""Raising, taking, handing on and closing a concern; the ladder that climbs until somebody takes it."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.kit.text import clean
from cairn.people.models import Organisation, Person
from cairn.safety.models import Concern, ConcernStep
from cairn.safety.team import colleagues
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

# How long a concern waits on each step before it climbs: care team, then coordinators too, then everybody again.
PATIENCE = {
    Concern.Why.UNSAFE: dt.timedelta(minutes=15),
    Concern.Why.WORDS: dt.timedelta(minutes=15),
    Concern.Why.SUPPORT: dt.timedelta(minutes=30),
    Concern.Why.CALL: dt.timedelta(hours=4),
    Concern.Why.HANDED: dt.timedelta(hours=4),
}
NOT_A_COLLEAGUE = _("Please choose somebody from their care team or a coordinator.")


@action
def raise_concern(viewer: Viewer, person: Person, *, why: str, checkin_id: int | None = None) -> Concern:
    """Start a concern that a person on the team must take. One unresolved concern of a kind is enough.

    Said again while somebody already has it, it must be taken anew: a second "no" is never lost in the first.
    """
    if viewer.person == person:
        viewer.must("ask_for_support", person)
    else:
        viewer.must("raise_concern", person)
    concern, made = _the_one(viewer, person, why, checkin_id)
    if not made and not _is_new(concern, checkin_id):
        viewer.did_before()
        return concern
    if not made:
        concern.checkin_id, concern.taken_at, concern.next_step_at = checkin_id, None, _patience(why)
        concern.save(update_fields=["checkin", "taken_at", "next_step_at"])
    step(concern, ConcernStep.Kind.TOLD if made else ConcernStep.Kind.AGAIN)
    viewer.did("concern.raised", concern)
    return concern


def _the_one(viewer: Viewer, person: Person, why: str, checkin_id: int | None) -> tuple[Concern, bool]:
    fresh = {"checkin_id": checkin_id, "next_step_at": _patience(why)}
    return Concern.objects.get_or_create(
        organisation_id=viewer.organisation_id, person=person, why=why, closed_at=None, defaults=fresh
    )


def _is_new(concern: Concern, checkin_id: int | None) -> bool:
    """Whether this says more than the concern knows: another check-in, or another ask after it was taken."""
    return concern.taken_at is not None if checkin_id is None else checkin_id != concern.checkin_id


def _patience(why: str) -> dt.datetime:
    return now() + PATIENCE[Concern.Why(why)]


def step(concern: Concern, kind: str, *, by: Person | None = None, to: Person | None = None, words: str = "") -> None:
    """Write down one thing that happened with a concern."""
    row = ConcernStep(
        organisation_id=concern.organisation_id, concern=concern, person_id=concern.person_id, kind=kind, by=by, to=to
    )
    row.words = clean(words)
    row.save(force_insert=True)


@action
def take_concern(viewer: Viewer, concern: Concern) -> Concern:
    """Take it: from now on it is the viewer's, and the ladder rests."""
    viewer.must("take", concern)
    if concern.owner_id == viewer.me.pk and concern.taken_at:
        viewer.did_before()
        return concern
    concern.owner, concern.taken_at, concern.next_step_at = viewer.me, now(), None
    concern.save(update_fields=["owner", "taken_at", "next_step_at"])
    step(concern, ConcernStep.Kind.TAKEN, by=viewer.me)
    viewer.did("concern.taken", concern)
    return concern


@action
def hand_over(viewer: Viewer, person: Person, *, to: Person, words: str = "") -> Concern:
    """Give what is open about a person to a colleague, who owns it and says yes by taking it.

    Until then the clock runs: a concern handed to somebody who does not look is not forgotten. To oneself, it is taken.
    """
    viewer.must("reach_out", person)
    if to.pk not in {colleague.pk for colleague in colleagues(viewer.organisation_id, person.pk)}:
        raise Refused(NOT_A_COLLEAGUE)
    concerns = _open_or_new(viewer, person)
    changed = [_give(viewer, concern, to, words) for concern in concerns]
    if not any(changed):
        viewer.did_before()
    return concerns[0]


def _open_or_new(viewer: Viewer, person: Person) -> list[Concern]:
    """Every open concern about the person, the most pressing first; a new one where there is none."""
    known = Concern.unresolved().filter(organisation_id=viewer.organisation_id, person=person)
    pressing = sorted(known, key=lambda concern: list(PATIENCE).index(Concern.Why(concern.why)))
    return pressing or [_the_one(viewer, person, Concern.Why.HANDED, None)[0]]


def _give(viewer: Viewer, concern: Concern, to: Person, words: str) -> bool:
    mine = to == viewer.me
    if concern.owner_id == to.pk and (concern.taken_at is not None or not mine):
        return False
    concern.owner, concern.taken_at = to, now() if mine else None
    concern.next_step_at = None if mine else _patience(concern.why)
    concern.save(update_fields=["owner", "taken_at", "next_step_at"])
    if mine:
        step(concern, ConcernStep.Kind.TAKEN, by=viewer.me, words=words)
        viewer.did("concern.taken", concern)
    else:
        step(concern, ConcernStep.Kind.HANDED, by=viewer.me, to=to, words=words)
        viewer.did("concern.handed", concern)
    return True


@action
def close_concern(viewer: Viewer, concern: Concern, *, outcome: str, words: str) -> Concern:
    """Close it with what came of it."""
    if concern.closed_at and concern.closed_by_id == viewer.me.pk:
        viewer.must("view", concern)
        viewer.did_before()
        return concern
    viewer.must("close", concern)
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
    due = Concern.waiting().filter(
        organisation_id=viewer.organisation_id, pk=concern.pk, next_step_at__lte=now(), step=concern.step
    )
    if not due.update(step=concern.step + 1, next_step_at=_patience(concern.why)):
        viewer.did_before()
        return concern
    concern.refresh_from_db()
    step(concern, ConcernStep.Kind.CLIMBED)
    viewer.did("concern.climbed", concern)
    return concern


@action
def say_own_line(viewer: Viewer, organisation: Organisation) -> Organisation:
    """The organisation's own support line: who answers, on which number, when."""
    viewer.must("manage_people", viewer.me)
    organisation.save(update_fields=["crisis_name", "crisis_phone", "crisis_hours", "line_hours"])
    viewer.did("organisation.changed", viewer.me)
    return organisation
