"""Long questions about groups."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cairn.groups.models import Agreement, Ask, Group, Seat
from cairn.kit.errors import NotHere
from cairn.people.models import Person
from cairn.trust.viewer import Viewer

FEW = 20


@dataclass(frozen=True)
class Waiting:
    """Asks and invitations without an answer, by who has to do something."""

    invited: list[Ask]
    asked: list[Ask]
    to_answer: list[Ask]
    sent: list[Ask]


def my_seats(viewer: Viewer) -> list[Seat]:
    """My seats, those that wait for my signature first."""
    seats = viewer.see(Seat).filter(person=viewer.me, left_at=None).select_related("group")
    return sorted(seats, key=lambda seat: (seat.is_signed, seat.group.name.casefold()))


def waiting(viewer: Viewer, group: Group | None = None) -> Waiting:
    """What waits for an answer, everywhere or in one group."""
    asks = viewer.see(Ask).filter(answer=Ask.Answer.WAITING).select_related("group", "person").order_by("pk")
    found = list(asks.filter(group=group) if group else asks)
    mine = [ask for ask in found if ask.person_id == viewer.me.pk]
    others = [ask for ask in found if ask.person_id != viewer.me.pk]
    return Waiting(
        invited=[ask for ask in mine if ask.way == Ask.Way.INVITED],
        asked=[ask for ask in mine if ask.way == Ask.Way.ASKED],
        to_answer=[ask for ask in others if ask.way == Ask.Way.ASKED],
        sent=[ask for ask in others if ask.way == Ask.Way.INVITED],
    )


def to_browse(viewer: Viewer, *, kind: str = "", language: str = "", takes: bool = False) -> QuerySet[Group]:
    """Groups I have no seat in, each with whether it has room and whether I may ask."""
    here = viewer.organisation_id
    mine = Seat.held().filter(organisation_id=here, group=OuterRef("pk"), person=viewer.me)
    groups = viewer.see(Group, may=("ask",)).filter(~Exists(mine), closed_at=None).annotate(taken=_taken(here))
    if kind:
        groups = groups.filter(kind=kind)
    if language:
        groups = groups.filter(language=language)
    if takes:
        groups = groups.filter(is_open=True, taken__lt=F("size_cap"))
    return groups.order_by("name", "pk")


def _taken(organisation: int) -> Coalesce:
    members = Seat.held(Seat.Part.MEMBER).filter(organisation_id=organisation, group=OuterRef("pk"))
    counted = members.order_by().values("group").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def one(viewer: Viewer, pk: int) -> Group:
    """A group this viewer may see, with what they may do there as `may_…` attributes."""
    groups = viewer.see(Group, may=("ask", "lead", "manage", "see_roster"))
    found = groups.annotate(taken=_taken(viewer.organisation_id)).filter(pk=pk).select_related("programme").first()
    if found is None:
        raise NotHere
    return found


def seats_of(viewer: Viewer, group: Group) -> list[Seat]:
    """The seats this viewer may see: everybody's with a signed seat of one's own, else who leads and one's own."""
    seats = viewer.see(Seat).filter(group=group, left_at=None).select_related("person")
    return sorted(seats, key=lambda seat: (not seat.leads, seat.person.chosen_name.casefold()))


def agreement_of(viewer: Viewer, group: Group) -> Agreement | None:
    """The current version, if this viewer may read it."""
    return viewer.see(Agreement).filter(group=group).order_by("-version").first()


def people_to_seat(viewer: Viewer, group: Group, name: str) -> list[Person]:
    """A few people by the beginning of their name who have no seat in the group."""
    if not name:
        return []
    held = Seat.held().filter(organisation_id=viewer.organisation_id, group=group, person=OuterRef("pk"))
    people = viewer.see(Person).filter(~Exists(held), left_at=None, chosen_name__istartswith=name)
    return list(people.order_by("chosen_name", "pk")[:FEW])
