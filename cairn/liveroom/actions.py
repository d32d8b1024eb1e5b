"""At the door of a live room and in it: knocking, letting in, muting, removing, locking, ending."""

import datetime as dt
import secrets

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.kit.live.bus import ORIGIN
from cairn.liveroom.models import Entrance, LiveRoom, SideRoom, Whereabouts
from cairn.meetings.models import Session
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

# The door opens a while before, for those who lead sooner, and stays open while people say goodbye.
OPENS, OPENS_FOR_LEADERS, STAYS = dt.timedelta(minutes=15), dt.timedelta(hours=1), dt.timedelta(hours=1)
NOT_YET = _("The door is not open yet. It opens 15 minutes before the session.")
OVER = _("This session is over.")
LOCKED = _("The room is locked now. The facilitator can open it again.")
REMOVED = _("You were asked to leave this session. You can talk with your team about it.")


def room_of(viewer: Viewer, session: Session) -> LiveRoom | None:
    """The live room of a session, if somebody was there already."""
    return LiveRoom.objects.filter(organisation_id=viewer.organisation_id, session=session).first()


def opened_room(viewer: Viewer, session: Session) -> LiveRoom:
    """The live room of a session, made by the first who comes."""
    made = LiveRoom(organisation_id=viewer.organisation_id, session=session, name=secrets.token_hex(16))
    made.root = secrets.token_hex(32)
    LiveRoom.objects.bulk_create([made], ignore_conflicts=True)
    here = LiveRoom.objects.select_for_update().select_related("session")
    return here.get(organisation_id=viewer.organisation_id, session=session)


def must_be_open(session: Session, room: LiveRoom | None, *, leads: bool) -> None:
    """Refuse before the door opens and after the session, with a sentence."""
    if session.cancelled_at or session.closed_at or (room and room.ended_at) or now() > session.ends_at + STAYS:
        raise Refused(OVER)
    if now() < session.begins_at - (OPENS_FOR_LEADERS if leads else OPENS):
        raise Refused(NOT_YET)


@action
def knock(viewer: Viewer, /, session: Session, *, words: str = "", **said: object) -> Entrance:
    """Come to the door, with what was said in the lobby. Who leads is in at once, everybody else is let in.

    `said`: shown_as, private_room, affirmed_version. `words`: where help would have to go.
    """
    viewer.must("join", session)
    leads = viewer.may("lead", session)
    must_be_open(session, room_of(viewer, session), leads=leads)
    room = opened_room(viewer, session)
    mine = Entrance.objects.filter(organisation_id=viewer.organisation_id, room=room, person=viewer.me).first()
    if mine and mine.status == Entrance.Status.REMOVED:
        raise Refused(REMOVED)
    if room.locked_at and not leads and (mine is None or mine.status != Entrance.Status.ADMITTED):
        raise Refused(LOCKED)
    entrance = mine or Entrance(organisation_id=viewer.organisation_id, room=room, person=viewer.me)
    for name, value in said.items():
        setattr(entrance, name, value)
    if leads and entrance.status != Entrance.Status.ADMITTED:
        entrance.status, entrance.admitted_at = Entrance.Status.ADMITTED, now()
    entrance.save(force_insert=mine is None)
    _keep_whereabouts(viewer, room, words)
    viewer.did("live.knocked", entrance)
    return entrance


def _keep_whereabouts(viewer: Viewer, room: LiveRoom, words: str) -> None:
    Whereabouts.objects.filter(organisation_id=viewer.organisation_id, room=room, person=viewer.me).delete()
    if words:
        said = Whereabouts(organisation_id=viewer.organisation_id, room=room, person=viewer.me)
        said.words = words
        said.save(force_insert=True)


@action
def admit(viewer: Viewer, entrance: Entrance) -> Entrance:
    """Let somebody in who waits."""
    viewer.must("admit", entrance)
    changed = _move(entrance, Entrance.Status.WAITING, status=Entrance.Status.ADMITTED, admitted_at=now())
    if changed:
        viewer.did("live.admitted", entrance)
    else:
        viewer.did_before()
    return entrance


@action
def remove(viewer: Viewer, entrance: Entrance) -> Entrance:
    """Take somebody out of this session for good. They cannot come back to it, and the room's key changes."""
    viewer.must("remove", entrance)
    if entrance.status == Entrance.Status.REMOVED:
        viewer.did_before()
        return entrance
    entrance.status, entrance.removed_at, entrance.hand_at = Entrance.Status.REMOVED, now(), None
    entrance.save(update_fields=["status", "removed_at", "hand_at"])
    new_key(entrance.room)
    viewer.did("live.removed", entrance)
    return entrance


@action
def mute(viewer: Viewer, entrance: Entrance, *, on: bool) -> Entrance:
    """Let nobody hear this person, or let them be heard again if they wish. The media server does it."""
    viewer.must("mute", entrance)
    if entrance.is_muted == on:
        viewer.did_before()
        return entrance
    entrance.is_muted = on
    entrance.microphone = entrance.microphone and not on
    entrance.save(update_fields=["is_muted", "microphone"])
    viewer.did("live.muted", entrance)
    return entrance


@action
def lock(viewer: Viewer, room: LiveRoom, *, on: bool) -> LiveRoom:
    """Let nobody new come to the door. Who was in already may come back after a lost line."""
    viewer.must("lead", room)
    if bool(room.locked_at) == on:
        viewer.did_before()
        return room
    room.locked_at = now() if on else None
    room.save(update_fields=["locked_at"])
    viewer.did("live.locked", room)
    return room


@action
def spotlight(viewer: Viewer, room: LiveRoom, entrance: Entrance | None) -> LiveRoom:
    """Show one person large for everybody, or nobody."""
    viewer.must("lead", room)
    room.spotlight = entrance.pk if entrance and entrance.room_id == room.pk else 0
    room.save(update_fields=["spotlight"])
    viewer.did("live.changed", room)
    return room


@action
def end_room(viewer: Viewer, room: LiveRoom) -> LiveRoom:
    """The session online is over for everybody. Its keys and everybody's whereabouts are destroyed."""
    viewer.must("end", room)
    if room.ended_at:
        viewer.did_before()
        return room
    room.ended_at, room.root, room.round, room.spotlight = now(), "", {}, 0
    room.poll = ""
    room.save(update_fields=["ended_at", "root_sealed", "round", "spotlight", "poll_sealed"])
    SideRoom.objects.filter(organisation_id=room.organisation_id, room=room, closed_at=None).update(closed_at=now())
    Whereabouts.objects.filter(organisation_id=room.organisation_id, room=room).delete()
    viewer.did("live.ended", room)
    return room


@action
def take_seat(viewer: Viewer, entrance: Entrance) -> Entrance:
    """Be in the room, under a fresh random word; another page of the same person gives way. The key changes."""
    viewer.must("enter", entrance)
    entrance.feed, entrance.here_at, entrance.hand_at, entrance.desk = secrets.token_hex(12), now(), None, ORIGIN
    entrance.save(update_fields=["feed", "here_at", "hand_at", "desk"])
    new_key(entrance.room)
    viewer.did("live.seated", entrance)
    return entrance


@action
def leave_seat(viewer: Viewer, entrance: Entrance, *, feed: str) -> Entrance:
    """Be no longer in the room. Another page's later join is left alone. The key changes."""
    viewer.must("rise", entrance)
    gone = Entrance.objects.filter(organisation_id=viewer.organisation_id, pk=entrance.pk, feed=feed)
    if not feed or not gone.update(feed="", here_at=None, hand_at=None):
        viewer.did_before()
        return entrance
    new_key(entrance.room)
    viewer.did("live.risen", entrance)
    return entrance


def new_key(room: LiveRoom) -> None:
    """From now on sound and pictures are sealed with another key."""
    LiveRoom.objects.filter(organisation_id=room.organisation_id, pk=room.pk).update(key_number=F("key_number") + 1)


def _move(entrance: Entrance, before: str, **after: object) -> bool:
    """Change a row that is still as it was; whether it was."""
    waiting = Entrance.objects.filter(organisation_id=entrance.organisation_id, pk=entrance.pk, status=before)
    return bool(waiting.update(**after))
