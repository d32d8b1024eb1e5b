"""Who is told on each step of a concern's ladder."""

from cairn.care.models import CareTie
from cairn.people.models import Role
from cairn.safety.models import Concern


def whom_to_tell(concern: Concern) -> list[int]:
    """Step 1: the care team. From step 2: the coordinators too. With no team at all, coordinators at once."""
    ties = CareTie.live().filter(organisation_id=concern.organisation_id, person_id=concern.person_id)
    team = list(ties.values_list("carer_id", flat=True))
    if team and concern.step == 1:
        return team
    coordinators = Role.live(Role.Kind.COORDINATOR).filter(organisation_id=concern.organisation_id)
    return list({*team, *coordinators.values_list("person_id", flat=True)})
