"""A session of Tuesday group for the tests: arranged as facilitators arrange it, moved to where the clock stands."""

import datetime as dt
from typing import Any

from cairn.groups.models import Seat
from cairn.kit.clock import now
from cairn.meetings.actions import arrange_series
from cairn.meetings.models import Place, Series, Session
from cairn.people.models import Person
from tests.cast import Cast, as_

MINUTE = dt.timedelta(minutes=1)


def a_session(cast: Cast, *, begins_in: int = -10, minutes: int = 90, days: int = 0, **more: Any) -> Session:
    """Dev's session of Tuesday group on site and online; it begins that many minutes from now."""
    begins = now() + dt.timedelta(days=days, minutes=begins_in)
    here: dict[str, Any] = {"organisation": cast.harbor}
    _long_ago(cast)
    place, _made = Place.objects.get_or_create(**here, name="Blue room")
    said: dict[str, Any] = {
        "kind": "therapy", "name": "Tuesday evening", "group": cast.tuesday, "facilitator": cast.dev, "place": place,
        "co_facilitator": cast.pia, **more,
    }  # fmt: skip
    series = arrange_series(
        as_(cast.dev),
        zone="UTC",
        at=begins.time(),
        minutes=minutes,
        begins_on=begins.date(),
        **said,
    )
    session = Session.objects.get(**here, series=series)
    Session.objects.filter(**here, pk=session.pk).update(begins_at=begins, ends_at=begins + minutes * MINUTE)
    return again(session)


def _long_ago(cast: Cast) -> None:
    """Everybody took their seat a season ago, and Jo left long before today."""
    seats = Seat.objects.filter(organisation=cast.harbor)
    seats.update(made_at=now() - dt.timedelta(days=100))
    seats.exclude(left_at=None).update(left_at=now() - dt.timedelta(days=60))


def again(session: Session) -> Session:
    """The row as it is now."""
    return Session.objects.get(organisation=session.organisation_id, pk=session.pk)


def invited_alone(cast: Cast, leader: Person, person: Person, **more: Any) -> Session:
    """An individual session of one carer with one person."""
    begins = now() - 10 * MINUTE
    series: Series = arrange_series(
        as_(leader), invited=(person,), kind="individual", name="One to one", facilitator=leader, zone="UTC",
        at=begins.time(), minutes=50, begins_on=begins.date(), **more,
    )  # fmt: skip
    session = Session.objects.get(organisation=cast.harbor, series=series)
    Session.objects.filter(organisation=cast.harbor, pk=session.pk).update(
        begins_at=begins, ends_at=begins + 50 * MINUTE
    )
    return again(session)
