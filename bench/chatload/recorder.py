"""Who has which message, and when: the book-keeping shared by every client of one run.

Every body carries a token, `~` and twelve digits. A driver looks for it in whatever a member's socket
receives, so "delivered" means the same for every system: the bytes with the body reached that member.
A message is complete when all members of its group have it, the sender's own connection included, and
the sender has the system's word that it is kept.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

TOKEN = re.compile(rb"~(\d{12})")
TOKEN_LENGTH = 13
FILLER = "I had a hard morning but used the breathing exercise before group. "
now = time.perf_counter


class Client(Protocol):
    """One member online, in one room."""

    def send(self, group: int, seq: int, body: str) -> None:
        """Hand one message to the system, without waiting."""

    async def history(self, group: int, limit: int) -> int:
        """Load the last messages of the room; how many came."""

    def close(self) -> None:
        """Leave."""


@dataclass
class Group:
    """The members who are online in one room."""

    index: int
    clients: list[Client] = field(default_factory=list)


@dataclass(slots=True)
class Message:
    """One message under way: who lacks it, and its three moments."""

    seq: int
    missing: int
    slot: int | None
    sent: float = 0.0
    acked: float | None = None
    last: float | None = None


class Recorder:
    """Clients report here: `seen` for each token received, `acked` when the system vouches for one."""

    def __init__(self) -> None:
        self._next = time.time_ns() // 1_000_000 % 10**9 * 1000
        self.open: dict[int, Message] = {}
        self.reset()

    def reset(self) -> None:
        """Forget everything measured so far."""
        self.open.clear()
        self.done: list[Message] = []
        self.deliveries = 0
        self.on_complete: Callable[[Message], None] | None = None

    def start(self, size: int, slot: int | None = None) -> Message:
        """A new message to a group of so many."""
        message = Message(self._next, (1 << size) - 1, slot)
        self._next += 1
        self.open[message.seq] = message
        message.sent = now()
        return message

    def seen(self, bit: int, seq: int) -> None:
        """One member has the message; a second copy to the same member does not count."""
        message = self.open.get(seq)
        if message is not None and message.missing & bit:
            message.missing ^= bit
            self.deliveries += 1
            if not message.missing:
                message.last = now()
                if message.acked:
                    self._complete(message)

    def acked(self, seq: int) -> None:
        """The sender was told that the message is kept."""
        message = self.open.get(seq)
        if message is not None and message.acked is None:
            message.acked = now()
            if message.last:
                self._complete(message)

    def _complete(self, message: Message) -> None:
        del self.open[message.seq]
        self.done.append(message)
        if self.on_complete:
            self.on_complete(message)


def body(seq: int, length: int = 120) -> str:
    """What a member might write, with the token in front."""
    return f"~{seq:012d} {(FILLER * (length // len(FILLER) + 1))[: length - TOKEN_LENGTH - 1]}"


def partial_token(data: bytes, since: int) -> bytes:
    """The end of `data` that may be the beginning of a token."""
    start = data.rfind(b"~", since)
    return data[start:] if start >= 0 and len(data) - start < TOKEN_LENGTH else b""
