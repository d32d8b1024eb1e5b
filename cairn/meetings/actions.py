"""Arranging series of sessions."""

from cairn.kit.clock import now
from cairn.kit.ids import new_id
from cairn.meetings.laying import horizon, lay_out
from cairn.meetings.models import Invitee, Series
from cairn.people.models import Person
from cairn.trust.action import action
from cairn.trust.viewer import Viewer


@action
def arrange_series(
    viewer: Viewer, /, *, pk: int | None = None, invited: tuple[Person, ...] = (), **fields: object
) -> Series:
    """A new series, or one session alone, laid out some weeks ahead. `pk` makes a retry harmless.

    `fields` are those of `Series`. Who leads a group arranges for it; individual, family and mentor sessions are
    arranged by care staff with the people `invited`.
    """
    if pk and (before := Series.objects.filter(organisation_id=viewer.organisation_id, pk=pk).first()):
        viewer.must("view", before)
        viewer.did_before()
        return before
    series = Series(organisation_id=viewer.organisation_id, pk=pk or new_id(), **fields)
    if series.group is not None:
        viewer.must("arrange", series.group)
    else:
        viewer.must("arrange_sessions", viewer.me)
    series.save(force_insert=True)
    for person in invited:
        viewer.must("invite_to_session", person)
        Invitee.objects.create(organisation_id=viewer.organisation_id, series=series, person=person)
    lay_out(series, horizon(series))
    viewer.did("series.arranged", series)
    return series


@action
def end_series(viewer: Viewer, series: Series) -> Series:
    """No more sessions of the series: those ahead are taken away, those that were stay."""
    viewer.must("manage", series)
    if series.ends_on and series.ends_on <= now().date():
        viewer.did_before()
        return series
    series.ends_on = now().date()
    series.save(update_fields=["ends_on"])
    viewer.did("series.ended", series)
    return series
