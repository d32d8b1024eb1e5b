"""What keeping a message costs inside the writer: `python -m bench.inside.sending [TIMES]`.

CPU and queries of `send_messages` for batches of 1, 10 and 100, every message in another room as on a quiet
day, without sockets: the part of a delivery that is ours to make lean.
"""

import cProfile
import pstats
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import report
from bench.inside import setup  # noqa: F401  (before any model)
from cairn.chat.models import Room
from cairn.chat.sending import Outgoing, send_messages
from cairn.groups.models import Seat
from cairn.kit import wall

BATCHES = (1, 10, 100)


def outgoing() -> Iterator[Outgoing]:
    """Messages without end: room after room, member after member."""
    with wall.everywhere("a bench writes in every room"):
        rooms = dict(Room.objects.exclude(group=None).values_list("group_id", "pk"))
        seats = list(Seat.live(Seat.Part.MEMBER).values_list("organisation_id", "person_id", "group_id"))
    seats.sort(key=lambda seat: hash(seat[1]))
    body = "I had a hard morning but used the breathing exercise before group. It helped more than I thought."
    for number in count():
        organisation, person, group = seats[number % len(seats)]
        yield Outgoing(organisation, person, rooms[group], f"sending{time.time_ns()}", body)


def main(times: int, *, profile: bool) -> None:
    """Print a table: queries and CPU a batch, CPU a message, and what goes to the write-ahead log."""
    source = outgoing()
    for _ in range(3):
        send_messages([next(source) for _ in range(200)])
    rows = [_measured(source, size, times if size == 1 else max(5, times // size)) for size in BATCHES]
    head = ("batch", "queries", "cpu_ms/batch", "cpu_ms/message", "ms/batch", "log_KiB/message")
    report.table("Keeping messages", head, rows)
    if profile:
        _profile(source, times)


def _measured(source: Iterator[Outgoing], size: int, times: int) -> tuple[object, ...]:
    batches = [[next(source) for _ in range(size)] for _ in range(times)]
    with CaptureQueriesContext(connection) as queries:
        send_messages([next(source) for _ in range(size)])
    _pause_checkpoints()
    log, cpu, begin = _log_size(), time.thread_time(), time.perf_counter()
    for batch in batches:
        send_messages(batch)
    cpu, took, log = time.thread_time() - cpu, time.perf_counter() - begin, _log_size() - log
    per = cpu / times * 1000
    logged = f"{log / 1024 / size / times:.1f}" if log else None
    return size, len(queries), f"{per:.2f}", f"{per / size:.3f}", f"{took / times * 1000:.2f}", logged


def _pause_checkpoints() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_autocheckpoint=0")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _log_size() -> int:
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    return log.stat().st_size if log.exists() else 0


def _profile(source: Iterator[Outgoing], times: int) -> None:
    batches = [[next(source)] for _ in range(times)]
    with cProfile.Profile() as profiler:
        for batch in batches:
            send_messages(batch)
    pstats.Stats(profiler).sort_stats("cumulative").print_stats("cairn|query.py|compiler.py|commit", 45)


if __name__ == "__main__":
    numbers = [int(x) for x in sys.argv[1:] if x.isdigit()]
    main(numbers[0] if numbers else 300, profile="profile" in sys.argv)
