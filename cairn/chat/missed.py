"""What a page missed, what changed since, and the small signals of a room."""

import json
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from cairn.chat.beside import fragments, whole
from cairn.chat.models import Message, ReadMark, Room
from cairn.kit import wall
from cairn.kit.live import bus
from cairn.people.models import Person
from cairn.trust import rules
from cairn.trust.viewer import Viewer

MOST = 200
ANSWERS = 100


def missed_frames(organisation: int, person: int, rooms: dict[int, int]) -> list[str]:
    """Frames with everything after the given number in each room this person may see."""
    with wall.within(organisation):
        viewer = Viewer(Person.objects.get(organisation_id=organisation, pk=person), organisation)
        frames = []
        for room, after in rooms.items():
            found = viewer.see(Message).filter(room_id=room, number__gt=after)
            missed = list(whole(found).order_by("number")[:MOST])
            if missed:
                frames.append(messages_frame(room, missed))
        return frames


def messages_frame(room: int, messages: Sequence[Message]) -> str:
    """One frame with these messages of a room, in order. They were read with `whole`."""
    items = [
        {
            "id": str(m.pk),
            "number": m.number,
            "author": str(m.author_id),
            "client_id": m.client_id,
            "html": html,
        }
        for m, html in zip(messages, fragments(messages), strict=True)
    ]
    return json.dumps({"type": "messages", "room": str(room), "items": items})


def show_again(organisation: int, message: int, *, with_answers: bool) -> None:
    """After the commit, send the message as it is now to all who may see it: it takes the older one's place.

    `with_answers`: also the messages that quote it, because the words they quote changed or went.
    """
    transaction.on_commit(lambda: _publish(organisation, message, with_answers), robust=True)


def _publish(organisation: int, message: int, with_answers: bool) -> None:
    wanted = Q(pk=message) | Q(reply_to=message) if with_answers else Q(pk=message)
    with wall.within(organisation):
        found = whole(Message.objects.filter(wanted, organisation_id=organisation))
        messages = list(found.order_by("number")[:ANSWERS])
        if messages:
            persons = rules.audience(messages[0]).values_list("pk", flat=True)
            bus.publish(list(persons), messages_frame(messages[0].room_id, messages))


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
