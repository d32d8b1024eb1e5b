"""Reaching out to a person, each time with a trace."""

import datetime as dt

from cairn.kit.clock import now
from cairn.kit.text import clean
from cairn.people.models import Person
from cairn.safety.actions import step
from cairn.safety.models import Concern, ConcernStep, Reach
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

# Nobody answered the phone: it comes back to Today after this long, unless somebody reached them meanwhile.
TRY_AGAIN = dt.timedelta(hours=4)
_STEPS = {
    Reach.Kind.CALLED: ConcernStep.Kind.CALLED,
    Reach.Kind.WROTE: ConcernStep.Kind.WROTE,
    Reach.Kind.NOTED: ConcernStep.Kind.NOTED,
}


@action
def reach_out(
    viewer: Viewer,
    person: Person,
    *,
    kind: str,
    client_id: str,
    reason: str = "",
    words: str = "",
    until: dt.datetime | None = None,
) -> Reach:
    """Leave the trace of a call, a first line, a note, or of setting somebody aside until then.

    It also stands in the timeline of every open concern about the person. A retry gives the first again.
    """
    viewer.must("reach_out", person)
    known = Reach.objects.filter(organisation_id=viewer.organisation_id, by=viewer.me, client_id=client_id).first()
    if known:
        viewer.did_before()
        return known
    if reason == Reach.Reason.NO_ANSWER:
        until = now() + TRY_AGAIN
    reach = Reach(
        organisation_id=viewer.organisation_id,
        person=person,
        by=viewer.me,
        kind=kind,
        client_id=client_id,
        reason=reason,
        until=until,
    )
    reach.words = clean(words)
    reach.save(force_insert=True)
    _into_timelines(reach)
    if kind == Reach.Kind.WROTE:
        viewer.did("reach.wrote", reach)
    else:
        viewer.did("reach.left", reach)
    return reach


def _into_timelines(reach: Reach) -> None:
    kind = _STEPS.get(Reach.Kind(reach.kind))
    if kind is None:
        return
    how = str(reach.get_reason_display()) if reach.reason else ""
    told = "\n".join(part for part in (how, reach.words) if part)
    for concern in Concern.unresolved().filter(organisation_id=reach.organisation_id, person_id=reach.person_id):
        step(concern, kind, by=reach.by, words=told)
