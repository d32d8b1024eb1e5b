"""A member's Today: the one next thing, my people, my groups' news. A constant number of queries."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cairn.care.models import CareTie
from cairn.chat.models import Party, Room
from cairn.checkins.models import CheckIn, Checkpoint, Encouragement
from cairn.checkins.questions import MOODS
from cairn.groups.models import Seat
from cairn.home.asked_after import just_was
from cairn.home.reads import bonded, with_read
from cairn.home.words import greeting
from cairn.kit.clock import now, today, week_of
from cairn.meetings.week import next_of_mine, read_next
from cairn.notices.models import Notice
from cairn.people.models import Person, Role
from cairn.safety.models import Concern
from cairn.trust.viewer import Viewer

COMMUNITY = frozenset({Role.Kind.MEMBER, Role.Kind.ALUM})
THURSDAY, RECENT = 3, dt.timedelta(hours=24)
ASKED_BY_THEM = (Concern.Why.UNSAFE, Concern.Why.SUPPORT, Concern.Why.CALL)
PARTS = {
    "partner": gettext_lazy("partner"),
    "mentor": gettext_lazy("mentor"),
    "mentee": gettext_lazy("you mentor them"),
}


@dataclass
class OfMine:
    """One of my people: who they are to me, how to reach them, their last sign of life where they showed it."""

    person: Person
    part: str
    room: int | None = None
    new: int = 0
    sign_of_life: dt.datetime | None = None


@dataclass
class Told:
    """That somebody was told, and who took it."""

    concern: Concern
    names: list[str]

    @property
    def coordinators_too(self) -> bool:
        return self.concern.step > 1


@dataclass
class MemberToday:
    """Everything a member's Today shows."""

    moment: dt.datetime
    greeting: str
    next: str
    state: Any
    people: list[OfMine] = field(default_factory=list)
    groups: list[Any] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    session: Any = None
    moods: list[tuple[int, Any]] = field(default_factory=lambda: list(MOODS))


def member_today(viewer: Viewer) -> MemberToday:
    """The page of a member, an alum or a supporter."""
    state = _state(viewer)
    rooms = _rooms(viewer)
    team = _team(viewer)
    told = _told(viewer, team)
    session = read_next(state.next_session)
    return MemberToday(
        moment=now(),
        greeting=greeting(timezone.localtime(), viewer.me.chosen_name),
        next=next_thing(
            state,
            checks_in=bool(viewer.roles & COMMUNITY),
            weekday=today(viewer.me.time_zone).weekday(),
            waits=any(one.concern.closed_at is None for one in told),
            meets=bool(session and session.is_near),
        ),
        state=state,
        people=_people(viewer, team, {room.other: room for room in rooms if room.other}),
        groups=[room for room in rooms if room.group_id],
        told=told,
        notices=list(viewer.see(Notice).filter(seen_at=None).order_by("-pk")[:5]),
        session=session,
    )


def next_thing(state: Any, *, checks_in: bool, weekday: int, waits: bool = False, meets: bool = False) -> str:
    """The one thing asked: a session that is near, else check in, else sign, else the weekly checkpoint, else
    something kind.

    Nothing is asked of somebody who has checked in and waits for their team.
    """
    if meets:
        return "session"
    if checks_in and not state.checked_in:
        return "check_in"
    if waits:
        return "wait"
    if state.to_sign:
        return "sign"
    if checks_in and not state.has_checkpoint and weekday >= THURSDAY:
        return "checkpoint"
    return "encouraged" if state.encouraged_by else "rest"


def _state(viewer: Viewer) -> Any:
    """What decides the next thing, in one query."""
    day = today(viewer.me.time_zone)
    own = {"organisation_id": viewer.organisation_id, "person": viewer.me}
    unsigned = Seat.held().filter(**own, signed_version__lt=F("needed_version"), group__closed_at=None).order_by("pk")
    given = viewer.see(Encouragement).filter(Q(checkin__person=viewer.me) | Q(checkpoint__person=viewer.me))
    recent = given.filter(made_at__gt=now() - RECENT).order_by("-pk")
    me = Person.objects.filter(organisation_id=viewer.organisation_id, pk=viewer.me.pk).annotate(
        checked_in=Exists(CheckIn.objects.filter(**own, day=day)),
        has_checkpoint=Exists(Checkpoint.objects.filter(**own, week=week_of(day))),
        to_sign=Subquery(unsigned.values("group_id")[:1]),
        to_sign_name=Subquery(unsigned.values("group__name")[:1]),
        encouraged_by=Subquery(recent.values("person__chosen_name")[:1]),
        encouraged_id=Subquery(recent.values("person_id")[:1]),
        encouraged_kind=Subquery(recent.values("kind")[:1]),
        next_session=next_of_mine(viewer),
        just_was=just_was(viewer),
    )
    state = me.get()
    kinds = dict(Encouragement.Kind.choices)
    state.encouraged_words = kinds.get(state.encouraged_kind, "") if state.encouraged_kind != "words" else ""  # type: ignore[attr-defined]
    return state


def _rooms(viewer: Viewer) -> list[Any]:
    others = Party.live().filter(organisation_id=viewer.organisation_id, room=OuterRef("pk")).exclude(person=viewer.me)
    rooms: QuerySet[Any] = with_read(viewer).annotate(other=Subquery(others.order_by("pk").values("person_id")[:1]))
    found = list(rooms.select_related("group").order_by(F("last_at").asc(nulls_first=True)))
    for room in found:
        room.new = max(room.last_number - (room.read or 0), 0)
    return found


def _team(viewer: Viewer) -> list[Any]:
    role = viewer.see(Role).filter(person=OuterRef("carer"), role__in=Role.CARE_STAFF, ended_at=None)
    ties = viewer.see(CareTie).filter(person=viewer.me, ended_at=None, carer__left_at=None)
    return list(
        ties.annotate(role=Subquery(role.order_by("pk").values("role")[:1]))
        .select_related("carer")
        .order_by("-is_owner", "pk")
    )


def _people(viewer: Viewer, team: list[Any], rooms: dict[int, Room]) -> list[OfMine]:
    shown = viewer.see(CheckIn).filter(person=OuterRef("person")).order_by("-pk").values("made_at")
    people = [
        OfMine(tie.person, str(PARTS[tie.part]), sign_of_life=tie.sign)
        for tie in sorted(bonded(viewer).annotate(sign=Subquery(shown[:1])), key=_nearest)
    ]
    labels = dict(Role.Kind.choices)
    people += [OfMine(tie.carer, str(labels.get(tie.role, _("care team"))).lower()) for tie in team]
    for one in people:
        room: Any = rooms.get(one.person.pk)
        one.room, one.new = (room.pk, room.new) if room else (None, 0)
    return people


def _told(viewer: Viewer, team: list[Any]) -> list[Told]:
    lately = Q(closed_at=None) | Q(closed_at__gt=now() - RECENT)
    mine = viewer.see(Concern).filter(lately, person=viewer.me, why__in=ASKED_BY_THEM)
    names = [tie.carer.chosen_name for tie in team]
    found = list(mine.select_related("owner", "closed_by").order_by("-pk"))
    # What is over is told once, and only where nothing is open.
    shown = [concern for concern in found if concern.closed_at is None] or found[:1]
    return [Told(concern, names) for concern in shown]


def my_people(viewer: Viewer) -> list[OfMine]:
    """Partner and mentor, with the room to reach them in: for the support page."""
    others = {room.other: room for room in _rooms(viewer) if room.other}
    return [
        OfMine(tie.person, str(PARTS[tie.part]), others[tie.person_id].pk if tie.person_id in others else None)
        for tie in sorted(bonded(viewer), key=_nearest)
    ]


def _nearest(tie: Any) -> int:
    """Partner first, then mentor, then those one mentors."""
    return list(PARTS).index(tie.part)
