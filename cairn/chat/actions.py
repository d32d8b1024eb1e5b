"""Opening rooms, and what people do with messages."""

from cairn.chat.files import remove_files_of
from cairn.chat.models import Message, Party, Reaction, Room
from cairn.chat.sending import EMPTY, LONGEST, TOO_LONG
from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.kit.text import clean
from cairn.trust.action import action
from cairn.trust.viewer import Viewer


def open_group_room(organisation: int, group: int) -> Room:
    """The room of a new group. Called by a reaction, within the transaction that opened the group."""
    return Room.objects.create(organisation_id=organisation, group_id=group)


def open_party_room(organisation: int, persons: list[int]) -> Room:
    """A room of parties. Called by a reaction, within the transaction of what brought them together."""
    room = Room.objects.create(organisation_id=organisation)
    Party.objects.bulk_create(Party(organisation_id=organisation, room=room, person_id=pk) for pk in persons)
    return room


@action
def edit_message(viewer: Viewer, message: Message, *, body: str) -> Message:
    """Change the words of one's own message, for an hour after it was sent."""
    viewer.must("edit", message)
    words = clean(body)
    if words == message.body:
        viewer.did_before()
        return message
    if not words and not message.files:
        raise Refused(EMPTY)
    if len(words) > LONGEST:
        raise Refused(TOO_LONG)
    message.body = words
    message.edited_at = now()
    message.save(update_fields=["body_sealed", "edited_at"])
    viewer.did("message.edited", message)
    return message


@action
def remove_message(viewer: Viewer, message: Message, *, by: int | None = None) -> Message:
    """Take a message away: one's own, or as a facilitator. The place stays; the words and the files go.

    `by`: whom the room sees having done it, where a measure does it for them.
    """
    viewer.must("remove", message)
    _remove(message, by or viewer.me.pk)
    viewer.did("message.removed", message)
    return message


def _remove(message: Message, by: int) -> None:
    message.removed_at, message.removed_by_id = now(), by
    message.body = ""
    message.save(update_fields=["removed_at", "removed_by", "body_sealed"])
    if message.files:
        remove_files_of(message)


@action
def hide_message(viewer: Viewer, message: Message, *, by: int) -> Message:
    """Take a message out of sight, words and files kept, until it is shown again or removed."""
    viewer.must("hide", message)
    message.removed_at, message.removed_by_id = now(), by
    message.save(update_fields=["removed_at", "removed_by"])
    viewer.did("message.hidden", message)
    return message


@action
def show_message(viewer: Viewer, message: Message) -> Message:
    """Show what was hidden."""
    viewer.must("show", message)
    message.removed_at, message.removed_by_id = None, None
    message.save(update_fields=["removed_at", "removed_by"])
    viewer.did("message.shown", message)
    return message


@action
def react(viewer: Viewer, message: Message, *, kind: str, on: bool = True) -> bool:
    """Give a kind reaction, or take it back. Doing it twice does nothing twice. Returns whether it stands now."""
    viewer.must("react", message)
    organisation = viewer.organisation_id
    mine = Reaction.objects.filter(organisation_id=organisation, message=message, person=viewer.me, kind=kind)
    if mine.exists() == on:
        viewer.did_before()
        return on
    if on:
        Reaction.objects.create(organisation_id=organisation, message=message, person=viewer.me, kind=kind)
    else:
        mine.delete()
    viewer.did("message.reacted", message, about=viewer.me.pk)
    return on


@action
def pause_room(viewer: Viewer, room: Room, *, paused: bool) -> Room:
    """Let a group's room rest for a while, or open it again. Everybody can still read."""
    viewer.must("pause", room)
    if (room.paused_at is not None) == paused:
        viewer.did_before()
        return room
    room.paused_at = now() if paused else None
    room.save(update_fields=["paused_at"])
    viewer.did("room.paused" if paused else "room.opened", room)
    return room
