"""After a check-in: thanks, who sees it, help where it is wanted, and who has been told."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from cairn.chat.models import Party, Room
from cairn.checkins.audience import listed, seen_by, team_of
from cairn.checkins.models import CheckIn
from cairn.checkins.reads import shown_rows
from cairn.people.models import Person
from cairn.people.signedin import InRequest, signed_in
from cairn.safety.models import Concern
from cairn.trust.viewer import Viewer


@dataclass(frozen=True)
class Told:
    """Who has been told, who has taken it, and what happens next."""

    who: str
    coordinators: bool
    taken_by: str
    closed: bool
    next_at: dt.datetime | None
    topics: list[str] = field(default_factory=list)


@signed_in
def after(request: InRequest, pk: int) -> HttpResponse:
    """What comes after one's own check-in."""
    checkin = request.viewer.get(CheckIn, pk=pk, person=request.viewer.me)
    told, hard = _told(request.viewer, checkin), is_hard(checkin)
    context = {
        "checkin": checkin,
        "told": told,
        "hard": hard,
        "company": _company(request.viewer) if hard else [],
        "seen_by": "" if told else seen_by(shown_rows(request.viewer, [pk])[pk]),
    }
    return render(request, "checkins/after.html", context)


def is_hard(checkin: CheckIn) -> bool:
    """Whether what was said asks for company. A reason to offer it, never a verdict."""
    ticked = sum([checkin.hungry, checkin.angry, checkin.lonely, checkin.tired])
    return (
        checkin.safe is False
        or (checkin.mood is not None and checkin.mood <= -2)
        or checkin.used == CheckIn.Used.YES
        or (checkin.craving or 0) >= 7
        or (checkin.confidence is not None and checkin.confidence <= 4)
        or bool(checkin.risky_ahead)
        or ticked >= 3
        or checkin.wants in {CheckIn.Wants.COMPANY, CheckIn.Wants.CALL}
    )


def _told(viewer: Viewer, checkin: CheckIn) -> Told | None:
    """The concern this check-in started, as the person may know of it."""
    if checkin.safe is not False and checkin.wants != CheckIn.Wants.CALL:
        return None
    why = Concern.Why.UNSAFE if checkin.safe is False else Concern.Why.CALL
    concern = viewer.see(Concern).filter(person=viewer.me, why=why).select_related("owner").order_by("-pk").first()
    if concern is None:
        return None
    names = [person.chosen_name for person in team_of(viewer)]
    taken_by = concern.owner.chosen_name if concern.owner and concern.taken_at else ""
    topics = [f"concern:{concern.pk}", "today"]
    return Told(
        listed(names),
        not names or concern.step > 1,
        taken_by,
        concern.closed_at is not None,
        concern.next_step_at,
        topics,
    )


def _company(viewer: Viewer) -> list[tuple[str, int]]:
    """Where the person can write now, as a name and its room: partner first, then groups."""
    seen: QuerySet[Any] = viewer.see(Person, may=("walk_with",)).filter(left_at=None)
    partners = seen.filter(may_walk_with=True)
    parties = viewer.see(Party).filter(person__in=partners, left_at=None, room__group=None).select_related("person")
    groups = viewer.see(Room).filter(group__closed_at=None, paused_at=None, group__isnull=False).select_related("group")
    found = [(row.person.chosen_name, row.room_id) for row in parties.order_by("pk")]
    return found + [(str(room.group), room.pk) for room in groups.order_by("pk")]
