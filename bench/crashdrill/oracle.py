"""What the clients know: every write they tried and every write that was acknowledged. And the judge.

Every message and check-in carries a token of its own in its words. The census counts tokens in what the
database holds, unsealed, so it does not rely on the product's own means against doubles.
"""

import itertools
from collections import Counter
from dataclasses import dataclass, field
from typing import TypedDict


class Census(TypedDict):
    """What the database holds: (room, number, token) of each message, the last number of each room, the
    token of each check-in. What was there before the drill has no token."""

    messages: list[tuple[str, int, str | None]]
    rooms: dict[str, int]
    checkins: list[str]


@dataclass
class Write:
    """One write as its client sees it."""

    token: str
    kind: str
    acknowledged: bool = False
    number: int | None = None  # the number a message was acknowledged under


@dataclass
class Oracle:
    """The log of all clients."""

    writes: dict[str, Write] = field(default_factory=dict)
    retries: int = 0
    contradictions: list[str] = field(default_factory=list)
    _next: "itertools.count[int]" = field(default_factory=itertools.count)

    def begin(self, kind: str) -> Write:
        """A client is about to write."""
        write = Write(f"~{next(self._next):012d}", kind)
        self.writes[write.token] = write
        return write

    def acknowledge(self, token: str, number: int | None = None) -> None:
        """The product vouched for it. Two acknowledgements must say the same."""
        write = self.writes[token]
        if write.acknowledged and write.number != number:
            self.contradictions.append(f"{token} was acknowledged as {write.number}, then as {number}")
        write.acknowledged, write.number = True, number

    def count(self, kind: str, *, acknowledged: bool = True) -> int:
        """How many writes of a kind were acknowledged, or are still open."""
        return sum(write.kind == kind and write.acknowledged == acknowledged for write in self.writes.values())


def faults(oracle: Oracle, census: Census) -> list[str]:
    """Every way in which what is kept differs from what was acknowledged. Empty when all is well."""
    found = list(oracle.contradictions)
    kept = {token: number for _, number, token in census["messages"] if token}
    messages = Counter(token for _, _, token in census["messages"] if token)
    checkins = Counter(census["checkins"])
    for counted, kind in ((messages, "message"), (checkins, "checkin")):
        found += [f"doubled: {kind} {token} is there {n} times" for token, n in counted.items() if n > 1]
        found += [f"unknown: {kind} {token} was never sent" for token in counted if token not in oracle.writes]
        mine = [write for write in oracle.writes.values() if write.kind == kind and write.acknowledged]
        found += [f"lost: {kind} {write.token} was acknowledged" for write in mine if write.token not in counted]
        found += [
            f"renumbered: {write.token} was acknowledged as {write.number} and is {kept[write.token]}"
            for write in mine
            if write.number is not None and kept.get(write.token, write.number) != write.number
        ]
    return found + _gaps(census)


def _gaps(census: Census) -> list[str]:
    found = []
    for room, last in census["rooms"].items():
        numbers = sorted(number for where, number, _ in census["messages"] if where == room)
        if numbers != list(range(1, len(numbers) + 1)) or (numbers or [0])[-1] != last:
            found.append(f"gap: room {room} counts to {last} and holds {len(numbers)} messages")
    return found
