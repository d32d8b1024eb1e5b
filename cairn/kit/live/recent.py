"""The hints of the last minute, for a page that was drawn before one and opened its line after it."""

import json
import time
from collections import deque
from collections.abc import Callable, Iterable

KEEP_S = 60.0
MOST = 5000
EVERYTHING = json.dumps({"type": "nudge", "topic": "*"})  # said when nobody knows any more what changed since


class Recent:
    """Hints in the order they came. Belongs to the event loop's thread."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._knows_since = clock()
        self._told: deque[tuple[float, frozenset[int], str]] = deque()

    def add(self, persons: Iterable[int], text: str) -> None:
        """A hint that these persons' open pages were just offered."""
        moment = self._clock()
        self._told.append((moment, frozenset(persons), text))
        while len(self._told) > MOST or self._told[0][0] < moment - KEEP_S:
            self._knows_since = self._told.popleft()[0]

    def since(self, person: int, moment: float) -> list[str]:
        """What that person's page, drawn at that moment (seconds of the epoch), was not told, each once."""
        if moment <= self._knows_since:
            return [EVERYTHING]
        missed: dict[str, None] = {}
        for at, persons, text in reversed(self._told):
            if at < moment:
                break
            if person in persons:
                missed[text] = None
        return list(missed)
