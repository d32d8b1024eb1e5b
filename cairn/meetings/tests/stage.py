"""A few sessions for the cast."""

import datetime as dt
from typing import Any

from cairn.kit.clock import today
from cairn.meetings.actions import arrange_series
from cairn.meetings.models import Series, Session
from cairn.meetings.recurrence import Rule
from tests.cast import Cast, as_

ZONE = "America/Phoenix"


def soon(days: int = 2) -> dt.date:
    """A day in that many days, on the clocks of Harbor House."""
    return today(ZONE) + dt.timedelta(days=days)


def weekly(cast: Cast, days: int = 2, **other: Any) -> Series:
    """Tuesday group meets each week from then on, led by Dev with Pia."""
    day = soon(days)
    said: dict[str, Any] = {
        "kind": "therapy", "name": "Tuesday group", "group": cast.tuesday, "zone": ZONE, "at": dt.time(18),
        "rule": str(Rule(days=(day.weekday(),))), "begins_on": day, "facilitator": cast.dev, "co_facilitator": cast.pia,
    }  # fmt: skip
    return arrange_series(as_(cast.elin), **(said | other))


def sessions(series: Series) -> list[Session]:
    """Its sessions, in order."""
    return list(Session.objects.filter(organisation_id=series.organisation_id, series=series).order_by("on"))
