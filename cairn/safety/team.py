"""Who is told on each step of a concern's ladder, and to whom it can be handed."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from cairn.care.models import CareTie
from cairn.people.models import Person, Role
from cairn.safety.models import Concern

# Care team, then coordinators too; from then on everybody again, each time the clock runs out.
STEPS = 3


def colleagues(organisation: int, person: int) -> QuerySet[Person]:
    """The care team of a person and the coordinators: those who can take a concern."""
    cares = CareTie.live().filter(person_id=person, carer=OuterRef("pk"))
    coordinates = Role.live(Role.Kind.COORDINATOR).filter(person=OuterRef("pk"))
    here = Person.objects.filter(organisation_id=organisation, left_at=None).exclude(pk=person)
    return here.filter(Q(Exists(cares)) | Q(Exists(coordinates))).order_by("chosen_name")


def told_first(organisation: int, person: int) -> list[Person]:
    """Who is told at once when this person asks: the care team; with no team, the coordinators."""
    everybody = colleagues(organisation, person)
    cares = CareTie.live().filter(organisation_id=organisation, person_id=person)
    team = set(cares.values_list("carer_id", flat=True))
    return [one for one in everybody if one.pk in team] or list(everybody)


def whom_to_tell(concern: Concern) -> list[int]:
    """Step 1: the owner and the care team. From step 2: the coordinators too. With no team, coordinators at once."""
    people = told_first(concern.organisation_id, concern.person_id)
    if concern.step > 1:
        people = list(colleagues(concern.organisation_id, concern.person_id))
    owner = [concern.owner_id] if concern.owner_id else []
    return list(dict.fromkeys([*owner, *(one.pk for one in people)]))
