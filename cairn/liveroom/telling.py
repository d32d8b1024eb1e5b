"""One frame for everybody in a live room: who is there and how, without a word of what is said or seen."""

import json

from cairn.kit import wall
from cairn.kit.live import bus
from cairn.liveroom.models import LiveRoom
from cairn.liveroom.reads import circles_of


def tell_people(organisation: int, room_id: int) -> None:
    """One frame for each circle of those who are together now. Who reads another place in it than their own moves there."""
    with wall.within(organisation):
        room = LiveRoom.objects.select_related("session").get(organisation_id=organisation, pk=room_id)
        circles = circles_of(room)
    for circle in circles:
        frame = {
            "type": "room",
            "session": str(room.session_id),
            "is": "people",
            "key": room.key_number,
            **circle.told(),
        }
        bus.publish(circle.persons, json.dumps(frame))
