"""Put messages into one group's room, beside the running system: `python -m bench.inside.fill GROUP COUNT`.

Sealed, numbered and authored as sent ones are; the journal knows nothing of them, as it is not read when a
room is opened.
"""

import sys

from django.db import transaction

from bench.inside import setup  # noqa: F401  (before any model)
from cairn.chat.models import Message, Room
from cairn.groups.models import Seat
from cairn.kit import wall

BATCH = 5000


def main(group: int, count: int) -> None:
    """`count` more messages, by the group's members in turn."""
    with wall.everywhere("a bench looks for the room"):
        room = Room.objects.exclude(group=None).order_by("group_id")[group]
    with wall.within(room.organisation_id):
        fill(room, count)


def fill(room: Room, count: int) -> None:
    """In transactions of a bounded size."""
    people = list(Seat.live().filter(group=room.group_id).values_list("person_id", flat=True))
    for start in range(0, count, BATCH):
        with transaction.atomic():
            last = Room.objects.select_for_update().get(pk=room.pk).last_number
            rows = []
            for i in range(start, min(start + BATCH, count)):
                last += 1
                row = Message(organisation_id=room.organisation_id, room=room, number=last, client_id=f"fill{last}")
                row.author_id = people[i % len(people)]
                row.body = f"~{i:012d} I had a hard morning but used the breathing exercise before group."
                rows.append(row)
            Message.objects.bulk_create(rows)
            Room.objects.filter(pk=room.pk).update(last_number=last)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
