"""After a check-in: thanks, who sees it, help where it is wanted, and who has been told."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cairn.chat.models import Party, Room
from cairn.checkins.audience import Circle, circle_of, listed, seen_by
from cairn.checkins.models import CheckIn
from cairn.checkins.reads import shown_rows
from cairn.people.signedin import InRequest, signed_in
from cairn.safety.models import Concern
from cairn.trust.viewer import Viewer


@dataclass(frozen=True)
class Company:
    """A place to write to somebody now."""

    words: str
    room: int


@dataclass(frozen=True)
class Told:
    """Who has been told, who has taken it, and what happens next."""

    who: str
    taken_by: str
    closed: bool
    next_at: dt.datetime | None
    topics: list[str] = field(default_factory=list)


@signed_in
def after(request: InRequest, pk: int) -> HttpResponse:
    """What comes after one's own check-in."""
    viewer = request.viewer
    checkin = viewer.get(CheckIn, pk=pk, person=viewer.me)
    circle = circle_of(viewer)
    context = {
        "checkin": checkin,
        "seen_by": seen_by(shown_rows(viewer, [checkin])[checkin.pk]),
        "told": _told(viewer, checkin, circle),
        "hard": is_hard(checkin),
        "company": _company(viewer, circle),
    }
    return render(request, "home/after.html", context)


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


def _told(viewer: Viewer, checkin: CheckIn, circle: Circle) -> Told | None:
    """The concern this check-in started, as the person may know of it."""
    why = Concern.Why.UNSAFE if checkin.safe is False else Concern.Why.CALL
    if checkin.safe is not False and checkin.wants != CheckIn.Wants.CALL:
        return None
    concern = viewer.see(Concern).filter(person=viewer.me, why=why).select_related("owner").order_by("-pk").first()
    if concern is None:
        return None
    taken_by = concern.owner.chosen_name if concern.owner else ""
    who = circle.team_names or _("a coordinator of %(organisation)s") % {"organisation": viewer.me.organisation.name}
    if circle.team and concern.step > 1:
        who = listed([*(person.chosen_name for person in circle.team), _("a coordinator")])
    closed = concern.closed_at is not None
    return Told(who, taken_by, closed, concern.next_step_at, [f"concern:{concern.pk}", "today"])


def _company(viewer: Viewer, circle: Circle) -> list[Company]:
    """Where the person can write now: partner first, then groups."""
    names = {person.pk: person.chosen_name for person in circle.partners}
    party = Party.live().filter(organisation_id=viewer.organisation_id, room=OuterRef("pk"), person__in=names)
    rooms = viewer.see(Room).filter(group=None).filter(Exists(party))
    parties = viewer.see(Party).filter(room__in=rooms, person__in=names, left_at=None).order_by("pk")
    found = [Company(_("Write to %(name)s") % {"name": names[row.person_id]}, row.room_id) for row in parties]
    groups = viewer.see(Room).filter(group__in=circle.groups, paused_at=None).select_related("group").order_by("pk")
    return found + [Company(_("Write in %(group)s") % {"group": room.group}, room.pk) for room in groups]
