"""Rooms and stretches of their messages, each in one query.

A room numbers its messages without gaps, so a stretch is a range of the index on (room, number): the last
fifty of a hundred thousand cost what the last fifty of a hundred do.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cairn.chat.beside import whole
from cairn.chat.models import Draft, Message, Party, ReadMark, Room
from cairn.groups.models import Seat
from cairn.kit.clock import start_of
from cairn.trust.viewer import Viewer

PAGE = 50
FAN = 300


@dataclass(frozen=True)
class Stretch:
    """Messages of a room that follow each other, and whether there are others before and after."""

    messages: Sequence[Message]
    last_number: int

    @property
    def first(self) -> int:
        """The number of the first message here."""
        return self.messages[0].number if self.messages else 0

    @property
    def last(self) -> int:
        """The number of the last message here."""
        return self.messages[-1].number if self.messages else 0

    @property
    def is_newest(self) -> bool:
        """Whether nothing comes after."""
        return self.last >= self.last_number

    @property
    def has_older(self) -> bool:
        """Whether something comes before."""
        return self.first > 1


def my_rooms(viewer: Viewer, *, may: tuple[str, ...] = ()) -> "QuerySet[Room]":
    """The viewer's rooms with what a page says of them: read mark, how many people, whose names stand for them."""
    mine = {"organisation_id": viewer.organisation_id, "person": viewer.person, "room": OuterRef("pk")}
    seats = Seat.live().filter(group=OuterRef("group"))
    leads = Seat.live(*Seat.LEADS).filter(group=OuterRef("group")).order_by("-part", "pk").values("person__chosen_name")
    parties = Party.live().filter(room=OuterRef("pk"))
    others = parties.exclude(person=viewer.person).order_by("pk").values("person__chosen_name")
    other = Party.live().filter(room=OuterRef("pk")).exclude(person=viewer.person).order_by("pk").values("person")
    return viewer.see(Room, may=may).select_related("group").annotate(
        read=Subquery(ReadMark.objects.filter(**mine).values("number")[:1]),
        people=Coalesce(_count(seats, "group"), _count(parties, "room"), 0),
        lead_1=Subquery(leads[:1]), lead_2=Subquery(leads[1:2]),
        other_1=Subquery(others[:1]), other_2=Subquery(others[1:2]), other_pk=Subquery(other[:1]),
    )  # fmt: skip


def _count(rows: "QuerySet[Seat] | QuerySet[Party]", by: str) -> Subquery:
    return Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n"), output_field=IntegerField())


def with_draft(rooms: "QuerySet[Room]", viewer: Viewer) -> "QuerySet[Room]":
    """The rooms with the viewer's own unsent words, still sealed, and the id they are sealed under."""
    mine = Draft.objects.filter(organisation_id=viewer.organisation_id, person=viewer.person, room=OuterRef("pk"))
    return rooms.annotate(
        draft_pk=Subquery(mine.values("pk")[:1]), draft_sealed=Subquery(mine.values("body_sealed")[:1])
    )


def draft_of(room: Room, viewer: Viewer) -> str:
    """The words of a draft that came with `with_draft`."""
    pk, sealed = getattr(room, "draft_pk", None), getattr(room, "draft_sealed", None)
    if not pk or not sealed:
        return ""
    draft = Draft(id=pk, organisation_id=viewer.organisation_id, room=room, person=viewer.me, body_sealed=bytes(sealed))
    words: str = draft.body
    return words


def newest(viewer: Viewer, room: Room) -> Stretch:
    """The last messages of a room."""
    return before(viewer, room, room.last_number + 1)


def before(viewer: Viewer, room: Room, number: int) -> Stretch:
    """The messages before that number."""
    found = _messages(viewer, room).filter(number__lt=number).order_by("-number")[:PAGE]
    return Stretch(list(found)[::-1], room.last_number)


def after(viewer: Viewer, room: Room, number: int) -> Stretch:
    """The messages after that number."""
    found = _messages(viewer, room).filter(number__gt=number).order_by("number")[:PAGE]
    return Stretch(list(found), room.last_number)


def around(viewer: Viewer, room: Room, number: int) -> Stretch:
    """A message with those around it; near the end of the room, the last ones."""
    start = max(0, min(number - PAGE // 2, room.last_number - PAGE))
    return after(viewer, room, start)


def first_on(viewer: Viewer, room: Room, day: dt.date) -> int:
    """The number of the first message of that day in the viewer's zone, or of the next one after it.

    Numbers rise with time, so this is a search: each step reads a few hundred places of the index evenly spread,
    and two steps find the place among a hundred thousand. No index on time has to be kept for it.
    """
    moment = start_of(day, viewer.me.time_zone)
    low, high = 0, room.last_number + 1  # number `low` is before the moment, number `high` is not
    while high - low > 1:
        step = max(1, -(-(high - low) // FAN))
        places = range(low + step, high, step)
        earlier = viewer.see(Message).filter(room=room, number__in=places, made_at__lt=moment)
        before_it = max(earlier.values_list("number", flat=True), default=low)
        low, high = before_it, min(before_it + step, high)
    return high


def _messages(viewer: Viewer, room: Room) -> "QuerySet[Message]":
    return whole(viewer.see(Message).filter(room=room))


def last_messages(viewer: Viewer, rooms: Sequence[Room]) -> dict[int, Message]:
    """The last message of each of these rooms, by room. One query, a row a room."""
    last = Message.objects.filter(room=OuterRef("pk"), number=OuterRef("last_number")).values("pk")[:1]
    pks = viewer.see(Room).filter(pk__in=[room.pk for room in rooms]).values(last=Subquery(last))
    found = viewer.see(Message).filter(pk__in=pks).select_related("author")
    return {message.room_id: message for message in found}


def unread_of(room: Room) -> int:
    """How many messages of a room (from `my_rooms`) lie beyond the viewer's read mark."""
    return max(0, room.last_number - (getattr(room, "read", None) or 0))
