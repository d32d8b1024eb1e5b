"""Who walks with whom."""

from dataclasses import dataclass

from cairn.pairs.models import Tie
from cairn.people.models import Person
from cairn.trust.viewer import Viewer


@dataclass(frozen=True)
class Companion:
    """Somebody in a bond with me, and the part they have in it."""

    person: Person
    part: str
    part_name: str
    bond: int


def people_with_me(viewer: Viewer) -> list[Companion]:
    """My partners first, then my mentor, then those I mentor; one query."""
    ties = viewer.see(Tie).filter(ended_at=None, bond__ended_at=None, person__left_at=None)
    mine = Tie.live().filter(organisation_id=viewer.organisation_id, person=viewer.me).values("bond")
    theirs = ties.filter(bond__in=mine).exclude(person=viewer.me).select_related("person")
    order = {Tie.Part.PARTNER: 0, Tie.Part.MENTOR: 1, Tie.Part.MENTEE: 2}
    found = [Companion(tie.person, tie.part, tie.get_part_display(), tie.bond_id) for tie in theirs]
    return sorted(found, key=lambda one: (order[Tie.Part(one.part)], one.person.chosen_name.casefold()))
