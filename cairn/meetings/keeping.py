"""Rooms on site, and the days on which the organisation's sessions rest."""

import datetime as dt

from cairn.kit.clock import now
from cairn.kit.ids import new_id
from cairn.meetings.models import Holiday, Place, Session
from cairn.trust.action import action
from cairn.trust.viewer import Viewer


@action
def open_place(viewer: Viewer, /, *, name: str, chairs: int, pk: int | None = None) -> Place:
    """A room where people meet. `pk` makes a retry harmless."""
    viewer.must("keep_places", viewer.me)
    here = Place.objects.filter(organisation_id=viewer.organisation_id)
    if (pk and (before := here.filter(pk=pk).first())) or (before := here.filter(name=name, closed_at=None).first()):
        viewer.did_before()
        return before
    place = Place.objects.create(pk=pk or new_id(), organisation_id=viewer.organisation_id, name=name, chairs=chairs)
    viewer.did("place.opened", place)
    return place


@action
def change_place(viewer: Viewer, place: Place, /, *, name: str, chairs: int) -> Place:
    """What the room is called, and how many can sit there."""
    viewer.must("manage", place)
    place.name, place.chairs = name, chairs
    place.save(update_fields=["name", "chairs"])
    viewer.did("place.changed", place)
    return place


@action
def close_place(viewer: Viewer, place: Place) -> Place:
    """Nobody meets there any more: it can no longer be chosen. What was arranged there stays until it is moved."""
    viewer.must("manage", place)
    if place.closed_at is not None:
        viewer.did_before()
        return place
    place.closed_at = now()
    place.save(update_fields=["closed_at"])
    viewer.did("place.closed", place)
    return place


@action
def keep_holiday(viewer: Viewer, /, *, on: dt.date, name: str) -> Holiday:
    """Sessions rest on that day, those laid out already too; whoever was expected is told."""
    viewer.must("keep_places", viewer.me)
    holiday, made = Holiday.objects.get_or_create(
        organisation_id=viewer.organisation_id, on=on, defaults={"name": name}
    )
    if not made:
        viewer.did_before()
        return holiday
    for session in resting(viewer.organisation_id, on):
        session.cancelled_at, session.why_cancelled = now(), Session.Why.HOLIDAY
        session.save(update_fields=["cancelled_at", "why_cancelled"])
        viewer.did("session.cancelled", session)
    viewer.did("holiday.kept", holiday)
    return holiday


@action
def drop_holiday(viewer: Viewer, holiday: Holiday) -> None:
    """An ordinary day after all: what rested only for it takes place."""
    viewer.must("manage", holiday)
    rested = Session.objects.filter(
        organisation_id=viewer.organisation_id, day=holiday.on, why_cancelled=Session.Why.HOLIDAY, begins_at__gt=now()
    )
    for session in rested.filter(is_own=False, closed_at=None):
        session.cancelled_at, session.why_cancelled = None, ""
        session.save(update_fields=["cancelled_at", "why_cancelled"])
        viewer.did("session.restored", session)
    viewer.did("holiday.dropped", holiday)
    Holiday.objects.filter(organisation_id=viewer.organisation_id, pk=holiday.pk).delete()


def resting(organisation: int, on: dt.date) -> list[Session]:
    """Sessions to come that a holiday on that day would cancel."""
    rows = Session.ahead().filter(organisation_id=organisation, day=on, is_own=False, begins_at__gt=now())
    return list(rows.filter(series__rests_on_holidays=True).order_by("begins_at"))
