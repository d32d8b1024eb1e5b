"""Long questions that every page asks."""

from typing import Any, cast

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cairn.chat.models import Party, ReadMark, Room
from cairn.kit.written import Written
from cairn.notices.models import Notice
from cairn.pairs.models import Tie
from cairn.people.models import Person
from cairn.trust.viewer import Viewer


def unread_counts(viewer: Viewer) -> tuple[int, int]:
    """Rooms with something new, and notices not yet seen: one query, because every page asks it."""
    if type(viewer) is Viewer:
        return cast(tuple[int, int], _unread(viewer.organisation_id, viewer.me.pk)[0])
    return cast(tuple[int, int], _unread_of(viewer).get())


@Written
def _unread(organisation: int, person: int) -> QuerySet[Any]:
    return _unread_of(Viewer(Person(pk=person, organisation_id=organisation), organisation))


def _unread_of(viewer: Viewer) -> QuerySet[Any]:
    rooms, notices = rooms_with_news(viewer), viewer.see(Notice).filter(seen_at=None)
    counted = [
        Coalesce(Subquery(rows.order_by().values("organisation_id").annotate(n=Count("pk")).values("n")), 0)
        for rows in (rooms, notices)
    ]
    return Person.objects.filter(organisation_id=viewer.organisation_id, pk=viewer.me.pk).values_list(*counted)


def rooms_with_news(viewer: Viewer) -> QuerySet[Room]:
    """Rooms whose last message is beyond the viewer's read mark."""
    return with_read(viewer).filter(Q(read=None, last_number__gt=0) | Q(read__lt=F("last_number")))


def with_read(viewer: Viewer) -> QuerySet[Room]:
    """The viewer's rooms, each with how far they have read."""
    mark = ReadMark.objects.filter(
        organisation_id=viewer.organisation_id, person=viewer.person, room=OuterRef("pk")
    ).values("number")[:1]
    return viewer.see(Room).annotate(read=Subquery(mark))


def room_with(viewer: Viewer, person: int) -> Room | None:
    """The room of parties the viewer shares with that person, the one used last."""
    parties = Party.live().filter(organisation_id=viewer.organisation_id, person_id=person).values("room")
    return viewer.see(Room).filter(group=None, pk__in=parties).order_by(F("last_at").desc(nulls_last=True)).first()


def bonded(viewer: Viewer) -> QuerySet[Tie]:
    """Those the viewer is in a bond with, each with their part in it."""
    mine = Tie.live().filter(organisation_id=viewer.organisation_id, person=viewer.person).values("bond")
    ties = viewer.see(Tie).filter(ended_at=None, bond__ended_at=None, bond__in=mine, person__left_at=None)
    return ties.exclude(person=viewer.person).select_related("person").order_by("part", "pk")
