"""Between threads and processes: everything live ends in `hub.publish` on the event loop of a web process."""

import asyncio
import json
import logging
import secrets
from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection

from cairn.kit.live import envelopes
from cairn.kit.live.carriers import Carrier, Channel, Datagrams, Notifications
from cairn.kit.live.hub import hub

log = logging.getLogger("cairn.live")
PERSONS_A_LETTER = 500
ORIGIN = secrets.token_hex(8)
_loop: asyncio.AbstractEventLoop | None = None


@cache
def carrier() -> Carrier:
    """What carries envelopes here: Redis where it is named, else PostgreSQL, else a socket beside the database."""
    if settings.REDIS_URL:
        return Channel(settings.REDIS_URL)
    return Notifications() if connection.vendor == "postgresql" else Datagrams(settings.DATA / "live.sock")


def publish(persons: Iterable[int], frame: str) -> None:
    """Offer a frame to every open page of these persons, from any thread of any process."""
    _tell(list(persons), frame, is_hint=False)


def hint(persons: Iterable[int], frame: str) -> None:
    """Like `publish`, and said again to a page of theirs that was drawn before it and opens its line after it."""
    _tell(list(persons), frame, is_hint=True)


def _tell(persons: list[int], frame: str, *, is_hint: bool) -> None:
    if _loop is not None:
        _loop.call_soon_threadsafe(hub.hint if is_hint else hub.publish, persons, frame)
    if _loop is None or carrier().reaches_other_web_processes:
        _post(persons, frame, is_hint=is_hint)


def publish_here(persons: Iterable[int], frame: str) -> None:
    """Offer a frame to the open pages of this process alone; on the event loop."""
    hub.publish(persons, frame)


def publish_elsewhere(persons: Iterable[int], frame: str) -> None:
    """Offer a frame to the open pages of other web processes, where there are any; not on the event loop."""
    if carrier().reaches_other_web_processes:
        _post(list(persons), frame, is_hint=False)


def _post(persons: list[int], frame: str, *, is_hint: bool) -> None:
    for start in range(0, len(persons), PERSONS_A_LETTER):
        envelope = json.dumps([ORIGIN, persons[start : start + PERSONS_A_LETTER], frame, is_hint])
        try:
            carrier().send(envelopes.close(envelope))
        except (OSError, DatabaseError):  # nobody is listening: a hint may be lost
            log.debug("a hint was lost")


def _receive(letter: str) -> None:
    envelope = envelopes.opened(letter)
    if envelope is None:
        log.warning("something on the line is not from this house")
        return
    try:
        origin, persons, frame, is_hint = json.loads(envelope)
    except ValueError:  # while a cluster goes from one release to the next, two kinds of envelopes travel
        log.warning("an envelope of another release was passed over")
        return
    if origin != ORIGIN:
        (hub.hint if is_hint else hub.publish)(persons, frame)


async def serve() -> None:
    """Run in a web process: remember the loop, then pass on what other processes send."""
    global _loop
    _loop = asyncio.get_running_loop()
    try:
        await carrier().listen(_receive)
    finally:
        _loop = None
