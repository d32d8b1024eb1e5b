"""Hours of a week against a level. Pure: minutes in, what is missing out, and what would mend it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

THURSDAY = 3
FEW = 3


@dataclass(frozen=True)
class Slot:
    """A session ahead, as far as hours need to know it."""

    pk: int
    name: str
    begins: dt.datetime
    ends: dt.datetime
    has_room: bool = True

    @property
    def minutes(self) -> int:
        return (self.ends - self.begins) // dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Week:
    """Minutes that count in one week: there, still ahead, and what the level asks."""

    done: int
    ahead: int
    least: int
    most: int | None = None

    @property
    def missing(self) -> int:
        """Minutes that even everything ahead does not bring."""
        return max(0, self.least - self.done - self.ahead)

    @property
    def over(self) -> int:
        """Minutes beyond what the level covers."""
        return max(0, self.done + self.ahead - self.most) if self.most is not None else 0


def is_time_to_warn(day: dt.date, week: dt.date) -> bool:
    """From Thursday on, while the week still goes on."""
    return week + dt.timedelta(days=THURSDAY) <= day < week + dt.timedelta(days=7)


def that_fit(missing: int, offered: Iterable[Slot], busy: Sequence[Slot], now: dt.datetime) -> list[Slot]:
    """Sessions ahead with room that clash with nothing of theirs: those that mend it alone first, then the soonest."""
    free = [
        one for one in offered
        if one.has_room and one.begins > now and not any(one.begins < b.ends and b.begins < one.ends for b in busy)
    ]  # fmt: skip
    return sorted(free, key=lambda one: (one.minutes < missing, one.begins, one.pk))[:FEW] if missing else []
