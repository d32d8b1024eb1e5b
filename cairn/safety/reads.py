"""What the pages of support and concerns show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cairn.kit.clock import now
from cairn.kit.errors import NotHere
from cairn.people.models import Person
from cairn.safety.models import Concern, ConcernStep
from cairn.safety.team import STEPS, colleagues, told_first
from cairn.trust import looks
from cairn.trust.keys import ring
from cairn.trust.viewer import Viewer


@dataclass(frozen=True)
class Asking:
    """Who would be told if I asked now, and what is open already."""

    told: list[Person]
    open: Concern | None


def asking(viewer: Viewer) -> Asking:
    """For the support page of somebody who is signed in."""
    mine = viewer.see(Concern).filter(person=viewer.me, closed_at=None, why=Concern.Why.SUPPORT)
    team = list(colleagues(viewer.organisation_id, viewer.me.pk))
    return Asking(told_first(team), mine.select_related("owner").first())


@dataclass(frozen=True)
class Rung:
    """One step of the ladder: who is told, and whether it has been reached."""

    number: int
    names: list[str]
    reached: bool


def ladder(concern: Concern, team: Sequence[Any]) -> list[Rung]:
    """Who is told on each step, of those who can take it."""
    everybody = [one.chosen_name for one in team]
    names = [[one.chosen_name for one in told_first(team)], everybody, everybody]
    return [Rung(step, names[step - 1], concern.step >= step) for step in range(1, STEPS + 1)]


def opened(viewer: Viewer, pk: int) -> Any:
    """A concern with what the viewer may do with it. Somebody else's leaves a look."""
    found: Any = (
        viewer.see(Concern, may=("take", "close")).select_related("person", "owner", "closed_by").filter(pk=pk).first()
    )
    if found is None:
        raise NotHere
    if found.person_id != viewer.me.pk:
        looks.leave(viewer.me, found.person, Concern, viewer.why("view", found) or "")
    return found


def timeline(viewer: Viewer, concern: Concern) -> list[Any]:
    """What happened, in order. Looked at on the grounds on which the concern itself was opened."""
    steps = list(viewer.see(ConcernStep).filter(concern=concern).select_related("by", "to").order_by("pk")[:200])
    ring.warm(step.words_sealed for step in steps)
    return steps


def is_late(concern: Concern) -> bool:
    """Whether the clock ran out and nobody has moved it yet."""
    return bool(concern.next_step_at and concern.taken_at is None and concern.next_step_at < now())
