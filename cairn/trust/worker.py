"""The worker: does what may wait, watches the clocks that matter, exports the journal's heads.

A Todo is claimed with a lease and renewed by a heartbeat; a killed worker's Todo is done by another after
the lease ran out, and takes effect once, because it is marked done in the transaction of its effect.
"""

import datetime as dt
import logging
import os
import random
import signal
import socket
import threading
import time
from collections.abc import Callable
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import Q

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.trust import consequences, journal
from cairn.trust.models import Head, Heartbeat, Todo

log = logging.getLogger("cairn.worker")
LEASE = dt.timedelta(seconds=60)
EVERY, WATCH_EVERY, EXPORT_EVERY = 0.5, 5.0, 600.0
TRIES = 5
Watch = Callable[[], None]
watches: list[Watch] = []


def watch(function: Watch) -> Watch:
    """Register something to look at every few seconds: a clock that matters is scanned, never queued."""
    watches.append(function)
    return function


def claim(worker: str) -> Todo | None:
    """Take the next Todo that is due, if this worker is the one that gets it."""
    with wall.everywhere("one worker serves every organisation"):
        return _claim(worker, now())


def _claim(worker: str, moment: dt.datetime) -> Todo | None:
    waiting = Todo.objects.filter(done_at=None, dead_at=None, due_at__lte=moment)
    free = Q(leased_until=None) | Q(leased_until__lt=moment)
    for todo in waiting.filter(free).order_by("due_at")[:5]:
        mine = Todo.objects.filter(free, pk=todo.pk, done_at=None, dead_at=None)
        if mine.update(leased_by=worker, leased_until=moment + LEASE, attempts=todo.attempts + 1):
            todo.attempts += 1
            return todo
    return None


def do(todo: Todo, worker: str) -> bool:
    """Do one Todo; its effect and its mark are one transaction. Returns whether it was done."""
    try:
        with wall.within(todo.organisation_id), transaction.atomic():
            still_mine = Todo.objects.select_for_update().filter(pk=todo.pk, leased_by=worker, done_at=None)
            if not still_mine.exists():
                return False
            consequences.by_name(todo.what)(todo.fact)
            Todo.objects.filter(pk=todo.pk).update(done_at=now(), leased_until=None)
        return True
    except Exception as trouble:
        log.exception("a todo failed: %s", todo.what)
        _put_back(todo, type(trouble).__name__)
        return False


def _put_back(todo: Todo, trouble: str) -> None:
    if todo.attempts >= TRIES:
        Todo.objects.filter(pk=todo.pk).update(dead_at=now(), leased_until=None, trouble=trouble)
        log.error("a todo is dead after %s tries: %s", todo.attempts, todo.what)
        return
    pause = dt.timedelta(seconds=2**todo.attempts * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, not secrecy
    Todo.objects.filter(pk=todo.pk).update(leased_until=None, leased_by="", due_at=now() + pause, trouble=trouble)


def beat(worker: str) -> None:
    """Say that this worker is alive."""
    Heartbeat.objects.update_or_create(worker=worker, defaults={"at": now()})


def export_heads() -> None:
    """Write the signed heads of all journals to a second place, where a truncation would show."""
    with wall.everywhere("every organisation's head is exported"):
        line = journal.heads_line(Head.objects.order_by("pk"), now())
    path = settings.DATA / "journal-heads.log"
    with path.open("a") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


class Loop:
    """One worker process until it is asked to stop."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:20]}-{os.getpid()}"
        self.stopping = threading.Event()
        self._watch_at = self._export_at = 0.0

    def stop(self, signum: int = 0, frame: FrameType | None = None) -> None:
        """Finish what is under way, then end."""
        self.stopping.set()

    def run(self) -> None:
        """Work until stopped."""
        while not self.stopping.is_set():
            try:
                busy = self.turn(time.monotonic())
            except DatabaseError:
                log.warning("the database does not answer; trying again")
                close_old_connections()
                busy = False
            if not busy:
                self.stopping.wait(EVERY)

    def turn(self, clock: float) -> bool:
        """One turn at that monotonic second: watches when it is time, then one Todo. Returns whether there was one."""
        with wall.everywhere("one worker serves every organisation"):
            if clock >= self._watch_at:
                self._watch_at = clock + WATCH_EVERY
                beat(self.name)
                for look in watches:
                    look()
        todo = claim(self.name)
        if clock >= self._export_at:
            self._export_at = clock + EXPORT_EVERY
            export_heads()
        if todo is None:
            return False
        do(todo, self.name)
        return True


def main() -> int:
    """Run one worker in this process."""
    loop = Loop()
    signal.signal(signal.SIGTERM, loop.stop)
    signal.signal(signal.SIGINT, loop.stop)
    loop.run()
    return 0
