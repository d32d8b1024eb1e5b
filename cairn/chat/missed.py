"""What a page missed, and the small signals of a room."""

import json

from cairn.chat.fragment import Writer, fragment
from cairn.chat.models import Message, ReadMark, Room
from cairn.kit import wall
from cairn.people.models import Person
from cairn.trust import rules
from cairn.trust.keys import ring
from cairn.trust.viewer import Viewer

MOST = 200


def missed_frames(organisation: int, person: int, rooms: dict[int, int]) -> list[str]:
    """Frames with everything after the given number in each room this person may see."""
    with wall.within(organisation):
        viewer = Viewer(Person.objects.get(organisation_id=organisation, pk=person), organisation)
        frames = []
        for room, after in rooms.items():
            missed = list(viewer.see(Message).filter(room_id=room, number__gt=after).order_by("number")[:MOST])
            if missed:
                frames.append(messages_frame(room, missed))
        return frames


def messages_frame(room: int, messages: list[Message]) -> str:
    """One frame with these messages of a room, in order."""
    ring.warm(m.body_sealed for m in messages)
    writers = Writer.of({m.author_id for m in messages})
    items = [
        {
            "id": str(m.pk),
            "number": m.number,
            "author": str(m.author_id),
            "client_id": m.client_id,
            "html": fragment(m, writers[m.author_id]),
        }
        for m in messages
    ]
    return json.dumps({"type": "messages", "room": str(room), "items": items})


def read_up_to(organisation: int, person: int, room: int, number: int) -> None:
    """Remember for the person alone how far they have read. Never goes back."""
    with wall.within(organisation):
        viewer = Viewer(Person.objects.get(organisation_id=organisation, pk=person), organisation)
        if not viewer.see(Room).filter(pk=room, last_number__gte=number).exists():
            return
        mark, made = ReadMark.objects.get_or_create(
            organisation_id=organisation, room_id=room, person_id=person, defaults={"number": number}
        )
        if not made:
            ReadMark.objects.filter(organisation_id=organisation, pk=mark.pk, number__lt=number).update(number=number)


def typing_frame(organisation: int, person: int, room: int) -> tuple[list[int], str] | None:
    """Whom to tell that this person is typing: those in the room who show it too, if this person does."""
    with wall.within(organisation):
        writer = Person.objects.filter(organisation_id=organisation, pk=person, shows_typing=True).first()
        where = Room.objects.filter(organisation_id=organisation, pk=room).first()
        if writer is None or where is None or not Viewer(writer, organisation).may("speak", where):
            return None
        others = rules.audience(where).filter(shows_typing=True).exclude(pk=person)
        frame = {"type": "typing", "room": str(room), "person": str(person), "name": writer.chosen_name}
        return list(others.values_list("pk", flat=True)), json.dumps(frame)
