"""What looking for words costs: `python -m bench.inside.searching [TIMES]`.

CPU, time and queries of one step of a search in the longest room of a staged data directory (`CAIRN_DATA`), for words that
nobody wrote, so that the step looks through all it may, and for a word that is found at once. Decision 10 rests on this.
"""

import sys
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import report
from bench.inside import setup  # noqa: F401  (before any model)
from cairn.chat.models import Message, Room
from cairn.chat.search import LOOKED_THROUGH, find
from cairn.groups.models import Seat
from cairn.kit import wall
from cairn.kit.sealed import unseal
from cairn.trust.keys import ring
from cairn.trust.viewer import Viewer

WORDS = {"nothing found": "zzyzx", "three words, nothing found": "zzyzx qqq xyzzy", "a common word": "i"}


def place() -> tuple[Viewer, Room]:
    """A member of the group with the longest room."""
    with wall.everywhere("a bench looks for the longest room"):
        room = Room.objects.exclude(group=None).order_by("-last_number")[0]
        person = Seat.live(Seat.Part.MEMBER).filter(group=room.group_id).select_related("person")[0].person
    wall.serve(room.organisation_id)
    return Viewer.of(person), room


def main(times: int) -> None:
    """Print a table, and one line of what opening alone costs."""
    viewer, room = place()
    find(viewer, room, "zzyzx")
    rows = [_measured(viewer, room, name, words, times) for name, words in WORDS.items()]
    report.table(
        f"One step of a search in a room of {room.last_number} messages",
        ("looking for", "looked through", "queries", "cpu_ms", "cpu_us/message", "ms"), rows,
    )  # fmt: skip
    print(f"Opening alone: {_opening(viewer, room):.1f} us a message")


def _measured(viewer: Viewer, room: Room, name: str, words: str, times: int) -> tuple[object, ...]:
    with CaptureQueriesContext(connection) as queries:
        looked = find(viewer, room, words).looked
    cpu, begin = time.thread_time(), time.perf_counter()
    for _ in range(times):
        find(viewer, room, words)
    cpu, took = (time.thread_time() - cpu) / times, (time.perf_counter() - begin) / times
    return name, looked, len(queries), f"{cpu * 1e3:.1f}", f"{cpu * 1e6 / max(looked, 1):.1f}", f"{took * 1e3:.1f}"


def _opening(viewer: Viewer, room: Room) -> float:
    found = Message.objects.filter(organisation_id=room.organisation_id, room=room).order_by("-number")
    sealed = [(pk, bytes(body)) for pk, body in found.values_list("pk", "body_sealed")[:LOOKED_THROUGH] if body]
    ring.warm(body for _, body in sealed)
    cpu = time.thread_time()
    for pk, body in sealed:
        unseal(body, f"{Message._meta.db_table}|{pk}|body", room.organisation_id)
    return (time.thread_time() - cpu) * 1e6 / max(len(sealed), 1)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
