"""One frame for everybody in a live room: who is there and how, without a word of what is said or seen."""

import json

from cairn.kit import wall
from cairn.kit.live import bus
from cairn.liveroom.models import LiveRoom
from cairn.liveroom.reads import people_of


def tell_people(organisation: int, room_id: int) -> None:
    """One frame, the same for all who are in the room now."""
    with wall.within(organisation):
        room = LiveRoom.objects.select_related("session").get(organisation_id=organisation, pk=room_id)
        persons, people = people_of(room)
    frame = {"type": "room", "session": str(room.session_id), "is": "people", "people": people, "key": room.key_number}
    bus.publish(persons, json.dumps(frame))
