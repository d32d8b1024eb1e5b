"""Between an open page and the rows: sitting down, what a page says of itself, and rising. In a thread, one wall at a time."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.conf import settings
from django.db import close_old_connections

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.kit.live import bus, envelopes
from cairn.kit.text import clean
from cairn.liveroom import relay
from cairn.liveroom.actions import leave_seat, must_be_open, room_of, take_seat
from cairn.liveroom.mediafiles import folder_of
from cairn.liveroom.models import Entrance, LiveRoom
from cairn.liveroom.reads import circle_of, key_of, names_of
from cairn.liveroom.telling import tell_people
from cairn.meetings.models import Session, Stay
from cairn.meetings.stays import come, go
from cairn.people.models import Person
from cairn.trust.viewer import Viewer

log = logging.getLogger("cairn.liveroom")
LEFT, REMOVED, LOST, ENDED = Stay.Why.LEFT, Stay.Why.REMOVED, Stay.Why.LOST, Stay.Why.ENDED
REACTIONS = ("with-you", "thank-you", "strength", "pass")
LONGEST_WORDS, LONGEST_SAID = 300, 1000
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Place:
    """Where a page sits, as the desk needs to know it."""

    organisation: int
    person: int
    session: int
    entrance: int
    live: int
    room: str
    feed: str
    stay: int
    size: int
    before: str
    side: int | None = None
    state: dict[str, Any] = field(default_factory=dict)

    def welcome(self) -> dict[str, Any]:
        """What the page is told when it has a seat."""
        return {"is": "in", "feed": self.feed, "engine": "janus", **self.state}


def frame(session: int, said: dict[str, Any]) -> str:
    """A frame about the live room of a session."""
    return json.dumps({"type": "room", "session": str(session), **said})


def number(value: object) -> int:
    """An id out of a frame, or 0."""
    text = value if isinstance(value, str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


def _at(function: Callable[Concatenate[Viewer, Place, P], R]) -> Callable[Concatenate[Place, P], R]:
    """Do it as the person who sits there, inside their organisation's wall."""

    @wraps(function)
    def done(place: Place, *args: P.args, **kwargs: P.kwargs) -> R:
        close_old_connections()
        with wall.within(place.organisation):
            return function(_viewer(place.organisation, place.person), place, *args, **kwargs)

    return cast(Callable[Concatenate[Place, P], R], done)


def _viewer(organisation: int, person: int) -> Viewer:
    return Viewer(Person.objects.get(organisation_id=organisation, pk=person), organisation)


def sit(organisation: int, person: int, session_id: object, is_up: bool) -> Place | dict[str, Any]:
    """A place in the room; or what the page is told instead."""
    close_old_connections()
    with wall.within(organisation):
        viewer = _viewer(organisation, person)
        try:
            session = viewer.get(Session, pk=number(session_id))
            room = room_of(viewer, session)
            mine = Entrance.objects.filter(organisation_id=organisation, room=room, person=person).first()
            if room is None or mine is None:
                return {"is": "out", "why": "lobby"}
            if mine.status == Entrance.Status.REMOVED:
                return {"is": "out", "why": "removed"}
            viewer.must("join", session)
            must_be_open(session, room, leads=True)
            if mine.status == Entrance.Status.WAITING:
                return {"is": "wait"}
            return _seated(viewer, session, mine) if is_up else {"is": "down"}
        except (NotHere, Refused):
            return {"is": "out", "why": "ended"}


def token(place: Place, seat: dict[str, Any]) -> str:
    """What a page keeps for the case that this process ends: its place and seat, readable for this house alone."""
    held = {
        "what": "seat",
        "of": [place.organisation, place.person],
        "feed": place.feed,
        "room": place.room,
        "seat": seat,
    }
    return envelopes.close(json.dumps(held))


def resume(organisation: int, person: int, session_id: object, kept: str) -> tuple[Place, dict[str, Any]] | None:
    """The place that a page had at a process that ended, and its seat's state; None where it is not theirs any more."""
    close_old_connections()
    held = json.loads(envelopes.opened(kept) or "{}")
    if not isinstance(held, dict) or held.get("what") != "seat" or held["of"] != [organisation, person]:
        return None
    with wall.within(organisation):
        viewer = _viewer(organisation, person)
        here = Entrance.objects.filter(organisation_id=organisation, person=person, feed=held["feed"])
        mine = here.filter(room__session=number(session_id)).select_related("room", "side").first()
        if (
            mine is None
            or mine.status != Entrance.Status.ADMITTED
            or mine.room.ended_at
            or not viewer.may("enter", mine)
        ):
            return None
        if held["room"] != (mine.side.name if mine.side else mine.room.name):
            return None
        here.update(desk=bus.ORIGIN)
        session = viewer.get(Session, pk=mine.room.session_id)
        stay = come(viewer, session, viewer.me, door=Stay.Door.ONLINE)
        return _place(viewer, session, mine, stay, before=""), held["seat"]


@_at
def was_taken_over(viewer: Viewer, place: Place) -> bool:
    """Whether another process has this very seat now."""
    mine = _own(place)
    return mine is not None and mine.desk != bus.ORIGIN


def _seated(viewer: Viewer, session: Session, mine: Entrance) -> Place:
    before = mine.feed
    stay = come(viewer, session, viewer.me, door=Stay.Door.ONLINE)
    return _place(viewer, session, take_seat(viewer, mine), stay, before=before)


def _place(viewer: Viewer, session: Session, entrance: Entrance, stay: Stay, *, before: str) -> Place:
    room = LiveRoom.objects.select_related("session").get(organisation_id=viewer.organisation_id, pk=entrance.room_id)
    state = {"id": str(entrance.pk), "muted": entrance.is_muted, "microphone": entrance.microphone, "camera": entrance.camera,
             "key": {"number": room.key_number, "key": key_of(room, entrance.side)},
             "ice": relay.ice(folder_of(settings.DATA)), **circle_of(room, entrance.side_id).told()}  # fmt: skip
    size = session.group.size_cap + 6 if session.group else 8
    name = entrance.side.name if entrance.side else room.name
    return Place(viewer.organisation_id, viewer.me.pk, session.pk, entrance.pk, room.pk, name, entrance.feed, stay.pk,
                 size, before, entrance.side_id, state)  # fmt: skip


def _own(place: Place) -> Entrance | None:
    """The row of this very sitting; None when another page took it over."""
    rows = Entrance.objects.filter(organisation_id=place.organisation, pk=place.entrance, feed=place.feed)
    return rows.select_related("room", "side").first()


@_at
def heard(viewer: Viewer, place: Place, said: dict[str, Any]) -> dict[str, Any] | None:
    """What a page says of itself: microphone, camera, hand, listening; a reaction, a caption; or asks for the key."""
    mine, do = _own(place), said.get("do")
    if mine is None or mine.status != Entrance.Status.ADMITTED or mine.room.ended_at:
        return {"is": "out", "why": "elsewhere"}
    if do == "key":
        return {"is": "key", "number": mine.room.key_number, "key": key_of(mine.room, mine.side)}
    if do == "set":
        return _set(mine, said)
    if do == "react" and said.get("what") in REACTIONS:
        _everybody(mine, {"is": "react", "id": str(mine.pk), "what": said["what"]})
    elif do == "caption" and isinstance(said.get("words"), str) and (words := clean(said["words"])[:LONGEST_WORDS]):
        _everybody(mine, {"is": "caption", "id": str(mine.pk), "words": words})
    elif do == "say" and isinstance(said.get("words"), str) and (words := clean(said["words"])[:LONGEST_SAID]):
        _say(viewer, mine, words, to_all=said.get("all") is True)
    return None


def _say(viewer: Viewer, mine: Entrance, words: str, *, to_all: bool) -> None:
    """Written to those who are together now; who leads can write into all rooms at once. Kept nowhere."""
    to_all = to_all and viewer.may("lead", mine.room)
    name = names_of([mine])[mine.pk]
    _everybody(mine, {"is": "said", "id": str(mine.pk), "name": name, "words": words, "all": to_all}, to_all=to_all)


def _set(mine: Entrance, said: dict[str, Any]) -> dict[str, Any] | None:
    if said.get("microphone") is True and mine.is_muted:
        return {"is": "muted", "on": True}
    named = {name: said[name] for name in ("microphone", "camera") if isinstance(said.get(name), bool)}
    if isinstance(said.get("listening"), bool):
        named["is_listening"] = said["listening"]
    if isinstance(said.get("hand"), bool):
        named["hand_at"] = (mine.hand_at or now()) if said["hand"] else None
    if named:
        Entrance.objects.filter(organisation_id=mine.organisation_id, pk=mine.pk).update(**named)
        tell_people(mine.organisation_id, mine.room_id)
    return None


def _everybody(mine: Entrance, said: dict[str, Any], *, to_all: bool = False) -> None:
    inside = Entrance.inside().filter(organisation_id=mine.organisation_id, room=mine.room_id)
    if not to_all:
        inside = inside.filter(side=mine.side_id)
    bus.publish(inside.values_list("person_id", flat=True), frame(mine.room.session_id, said))


@_at
def is_muted(viewer: Viewer, place: Place) -> bool:
    """Whether a facilitator muted them; kept here, so that a page that comes back is muted still."""
    mine = _own(place)
    return bool(mine and mine.is_muted)


@_at
def has_moved(viewer: Viewer, place: Place) -> bool:
    """Whether they belong to another room by now: a small one, or that of all again."""
    mine = _own(place)
    return mine is not None and mine.side_id != place.side


@_at
def came_back(viewer: Viewer, place: Place) -> None:
    """The line is there again."""
    come(viewer, viewer.get(Session, pk=place.session), viewer.me, door=Stay.Door.ONLINE)
    tell_people(place.organisation, place.live)


@_at
def went_away(viewer: Viewer, place: Place) -> None:
    """The line is lost; minutes stop until it is back. It may be back already, at another process."""
    if not was_taken_over(place):
        _leave(viewer, place, LOST)


@_at
def rise(viewer: Viewer, place: Place, why: str, quietly: bool) -> None:
    """The sitting is over. Quietly: the same person sits down again at once."""
    if quietly:
        return
    _leave(viewer, place, why)
    mine = Entrance.objects.filter(organisation_id=place.organisation, pk=place.entrance).select_related("room").first()
    if mine is not None and mine.feed == place.feed:
        leave_seat(viewer, mine, feed=place.feed)


def _leave(viewer: Viewer, place: Place, why: str) -> None:
    stay = Stay.objects.filter(organisation_id=place.organisation, pk=place.stay).first()
    if stay is not None:
        go(viewer, stay, why=why)


@_at
def why_not(viewer: Viewer, place: Place) -> str:
    """Why this person may not be here any more; empty while they may. Says that they were heard of, too."""
    mine = _own(place)
    if mine is None:
        return "elsewhere"
    if mine.status == Entrance.Status.REMOVED:
        return "removed"
    if mine.room.ended_at or not viewer.may("enter", mine):
        return "ended"
    if mine.side_id != place.side:
        return "moved"
    Stay.objects.filter(organisation_id=place.organisation, pk=place.stay, ended_at=None).update(heard_at=now())
    return ""
