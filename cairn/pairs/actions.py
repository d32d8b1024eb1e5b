"""Tying and ending a bond by hand. Matching, wishes and the care of bonds come with their own issue."""

from cairn.kit.clock import now
from cairn.pairs.models import Bond, Tie
from cairn.people.models import Person
from cairn.trust.action import action
from cairn.trust.viewer import Viewer


@action
def tie_bond(viewer: Viewer, kind: str, people: list[tuple[Person, str]]) -> Bond:
    """A bond between two or three people, each with a part; their room opens by reaction.

    A bond of this kind that these people have already is given again.
    """
    viewer.must("tie_bonds", viewer.me)
    known = Bond.objects.filter(organisation_id=viewer.organisation_id, kind=kind, ended_at=None)
    for person, part in people:
        ties = Tie.live(part).filter(organisation_id=viewer.organisation_id, person=person)
        known = known.filter(pk__in=ties.values("bond"))
    if found := known.first():
        viewer.did_before()
        return found
    bond = Bond.objects.create(organisation_id=viewer.organisation_id, kind=kind)
    Tie.objects.bulk_create(
        Tie(organisation_id=viewer.organisation_id, bond=bond, person=person, part=part) for person, part in people
    )
    viewer.did("bond.tied", bond)
    return bond


@action
def end_bond(viewer: Viewer, bond: Bond) -> Bond:
    """End a bond: what one showed the other as a partner closes at once; what they wrote to each other stays theirs."""
    viewer.must("end", bond)
    bond.ended_at = now()
    bond.save(update_fields=["ended_at"])
    Tie.objects.filter(organisation_id=viewer.organisation_id, bond=bond, ended_at=None).update(ended_at=bond.ended_at)
    viewer.did("bond.ended", bond)
    return bond
