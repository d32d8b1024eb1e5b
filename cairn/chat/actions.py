"""Opening rooms, and what people do with messages."""

from cairn.chat.models import Message, Party, Reaction, Room
from cairn.kit.clock import now
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
    message.body = clean(body)
    message.edited_at = now()
    message.save(update_fields=["body_sealed", "edited_at"])
    viewer.did("message.edited", message)
    return message


@action
def remove_message(viewer: Viewer, message: Message) -> Message:
    """Take a message away: one's own, or as a facilitator. The place stays, the words go."""
    viewer.must("remove", message)
    message.removed_at, message.removed_by = now(), viewer.me
    message.body = ""
    message.save(update_fields=["removed_at", "removed_by", "body_sealed"])
    viewer.did("message.removed", message)
    return message


@action
def react(viewer: Viewer, message: Message, *, kind: str) -> bool:
    """Add a kind reaction, or take it back. Returns whether it stands now."""
    viewer.must("react", message)
    mine = Reaction.objects.filter(organisation_id=viewer.organisation_id, message=message, person=viewer.me, kind=kind)
    stands = not mine.delete()[0]
    if stands:
        Reaction.objects.create(organisation_id=viewer.organisation_id, message=message, person=viewer.me, kind=kind)
    viewer.did("message.reacted", message, about=viewer.me.pk)
    return stands
