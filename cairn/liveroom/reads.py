"""What a room looks like: who is in it, under which name, and with which key."""

import datetime as dt
import hashlib
import hmac
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from cairn.groups.models import Agreement
from cairn.kit.clock import now
from cairn.liveroom.actions import OPENS, OPENS_FOR_LEADERS, STAYS
from cairn.liveroom.forms import Ask, Lobby, Split
from cairn.liveroom.models import Entrance, LiveRoom, SideRoom, Whereabouts
from cairn.liveroom.polling import poll_of
from cairn.meetings.models import Session
from cairn.people.models import Alias
from cairn.trust import rules
from cairn.trust.viewer import Viewer

People = list[dict[str, Any]]


def key_of(room: LiveRoom, side: SideRoom | None = None) -> str:
    """The key of this moment, made from the room's root: who left or is not yet here never holds it. A small room has
    its own."""
    words = f"frames|{room.key_number}" + (f"|{side.name}" if side else "")
    made = hmac.new(room.root.encode(), words.encode(), hashlib.sha256)
    return b64encode(made.digest()[:16]).decode()


def inside(room: LiveRoom) -> QuerySet[Entrance]:
    """Those who are in the room now, in the order they were let in."""
    found = Entrance.inside().filter(organisation_id=room.organisation_id, room=room)
    return found.select_related("person", "side").order_by("admitted_at", "pk")


def names_of(entrances: list[Entrance]) -> dict[int, str]:
    """Entrance → the name it is shown under. An alias that was let go of falls back to the chosen name."""
    under = [one.person_id for one in entrances if one.shown_as == Entrance.Name.ALIAS]
    here = entrances[0].organisation_id if entrances else 0
    aliases = (
        {one.person_id: one.name for one in Alias.objects.filter(organisation_id=here, person__in=under)}
        if under
        else {}
    )
    return {one.pk: aliases.get(one.person_id, one.person.chosen_name) if one.person_id in under else one.person.chosen_name
            for one in entrances}  # fmt: skip


@dataclass(frozen=True)
class Circle:
    """Those who are together now: in the room of all, or in one beside it."""

    side: SideRoom | None
    persons: list[int]
    people: People

    def told(self) -> dict[str, Any]:
        """What each of their pages shows, the same for all of them."""
        side = self.side
        return {
            "place": str(side.pk) if side else "0", "people": self.people, "beside": side.kind if side else "",
            "number": side.number if side else 0, "closes": side.closes_at.isoformat() if side and side.closes_at else "",
        }  # fmt: skip


def people_of(room: LiveRoom) -> tuple[list[int], People]:
    """The persons in the room of all, and what each page shows of them."""
    circle = circle_of(room, None)
    return circle.persons, circle.people


def circle_of(room: LiveRoom, side: int | None) -> Circle:
    """Those who are together in this room, or in one beside it."""
    found = {circle.side.pk if circle.side else None: circle for circle in circles_of(room)}
    return found.get(side) or Circle(None, [], [])


def circles_of(room: LiveRoom) -> list[Circle]:
    """Everybody in the room, by where they are. Who is outside for a moment is away, for the room of all."""
    found = list(inside(room))
    names, leaders = names_of(found), leaders_of(room.session)
    sides = {one.side_id: one.side for one in found}
    circles = [_circle(room, sides[pk], [one for one in found if one.side_id == pk], names, leaders) for pk in sides]
    away = [one for one in found if one.side and one.side.kind == SideRoom.Kind.OUTSIDE]
    for circle in circles:
        if circle.side is None:
            circle.people.extend(
                {"id": str(one.pk), "feed": "", "name": names[one.pk], "away": True, "hand": 0} for one in away
            )
    return circles


def _circle(
    room: LiveRoom, side: SideRoom | None, found: list[Entrance], names: dict[int, str], leaders: set[int]
) -> Circle:
    hands = sorted((one.hand_at, one.pk) for one in found if one.hand_at)
    place = {pk: at for at, (_, pk) in enumerate(hands, start=1)}
    people = [
        {
            "id": str(one.pk), "feed": one.feed, "name": names[one.pk], "microphone": one.microphone and not one.is_muted,
            "camera": one.camera, "muted": one.is_muted, "hand": place.get(one.pk, 0), "listening": one.is_listening,
            "leads": one.person_id in leaders, "large": one.pk == room.spotlight,
        }
        for one in found
    ]  # fmt: skip
    return Circle(side, [one.person_id for one in found], people)


def leaders_of(session: Session) -> set[int]:
    """The persons who lead the session, by the rule itself."""
    return set(rules.audience(session, "lead").values_list("pk", flat=True))


def waiting_in(viewer: Viewer, room: LiveRoom) -> list[Entrance]:
    """Those at the door, for whoever may let them in."""
    found = viewer.see(Entrance, may=("admit",)).filter(room=room, status=Entrance.Status.WAITING)
    return [one for one in found.select_related("person").order_by("made_at") if one.may_admit]  # type: ignore[attr-defined]


def agreement_of(viewer: Viewer, session: Session) -> Agreement | None:
    """The rule sheet of the session's group."""
    if session.group_id is None:
        return None
    return viewer.see(Agreement).filter(group_id=session.group_id).order_by("-version").first()


def doors_now(viewer: Viewer) -> list[Session]:
    """Sessions online whose door this viewer may stand at now."""
    moment = now()
    soon = Q(begins_at__lt=moment + OPENS_FOR_LEADERS, ends_at__gt=moment - dt.timedelta(minutes=1))
    found = viewer.see(Session, may=("join",)).filter(soon, is_online=True, cancelled_at=None, closed_at=None)
    ended = LiveRoom.objects.filter(organisation_id=viewer.organisation_id, ended_at__isnull=False).values("session")
    return [one for one in found.exclude(pk__in=ended).order_by("begins_at")[:3] if one.may_join]  # type: ignore[attr-defined]


def is_over(session: Session, room: LiveRoom | None) -> bool:
    """Whether nobody can come in any more."""
    return bool(session.closed_at or (room and room.ended_at) or now() > session.ends_at + STAYS)


@dataclass(frozen=True)
class Door:
    """What the lobby knows before one knocks."""

    name: str
    alias: str
    agreement: Agreement | None
    leads: bool
    mine: Entrance | None
    words: str
    is_over: bool
    is_locked: bool
    opens_at: dt.datetime
    is_open: bool

    @property
    def is_removed(self) -> bool:
        """Whether this person was asked to leave."""
        return self.mine is not None and self.mine.status == Entrance.Status.REMOVED

    def form(self, data: Any) -> Lobby:
        """The form, with what was said before."""
        said = {"words": self.words}
        if self.mine is not None:
            said |= {"shown_as": self.mine.shown_as, "private_room": self.mine.private_room}
        return Lobby(data, initial=said, name=self.name, alias=self.alias, agreement=self.agreement, leads=self.leads)


def door(viewer: Viewer, session: Session) -> Door:
    """How the door of a session stands for this viewer."""
    room = LiveRoom.objects.filter(organisation_id=viewer.organisation_id, session=session).first()
    mine = viewer.see(Entrance).filter(room=room, person=viewer.me).first() if room else None
    said = viewer.see(Whereabouts).filter(room=room, person=viewer.me).first() if mine else None
    alias = viewer.see(Alias).filter(person=viewer.me).first()
    leads = viewer.may("lead", session)
    opens_at = session.begins_at - (OPENS_FOR_LEADERS if leads else OPENS)
    return Door(
        name=viewer.me.chosen_name, alias=alias.name if alias else "", agreement=agreement_of(viewer, session), leads=leads,
        mine=mine, words=said.words if said else "", is_over=is_over(session, room), is_locked=bool(room and room.locked_at),
        opens_at=opens_at, is_open=now() >= opens_at,
    )  # fmt: skip


def beside(viewer: Viewer, session: Session) -> dict[str, Any]:
    """What stands beside the pictures for this viewer; nothing for who is not let in yet."""
    found = LiveRoom.objects.filter(organisation_id=viewer.organisation_id, session=session).first()
    room = viewer.see(LiveRoom, may=("lead",)).select_related("session__plan").filter(session=session).first()
    context: dict[str, Any] = {"topic": found.pk if found else 0, "session": session, "live": room, "leads": False}
    if room is None:
        return context
    context["leads"] = leads = room.may_lead  # type: ignore[attr-defined]
    waits = waiting_in(viewer, room) if leads else []
    inside_now = list(inside(room))
    mine = next((one for one in inside_now if one.person_id == viewer.me.pk), None)
    names = names_of([*inside_now, *waits])
    for one in (*inside_now, *waits):
        one.name = names[one.pk]  # type: ignore[attr-defined]
    context |= {"mine": mine, "poll": poll_of(room, mine), "sides": open_sides(room) if leads else []}
    context |= (
        {"split": Split(people=dealable(room, inside_now)), "ask": Ask(), "leaders": leaders_of(session)}
        if leads
        else {}
    )
    return {**context, **_plan(room), "waiting": waits, "inside": inside_now, "turn": _turn(room, inside_now)}


def dealable(room: LiveRoom, inside_now: list[Entrance]) -> list[Entrance]:
    """Those who can be dealt into small rooms: everybody in the room of all but who leads."""
    leaders = leaders_of(room.session)
    return [one for one in inside_now if one.side_id is None and one.person_id not in leaders]


def dealt(viewer: Viewer, room: LiveRoom) -> list[Entrance]:
    """The same, with their names, for the form that deals."""
    people = dealable(room, list(inside(room)))
    names = names_of(people)
    for one in people:
        one.name = names[one.pk]  # type: ignore[attr-defined]
    return people


def open_sides(room: LiveRoom) -> list[SideRoom]:
    """The small rooms that people can be in now, by number."""
    small = SideRoom.open_ones().filter(organisation_id=room.organisation_id, room=room, kind=SideRoom.Kind.SMALL)
    return list(small.order_by("number"))


def _plan(room: LiveRoom) -> dict[str, Any]:
    steps = room.session.plan.steps if room.session.plan else []
    following_one = 0 if room.plan_step is None else room.plan_step + 1
    return {
        "plan": bool(steps),
        "steps": steps,
        "step": steps[room.plan_step] if room.plan_step is not None and room.plan_step < len(steps) else None,
        "next_step": steps[following_one] if following_one < len(steps) else None,
        "next_number": following_one,
    }


def _turn(room: LiveRoom, inside_now: list[Entrance]) -> Entrance | None:
    order, at = room.round.get("order", []), room.round.get("at", 0)
    return next((one for one in inside_now if at < len(order) and one.pk == order[at]), None)


def following(viewer: Viewer, session: Session) -> Session | None:
    """The next session this viewer is expected at."""
    ahead = viewer.see(Session, may=("join",)).filter(begins_at__gt=now(), cancelled_at=None, closed_at=None)
    return next((one for one in ahead.exclude(pk=session.pk).order_by("begins_at")[:10] if one.may_join), None)  # type: ignore[attr-defined]
