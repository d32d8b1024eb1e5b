"""Long questions of the staff pages about people."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from cairn.care.models import CareTie, Enrolment
from cairn.groups.models import Seat
from cairn.kit.errors import NotHere
from cairn.people.models import Contact, Person, Role
from cairn.trust.viewer import Viewer

PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """What a staff member looks for."""

    name: str = ""
    role: str = ""
    level: str = ""
    mine: bool = False


@dataclass
class Line:
    """One person in the list, with what this viewer may know."""

    person: Person
    roles: list[str] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)


def must_be_staff(viewer: Viewer) -> None:
    """These pages exist for staff alone; which people they show is the policy's."""
    if not viewer.roles & set(Role.STAFF):
        raise NotHere


def found(viewer: Viewer, wanted: Wanted) -> QuerySet[Person]:
    """The people this viewer may see and looks for, by name."""
    here = viewer.organisation_id
    people = viewer.see(Person).filter(left_at=None)
    if wanted.name:
        people = people.filter(chosen_name__istartswith=wanted.name)
    if wanted.role:
        people = people.filter(Exists(Role.live(wanted.role).filter(organisation_id=here, person=OuterRef("pk"))))
    if wanted.level:
        episodes = viewer.see(Enrolment).filter(ended_on=None, level_id=wanted.level, person=OuterRef("pk"))
        people = people.filter(Exists(episodes))
    if wanted.mine:
        ties = CareTie.live().filter(organisation_id=here, carer=viewer.me, person=OuterRef("pk"))
        people = people.filter(Exists(ties))
    first = viewer.see(CareTie).filter(person=OuterRef("pk"), ended_at=None, is_owner=True)
    return people.annotate(owner=Subquery(first.values("carer__chosen_name")[:1])).order_by("chosen_name", "pk")


def page_of(viewer: Viewer, people: QuerySet[Person], number: str | None) -> tuple["Page[Person]", list[Line]]:
    """One page of them, each with roles, level and who looks first."""
    page = Paginator(people, PAGE).get_page(number)
    lines = {person.pk: Line(person) for person in page.object_list}
    for role in viewer.see(Role).filter(person__in=lines, ended_at=None):
        lines[role.person_id].roles.append(role.get_role_display())
    for episode in viewer.see(Enrolment).filter(person__in=lines, ended_on=None).select_related("level"):
        lines[episode.person_id].levels.append(episode.level.name)
    return page, list(lines.values())


def one(viewer: Viewer, pk: int) -> Person:
    """A person this viewer may see, with what may be done about them as `may_…` attributes."""
    contacts = viewer.see(Contact).filter(person=OuterRef("pk"))
    mine = CareTie.live().filter(organisation_id=viewer.organisation_id, carer=viewer.me, person=OuterRef("pk"))
    people = viewer.see(Person, may=("let_in",)).annotate(may_see_contact=Exists(contacts), is_mine=Exists(mine))
    person = people.filter(pk=pk, left_at=None).select_related("account").first()
    if person is None:
        raise NotHere
    return person


def about(viewer: Viewer, person: Person) -> dict[str, Any]:
    """Roles, episodes, groups and care team of a person, as far as the viewer may know."""
    of = Q(person=person)
    ties = viewer.see(CareTie).filter(of, ended_at=None).select_related("carer").order_by("-is_owner", "pk")
    return {
        "roles": [role.get_role_display() for role in viewer.see(Role).filter(of, ended_at=None)],
        "episodes": stays_of(viewer, person),
        "seats": viewer.see(Seat).filter(of, left_at=None).select_related("group").order_by("group__name"),
        "ties": ties,
    }


def stays_of(viewer: Viewer, person: Person) -> QuerySet[Enrolment]:
    """The levels somebody walked, the latest first, each with its episode."""
    stays = viewer.see(Enrolment).filter(person=person).select_related("level__programme", "episode")
    return stays.order_by("-began_on", "-pk")


def levels_by_programme(viewer: Viewer, levels: QuerySet) -> list[tuple[str, list[tuple[str, str]]]]:  # type: ignore[type-arg]
    """Levels as choices, grouped by programme."""
    grouped: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for level in levels.select_related("programme").order_by("programme__name", "position"):
        grouped[level.programme.name].append((str(level.pk), level.name))
    return list(grouped.items())
