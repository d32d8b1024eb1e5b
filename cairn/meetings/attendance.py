"""Minutes from stays. Pure: no database, no request.

What counts lies inside the session as it was arranged: time in the lobby before it and talk after it are nobody's
minutes. Several doors at once are one presence; a line that comes back within the grace was never gone.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

# A line that comes back within this time was never gone; one nobody ended is over so long after it was last heard.
GRACE = dt.timedelta(seconds=30)
MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Stretch:
    """A stretch of time somebody was there."""

    began: dt.datetime
    ended: dt.datetime


@dataclass(frozen=True)
class Count:
    """What the stays of one person come to. Late and early are 0 within the tolerance."""

    minutes: int = 0
    late_by: int = 0
    left_early_by: int = 0
    came_at: dt.datetime | None = None
    left_at: dt.datetime | None = None

    @property
    def was_there(self) -> bool:
        return self.came_at is not None


def end_of(*, online: bool, ended: dt.datetime | None, heard: dt.datetime, until: dt.datetime) -> dt.datetime:
    """When a stay ended. One that nobody ended: online 30 s after it was last heard; on site nobody leaves unseen."""
    if ended is not None:
        return ended
    return min(heard + GRACE, until) if online else until


def joined(stretches: Iterable[Stretch], begins: dt.datetime, until: dt.datetime) -> list[Stretch]:
    """The stretches inside the session, in order, overlapping and nearly touching ones made one."""
    inside = [Stretch(max(one.began, begins), min(one.ended, until)) for one in stretches]
    found: list[Stretch] = []
    for one in sorted((s for s in inside if s.ended > s.began), key=lambda s: s.began):
        if found and one.began - found[-1].ended <= GRACE:
            found[-1] = Stretch(found[-1].began, max(found[-1].ended, one.ended))
        else:
            found.append(one)
    return found


def count(
    stretches: Iterable[Stretch],
    begins: dt.datetime,
    ends: dt.datetime,
    *,
    tolerance: int,
    closed: dt.datetime | None = None,
) -> Count:
    """Minutes there, and by how much late or gone early. `closed`: when the session ended before its time."""
    until = min(ends, closed) if closed and closed > begins else ends
    there = joined(stretches, begins, until)
    if not there:
        return Count()
    came, left = there[0].began, there[-1].ended
    together = sum((one.ended - one.began for one in there), dt.timedelta())
    return Count(
        minutes=together // MINUTE,
        late_by=_beyond((came - begins) // MINUTE, tolerance),
        left_early_by=_beyond((until - left) // MINUTE, tolerance),
        came_at=came,
        left_at=left,
    )


def _beyond(minutes: int, tolerance: int) -> int:
    return minutes if minutes > tolerance else 0
