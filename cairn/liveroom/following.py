"""What follows in a live room from what was done: whom to tell, and what the media server has to do. After the commit."""

import json
from operator import methodcaller

from django.db import transaction

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.live import bus
from cairn.liveroom import desk
from cairn.liveroom.models import Entrance, LiveRoom, SideRoom
from cairn.liveroom.reads import leaders_of
from cairn.liveroom.telling import tell_people
from cairn.meetings.closing import close_session
from cairn.people.models import Person
from cairn.trust.models import Fact
from cairn.trust.viewer import Viewer

Told = tuple[list[int], list[str]]


def _room(fact: Fact) -> LiveRoom:
    rooms = LiveRoom.objects.select_related("session")
    if fact.table == LiveRoom._meta.db_table:
        return rooms.get(organisation_id=fact.organisation_id, pk=fact.row)
    if fact.table == SideRoom._meta.db_table:
        side = SideRoom.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
        return rooms.get(organisation_id=fact.organisation_id, pk=side.room_id)
    return rooms.get(organisation_id=fact.organisation_id, pk=_entrance(fact).room_id)


def _entrance(fact: Fact) -> Entrance:
    entrances = Entrance.objects.select_related("side")
    return entrances.get(organisation_id=fact.organisation_id, pk=fact.row)


def those_at_the_live_room(fact: Fact) -> Told:
    """Whoever leads the session, and the one whose entrance changed."""
    room = _room(fact)
    return list(leaders_of(room.session) | ({fact.about} if fact.about else set())), [f"liveroom:{room.pk}"]


def those_in_the_live_room(fact: Fact) -> Told:
    """Everybody who knocked, in or not, and whoever leads."""
    room = _room(fact)
    came = Entrance.objects.filter(organisation_id=fact.organisation_id, room=room)
    return list(leaders_of(room.session) | set(came.values_list("person_id", flat=True))), [f"liveroom:{room.pk}"]


def room_is_told(fact: Fact) -> None:
    """Everybody in the room sees who is there and how."""
    room = _room(fact)
    transaction.on_commit(lambda: tell_people(room.organisation_id, room.pk), robust=True)


def people_move(fact: Fact) -> None:
    """Everybody hears where they belong; whose page does not go there is taken there by the desk."""
    room = _room(fact)

    def after() -> None:
        tell_people(room.organisation_id, room.pk)
        desk.look_soon()

    transaction.on_commit(after, robust=True)


def media_follows(fact: Fact) -> None:
    """The media server mutes, removes and ends: a page could refuse, the server does not."""
    room, verb = _room(fact), fact.verb
    feed, muted, person, name = "", False, fact.about, room.name
    if fact.table == Entrance._meta.db_table:
        entrance = _entrance(fact)
        feed, muted = entrance.feed, entrance.is_muted
        name = entrance.side.name if entrance.side else name
        if verb == "live.removed":
            Entrance.objects.filter(organisation_id=fact.organisation_id, pk=entrance.pk).update(feed="", here_at=None)

    def after() -> None:
        said = {"type": "room", "session": str(room.session_id)}
        if verb == "live.muted" and feed:
            desk.do_soon(lambda engine: engine.mute(name, feed, "audio", muted))
            bus.publish([person or 0], json.dumps({**said, "is": "muted", "on": muted}))
        elif verb == "live.removed":
            bus.publish([person or 0], json.dumps({**said, "is": "out", "why": "removed"}))
            if feed:
                desk.do_soon(lambda engine: engine.remove(name, feed))
        elif verb == "live.ended":
            bus.publish(_inside(room), json.dumps({**said, "is": "out", "why": "ended"}))
            for one in _names(room):
                desk.do_soon(methodcaller("close_room", one))
            return
        tell_people(room.organisation_id, room.pk)

    transaction.on_commit(after, robust=True)


def _names(room: LiveRoom) -> list[str]:
    """What the media server knows of this session: the room and those beside it."""
    with wall.within(room.organisation_id):
        beside = SideRoom.objects.filter(organisation_id=room.organisation_id, room=room)
        return [room.name, *beside.values_list("name", flat=True)]


def session_closes(fact: Fact) -> None:
    """Over for all is over: minutes are counted at once. A room that is ended before its session began counts nothing."""
    session = _room(fact).session
    if session.closed_at is None and session.cancelled_at is None and session.begins_at <= now():
        close_session(_who_did(fact), session)


def _who_did(fact: Fact) -> Viewer:
    if fact.actor is None:
        return Viewer.product(fact.organisation_id, fact.system)
    return Viewer(Person.objects.get(organisation_id=fact.organisation_id, pk=fact.actor), fact.organisation_id)


def _inside(room: LiveRoom) -> list[int]:
    with wall.within(room.organisation_id):
        came = Entrance.objects.filter(organisation_id=room.organisation_id, room=room)
        return list(came.values_list("person_id", flat=True))
