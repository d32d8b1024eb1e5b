"""Starts each system under test: start(work, ...) -> System. What differs from the packages' defaults is in
the peers' favour: rate limits and shapers off, no TLS, plain or anonymous sign-in, unused modules off."""

from collections.abc import Callable
from functools import partial

from bench.chatload.peers import cairn, ejabberd, prosody
from bench.servers import System

SYSTEMS: dict[str, Callable[..., System]] = {
    "cairn": partial(cairn.start, database="sqlite"),
    "cairn-pg": partial(cairn.start, database="postgres"),
    "ejabberd-pg": partial(ejabberd.start, archive="postgres"),
    "ejabberd-sqlite": partial(ejabberd.start, archive="sqlite"),
    "prosody-sqlite": partial(prosody.start, storage="sql"),
    "prosody-files": partial(prosody.start, storage="internal"),
}
