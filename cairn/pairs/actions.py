"""Tying a bond. Matching, wishes and the care of bonds come with their own issue; the bond itself is real."""

from cairn.pairs.models import Bond, Tie
from cairn.people.models import Person
from cairn.trust.action import action
from cairn.trust.viewer import Viewer


@action
def tie_bond(viewer: Viewer, kind: str, people: list[tuple[Person, str]]) -> Bond:
    """A bond between two or three people, each with a part; their room opens by reaction."""
    viewer.must("manage_people", viewer.me)
    bond = Bond.objects.create(organisation_id=viewer.organisation_id, kind=kind)
    Tie.objects.bulk_create(
        Tie(organisation_id=viewer.organisation_id, bond=bond, person=person, part=part) for person, part in people
    )
    viewer.did("bond.tied", bond)
    return bond
