"""Between threads and processes: everything live ends in `hub.publish` on the event loop of a web process.

Embedded: the worker reaches the web process through a datagram socket in the data directory (mode 0700, so
nobody else can). Several web processes: PostgreSQL NOTIFY or Redis carry the same small envelope.
"""

import asyncio
import json
import logging
import os
import secrets
import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from django.conf import settings

from cairn.kit.live.hub import hub

log = logging.getLogger("cairn.live")
LARGEST = 60_000
PERSONS_A_LETTER = 500
ORIGIN = secrets.token_hex(8)


class Carrier(Protocol):
    """Takes an envelope to every web process."""

    reaches_other_web_processes: bool

    def send(self, envelope: str) -> None: ...

    async def listen(self, receive: Callable[[str], None]) -> None: ...


class Datagrams:
    """One machine: a unix datagram socket beside the database."""

    reaches_other_web_processes = False

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, envelope: str) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as outgoing:
            outgoing.setblocking(False)
            outgoing.connect(os.path.relpath(self.path))
            outgoing.send(envelope.encode())

    async def listen(self, receive: Callable[[str], None]) -> None:
        self.path.unlink(missing_ok=True)
        incoming = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        # A path relative to the working directory: absolute ones may be longer than a socket address allows.
        incoming.bind(os.path.relpath(self.path))
        incoming.setblocking(False)
        loop = asyncio.get_running_loop()
        try:
            while True:
                receive((await loop.sock_recv(incoming, LARGEST)).decode())
        finally:
            incoming.close()


_loop: asyncio.AbstractEventLoop | None = None
_carrier: Carrier | None = None


def carrier() -> Carrier:
    """What carries envelopes here."""
    global _carrier
    if _carrier is None:
        _carrier = Datagrams(settings.DATA / "live.sock")
    return _carrier


def use_carrier(other: Carrier) -> None:
    """Carry envelopes some other way (several web processes)."""
    global _carrier
    _carrier = other


def publish(persons: Iterable[int], frame: str) -> None:
    """Offer a frame to every open page of these persons, from any thread of any process."""
    if _loop is not None:
        _loop.call_soon_threadsafe(hub.publish, list(persons), frame)
    if _loop is None or carrier().reaches_other_web_processes:
        _post(persons, frame)


def share(persons: Iterable[int], frame: str) -> None:
    """The same from the event loop itself: our own pages at once, other processes after."""
    hub.publish(persons, frame)
    if carrier().reaches_other_web_processes:
        _post(persons, frame)


def _post(persons: Iterable[int], frame: str) -> None:
    everyone = list(persons)
    for start in range(0, len(everyone), PERSONS_A_LETTER):
        envelope = json.dumps([ORIGIN, everyone[start : start + PERSONS_A_LETTER], frame])
        try:
            carrier().send(envelope)
        except OSError:  # nobody is listening: a hint may be lost
            log.debug("a hint was lost")


def _receive(envelope: str) -> None:
    origin, persons, frame = json.loads(envelope)
    if origin != ORIGIN:
        hub.publish(persons, frame)


async def serve() -> None:
    """Run in a web process: remember the loop, then pass on what other processes send."""
    global _loop
    _loop = asyncio.get_running_loop()
    try:
        await carrier().listen(_receive)
    finally:
        _loop = None
