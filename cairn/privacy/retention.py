"""Setting how long things are kept, holding them for the law, and writing down what was disposed."""

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.kit.text import clean
from cairn.people.models import Person
from cairn.privacy.models import Disposition, Hold, Retention
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

TOO_SHORT = _("The law keeps these for six years at least.")


@action
def set_retention(viewer: Viewer, rules: dict[str, int | None]) -> None:
    """How many days each kind is kept; None keeps it until the person leaves."""
    viewer.must("set_retention", viewer.me)
    here = viewer.organisation_id
    for kind, days in rules.items():
        if days is not None and days < Retention.SHORTEST.get(Retention.Kind(kind), 1):
            raise Refused(TOO_SHORT)
        if days is None:
            Retention.objects.filter(organisation_id=here, kind=kind).delete()
        else:
            Retention.objects.update_or_create(organisation_id=here, kind=kind, defaults={"days": days})
    viewer.did("retention.set", viewer.me)


@action
def place_hold(viewer: Viewer, *, person: Person | None, words: str, pk: int) -> Hold:
    """From now on nothing of this person's, or of anybody's, is disposed or erased."""
    viewer.must("hold", viewer.me)
    if known := Hold.objects.filter(organisation_id=viewer.organisation_id, pk=pk).first():
        viewer.did_before()
        return known
    hold = Hold(id=pk, organisation_id=viewer.organisation_id, person=person, by=viewer.me)
    hold.words = clean(words)
    hold.save(force_insert=True)
    viewer.did("hold.placed", hold)
    return hold


@action
def end_hold(viewer: Viewer, hold: Hold) -> Hold:
    """The reason is over; rules of retention hold again."""
    viewer.must("end", hold)
    hold.ended_at = now()
    hold.save(update_fields=["ended_at"])
    viewer.did("hold.ended", hold)
    return hold


@action
def dispose(viewer: Viewer, kind: str, count: int, older_than: dt.datetime, go: Callable[[], None]) -> Disposition:
    """One batch goes, and its line in the log stands in the same transaction."""
    viewer.must("dispose", Person.objects.filter(organisation_id=viewer.organisation_id).order_by("pk")[0])
    go()
    line = Disposition.objects.create(
        organisation_id=viewer.organisation_id, kind=kind, count=count, older_than=older_than
    )
    viewer.did("things.disposed", line)
    return line
