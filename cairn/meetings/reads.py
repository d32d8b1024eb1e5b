"""Long questions of those who keep the schedule."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cairn.groups.models import Group
from cairn.kit.clock import now
from cairn.kit.errors import NotHere
from cairn.meetings.laying import ahead_of
from cairn.meetings.making_up import with_taken
from cairn.meetings.models import Attendance, Series, Session, Stay
from cairn.meetings.suiting import LED_BY
from cairn.meetings.week import of_mine
from cairn.meetings.whom import expected
from cairn.people.models import Person, Role
from cairn.trust.viewer import Viewer


@dataclass
class Roster:
    """Who is expected at one session, and who said that they cannot come."""

    coming: list[Person]
    away: list[Any]


def board(viewer: Viewer, *, mine: bool = False, place: int = 0) -> QuerySet[Any]:
    """Every session this viewer may see, with how many are expected, and whether they may move it."""
    rows: QuerySet[Any] = with_taken(viewer.see(Session, may=("manage",)))
    if mine:
        rows = rows.filter(of_mine(viewer.organisation_id, viewer.me.pk))
    if place:
        rows = rows.filter(place_id=place)
    return rows.select_related("group", "place", "facilitator", "co_facilitator").order_by("begins_at", "pk")


def one(viewer: Viewer, pk: int) -> Any:
    """A session this viewer may see, with what they may do there as `may_…` attributes."""
    rows = viewer.see(Session, may=("answer", "manage", "lead", "join")).filter(pk=pk)
    rows = with_taken(rows).select_related("group", "place", "facilitator", "co_facilitator", "plan", "series")
    found = rows.first()
    if found is None:
        raise NotHere
    return found


def managed(viewer: Viewer, pk: int) -> Any:
    """A session this viewer keeps; for whoever only comes to it, there is no such page."""
    found = one(viewer, pk)
    if not found.may_manage:
        raise NotHere
    return found


def roster(viewer: Viewer, session: Session) -> Roster:
    """The people of a session, as far as this viewer may see them."""
    said = viewer.see(Attendance).filter(session=session, cannot_come_at__isnull=False)
    away = list(said.select_related("person").order_by("person__chosen_name", "pk"))
    persons = viewer.see(Person).filter(pk__in=expected(session).values("pk")).order_by("chosen_name", "pk")
    return Roster([p for p in persons if p.pk not in {row.person_id for row in away}], away)


def was_there(viewer: Viewer, session: Session) -> bool:
    """Whether I was at this session, and it is over."""
    if session.closed_at is None and session.ends_at > now():
        return False
    return viewer.see(Stay).filter(session=session, person=viewer.me).exists()


def groups_to_arrange(viewer: Viewer) -> QuerySet[Group]:
    """Groups this viewer may arrange sessions for."""
    rows: QuerySet[Any] = viewer.see(Group, may=("arrange",))
    return rows.filter(may_arrange=True, closed_at=None).order_by("name", "pk")


def people_to_invite(viewer: Viewer) -> QuerySet[Person]:
    """People this viewer may invite to a session of their own."""
    rows: QuerySet[Any] = viewer.see(Person, may=("invite_to_session",))
    rows = rows.filter(may_invite_to_session=True, left_at=None)
    not_staff = Role.live(*Role.NOT_STAFF).filter(organisation_id=viewer.organisation_id, person=OuterRef("pk"))
    return rows.filter(Exists(not_staff)).order_by("chosen_name", "pk")


def who_may_lead(viewer: Viewer, kind: str = "") -> QuerySet[Person]:
    """People who hold a role that this kind of session asks for; without a kind, any kind."""
    roles = LED_BY[kind] if kind else frozenset[str]().union(*LED_BY.values())
    held = Role.live(*roles).filter(organisation_id=viewer.organisation_id, person=OuterRef("pk"))
    return viewer.see(Person).filter(Exists(held), left_at=None).order_by("chosen_name", "pk")


def busy_then(viewer: Viewer, session: Session) -> set[int]:
    """Who leads another session while this one is."""
    rows = Session.standing().filter(
        organisation_id=viewer.organisation_id, begins_at__lt=session.ends_at, ends_at__gt=session.begins_at
    )
    pairs = rows.exclude(pk=session.pk).values_list("facilitator_id", "co_facilitator_id")
    return {one for pair in pairs for one in pair if one}


def told_names(viewer: Viewer, of: Session | Series, also: tuple[Person | None, ...] = ()) -> list[Person]:
    """Exactly who is told of a change, by name."""
    ids = set(expected(of).values_list("pk", flat=True))
    ids |= {one for one in (of.facilitator_id, of.co_facilitator_id) if one} | {one.pk for one in also if one}
    persons = Person.objects.filter(organisation_id=viewer.organisation_id, pk__in=ids - {viewer.me.pk}, left_at=None)
    return list(persons.order_by("chosen_name", "pk"))


def also_changed(session: Session, scope: str) -> tuple[list[Session], list[Session]]:
    """The sessions ahead that a change reaches (this one, those that follow too, or all), and those that keep what was
    changed of them by hand."""
    if scope == "this":
        return [session], []
    ahead = ahead_of(session.series, dt.date.min if scope == "all" else session.on)
    kept = [one for one in ahead if one.is_own and one.pk != session.pk]
    return [one for one in ahead if one not in kept], kept


def left_ahead(viewer: Viewer, series: Series) -> int:
    """How many sessions of the series are still to come."""
    return Session.ahead().filter(Q(series=series), organisation_id=viewer.organisation_id).count()
