"""An evening that has just begun: a session of Tuesday group whose live room is open."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from cairn.groups.models import Agreement
from cairn.kit.clock import now
from cairn.liveroom.actions import admit, knock
from cairn.liveroom.models import Entrance
from cairn.meetings.actions import arrange_series
from cairn.meetings.models import Kind, Session
from cairn.people.models import Person
from tests.cast import Cast, as_

ZONE = "America/Phoenix"


def session_now(cast: Cast, *, minutes_ago: int = 2, **more: object) -> Session:
    """A session of Tuesday group that Dev and Pia lead, begun a moment ago."""
    begins = now().astimezone(ZoneInfo(ZONE)) - dt.timedelta(minutes=minutes_ago)
    fields: dict[str, Any] = {
        "kind": Kind.THERAPY, "name": "Tuesday evening", "group": cast.tuesday, "zone": ZONE, "minutes": 90,
        "at": begins.time().replace(second=0, microsecond=0), "begins_on": begins.date(), "facilitator": cast.dev,
        "co_facilitator": cast.pia, **more,
    }  # fmt: skip
    series = arrange_series(as_(cast.dev), **fields)
    return Session.objects.get(organisation=cast.harbor, series=series)


def at_the_door(session: Session, person: Person, words: str = "12 Elm Street") -> Entrance:
    """The person came through the lobby."""
    current = Agreement.current().get(organisation_id=session.organisation_id, group=session.group)
    said = {"shown_as": Entrance.Name.CHOSEN, "private_room": Entrance.Private.YES, "affirmed_version": current.version}
    return knock(as_(person), session, words=words, **said)


def let_in(cast: Cast, session: Session, person: Person, words: str = "12 Elm Street") -> Entrance:
    """The person came, and Dev let them in."""
    entrance = at_the_door(session, person, words)
    admit(as_(cast.dev), entrance)
    return Entrance.objects.get(organisation=cast.harbor, pk=entrance.pk)
