"""Group commit: whatever waits while one commit runs is the next batch. Needs no timer, costs nothing when quiet."""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from django.db import close_old_connections

log = logging.getLogger("cairn.live")
T = TypeVar("T")
O = TypeVar("O")  # noqa: E741
LARGEST_BATCH = 400


class BatchWriter(Generic[T, O]):
    """One thread with one database connection; `save(batch)` runs there, `after(outcome)` on the event loop."""

    def __init__(self, save: Callable[[Sequence[T]], O], after: Callable[[Sequence[T], O | None], None]) -> None:
        self._save = save
        self._after = after
        self._waiting: queue.SimpleQueue[T | None] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)

    def start(self) -> None:
        """Begin to write; call on the event loop."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    def submit(self, item: T) -> None:
        """Hand one item over, without waiting."""
        self._waiting.put(item)

    def stop(self) -> None:
        """Write what waits, then end."""
        self._waiting.put(None)
        self._thread.join(timeout=10)

    def _run(self) -> None:
        ending = False
        while not ending:
            batch, ending = self._next()
            if batch:
                self._write(batch)

    def _next(self) -> tuple[list[T], bool]:
        batch: list[T] = []
        item = self._waiting.get()
        while item is not None:
            batch.append(item)
            if len(batch) >= LARGEST_BATCH:
                return batch, False
            try:
                item = self._waiting.get_nowait()
            except queue.Empty:
                return batch, False
        return batch, True

    def _write(self, batch: list[T]) -> None:
        outcome: O | None = None
        try:
            outcome = self._save(batch)
        except Exception:
            log.exception("a batch could not be written")
            close_old_connections()
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._after, batch, outcome)
