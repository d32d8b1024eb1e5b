"""Who is told on each step of a concern's ladder, and to whom it can be handed."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cairn.care.models import CareTie
from cairn.people.models import Person, Role
from cairn.safety.models import Concern

# Care team, then coordinators too; from then on everybody again, each time the clock runs out.
STEPS = 3


def colleagues(organisation: int, person: int) -> "QuerySet[Any]":
    """The care team of a person and the coordinators: those who can take a concern. `on_team` tells them apart."""
    cares = CareTie.live().filter(organisation_id=organisation, person_id=person, carer=OuterRef("pk"))
    coordinates = Role.live(Role.Kind.COORDINATOR).filter(organisation_id=organisation, person=OuterRef("pk"))
    here = Person.objects.filter(organisation_id=organisation, left_at=None).exclude(pk=person)
    found = here.annotate(on_team=Exists(cares)).filter(Q(on_team=True) | Q(Exists(coordinates)))
    return found.order_by("chosen_name", "pk")


def told_first(everybody: Sequence[Any]) -> list[Any]:
    """Of those who can take a concern, who is told at once: the care team; with no team, the coordinators."""
    return [one for one in everybody if one.on_team] or list(everybody)


def whom_to_tell(concern: Concern) -> list[int]:
    """Step 1: the owner and the care team. From step 2: the coordinators too. With no team, coordinators at once."""
    everybody = list(colleagues(concern.organisation_id, concern.person_id))
    people = told_first(everybody) if concern.step == 1 else everybody
    owner = [concern.owner_id] if concern.owner_id else []
    return list(dict.fromkeys([*owner, *(one.pk for one in people)]))
