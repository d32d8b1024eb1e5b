"""Small rooms beside the live room, a word outside for two, and who has the lead. The rows say where everybody belongs: pages and the
media server follow, and a line that was lost comes back to the right room."""

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.liveroom.actions import new_key
from cairn.liveroom.forms import FEWEST, MOST
from cairn.liveroom.models import Entrance, LiveRoom, SideRoom
from cairn.liveroom.reads import leaders_of
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

COUNTDOWN = dt.timedelta(seconds=60)
HOW_MANY = _("Two to six small rooms can be made.")
NOT_IN = _("You both have to be in the room for that.")
NOT_LEADING = _("They cannot lead this session. Ask who keeps the schedule.")


@action
def split(viewer: Viewer, room: LiveRoom, *, count: int, by_hand: Mapping[int, int]) -> list[SideRoom]:
    """Make small rooms and deal everybody into them. `by_hand`: entrance → number of a room, 0 to stay; the others are
    dealt evenly. Who leads stays where everybody was. A second tap makes no second rooms."""
    viewer.must("lead", room)
    room = _alone(viewer, room)
    there = list(_small(room).order_by("number"))
    if there:
        viewer.did_before()
        return there
    if not FEWEST <= count <= MOST:
        raise Refused(HOW_MANY)
    sides = [_side(room, SideRoom.Kind.SMALL, number) for number in range(1, count + 1)]
    SideRoom.objects.bulk_create(sides)
    inside = Entrance.inside().filter(organisation_id=room.organisation_id, room=room, side=None)
    here = list(inside.exclude(person__in=leaders_of(room.session)).values_list("pk", flat=True))
    for side, dealt in zip(sides, deal(here, count, by_hand), strict=True):
        inside.filter(pk__in=dealt).update(side=side, hand_at=None)
    new_key(room)
    viewer.did("live.split", room)
    return sides


def deal(people: Iterable[int], count: int, by_hand: Mapping[int, int]) -> list[list[int]]:
    """Who goes to which room: by hand first, then by lot to wherever the fewest are."""
    rooms: list[list[int]] = [[] for _ in range(count)]
    rest = []
    for one in people:
        number = by_hand.get(one)
        if number is None or number > count:
            rest.append(one)
        elif number > 0:
            rooms[number - 1].append(one)
    secrets.SystemRandom().shuffle(rest)
    for one in rest:
        min(rooms, key=len).append(one)
    return rooms


@action
def put(viewer: Viewer, entrance: Entrance, side: SideRoom | None) -> Entrance:
    """Somebody belongs to this small room from now on, or to the room of all. Who leads goes from room to room so."""
    viewer.must("move", entrance)
    if side is not None and (side.room_id != entrance.room_id or side.closed_at or side.kind != SideRoom.Kind.SMALL):
        raise NotHere
    if entrance.side_id == (side.pk if side else None):
        viewer.did_before()
        return entrance
    entrance.side, entrance.hand_at = side, None
    entrance.save(update_fields=["side", "hand_at"])
    new_key(entrance.room)
    viewer.did("live.moved", entrance)
    return entrance


@action
def call_back(viewer: Viewer, room: LiveRoom) -> LiveRoom:
    """Everybody comes back from the small rooms in a minute. They see it; the clock does it."""
    viewer.must("lead", room)
    if _small(room).filter(closes_at=None).update(closes_at=now() + COUNTDOWN):
        viewer.did("live.called_back", room)
    else:
        viewer.did_before()
    return room


@action
def step_outside(viewer: Viewer, entrance: Entrance) -> SideRoom:
    """Go outside with one person, to talk alone. Others see that both are away, and nothing more."""
    viewer.must("step_out", entrance)
    room = _alone(viewer, entrance.room)
    pair = Entrance.inside().filter(
        organisation_id=room.organisation_id, room=room, person__in=(entrance.person_id, viewer.me.pk)
    )
    before = SideRoom.open_ones().filter(pk=entrance.side_id or 0, kind=SideRoom.Kind.OUTSIDE).first()
    if before is not None:
        viewer.did_before()
        return before
    if pair.count() != 2:
        raise Refused(NOT_IN)
    side = _side(room, SideRoom.Kind.OUTSIDE, 1)
    side.save(force_insert=True)
    pair.update(side=side, hand_at=None)
    new_key(room)
    viewer.did("live.stepped_out", entrance)
    return side


@action
def close_side(viewer: Viewer, side: SideRoom) -> SideRoom:
    """Everybody in it is back with all: at the end of the countdown, or when one of two outside goes back."""
    viewer.must("close", side)
    shut = SideRoom.open_ones().filter(organisation_id=viewer.organisation_id, pk=side.pk).update(closed_at=now())
    if not shut:
        viewer.did_before()
        return side
    theirs = Entrance.objects.filter(organisation_id=viewer.organisation_id, room=side.room_id, side=side)
    theirs.update(side=None, hand_at=None)
    new_key(side.room)
    viewer.did("live.side_closed", side)
    return side


@action
def hand_over(viewer: Viewer, entrance: Entrance) -> Entrance:
    """The other one who leads has the lead from now on, and writes the session up. Both stay at its head."""
    viewer.must("hand_over", entrance)
    session = entrance.room.session
    if entrance.person_id not in leaders_of(session):
        raise Refused(NOT_LEADING)
    if session.facilitator_id == entrance.person_id:
        viewer.did_before()
        return entrance
    had = session.facilitator
    if session.co_facilitator_id in {None, entrance.person_id}:
        session.co_facilitator = had
    session.facilitator, session.is_own = entrance.person, True
    session.save(update_fields=["facilitator", "co_facilitator", "is_own"])
    viewer.did("live.handed_over", entrance)
    return entrance


def _small(room: LiveRoom) -> QuerySet[SideRoom]:
    return SideRoom.open_ones().filter(organisation_id=room.organisation_id, room=room, kind=SideRoom.Kind.SMALL)


def _side(room: LiveRoom, kind: str, number: int) -> SideRoom:
    return SideRoom(
        organisation_id=room.organisation_id, room=room, kind=kind, number=number, name=secrets.token_hex(16)
    )


def _alone(viewer: Viewer, room: LiveRoom) -> LiveRoom:
    rooms = LiveRoom.objects.select_for_update(of=("self",)).select_related("session")
    return rooms.get(organisation_id=viewer.organisation_id, pk=room.pk)
