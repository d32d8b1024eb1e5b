"""Hours read: everybody's week against their level, and what would mend it. Five questions, however many people."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cairn.care.models import Enrolment, Level
from cairn.charting.hours import Slot, Week, is_time_to_warn, that_fit
from cairn.charting.ledger import COUNTS_BY_DEFAULT, CountingRule
from cairn.groups.models import Group, Seat
from cairn.kit.clock import now, start_of, today, week_of
from cairn.kit.errors import NotHere
from cairn.meetings.models import Attendance, Invitee, Kind, Session
from cairn.people.models import Person
from cairn.trust.viewer import Viewer

DAY = dt.timedelta(days=1)
OFFERED = (Kind.THERAPY, Kind.PEER, Kind.EDUCATION)


@dataclass
class MemberWeek:
    """One person's week against their level."""

    person: Person
    level: Level
    week: Week
    make_ups: list[Slot] = field(default_factory=list)


@dataclass
class Ledger:
    """Everybody's week, those who are short first."""

    monday: dt.date
    is_warning: bool
    members: list[MemberWeek]

    @property
    def can_be_mended(self) -> bool:
        """Whether a session of this week is left that would help somebody."""
        return any(one.make_ups for one in self.members)

    @property
    def short(self) -> list[MemberWeek]:
        return [one for one in self.members if one.week.missing]


@dataclass
class Expected:
    """Session to the people expected there, and group to everybody who ever had a seat in it."""

    at: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    ever: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


@dataclass
class _Said:
    """What attendances of this week say: minutes that count, and who will not be where."""

    done: dict[int, int]
    away: set[tuple[int, int]]


def ledger(viewer: Viewer) -> Ledger:
    """This week, for the people whose level the viewer knows. Sessions proposed are those the viewer sees."""
    zone, here = viewer.me.organisation.zone, viewer.organisation_id
    day = today(zone)
    monday = week_of(day)
    first, last = start_of(monday, zone), start_of(monday + 7 * DAY, zone)
    stays = _enrolled(viewer)
    said = _said(here, first, last)
    ahead = _ahead(viewer, last)
    expected = _expected_at_each(here, ahead, said.away)
    warning = is_time_to_warn(day, monday)
    offered = [one for one in ahead if one.counts and (one.is_seen or one.is_offered)] if warning else []
    members = [_member(stay, said.done, ahead, expected, offered) for stay in stays]
    return Ledger(monday, warning, sorted(members, key=lambda m: (-m.week.missing, m.person.chosen_name.casefold())))


def _enrolled(viewer: Viewer) -> list[Enrolment]:
    open_ = viewer.see(Enrolment).filter(ended_on=None, person__left_at=None, level__hours_min__gt=0)
    return list(open_.exclude(person=viewer.me).select_related("person", "level"))


def _counts(organisation: int, path: str) -> Coalesce:
    """Whether a kind of session counts here, as one column."""
    said = CountingRule.objects.filter(organisation_id=organisation, kind=OuterRef(path))
    usual = ExpressionWrapper(Q(**{f"{path}__in": list(COUNTS_BY_DEFAULT)}), output_field=BooleanField())
    return Coalesce(Subquery(said.values("counts")[:1]), usual, output_field=BooleanField())


def _said(organisation: int, first: dt.datetime, last: dt.datetime) -> _Said:
    """Numbers alone: what was said in those sessions stays with the notes."""
    rows: Any = Attendance.objects.filter(
        organisation_id=organisation, session__begins_at__gte=first, session__begins_at__lt=last
    ).annotate(counts=_counts(organisation, "session__kind"))
    found = _Said(defaultdict(int), set())
    for one in rows.only("session_id", "person_id", "status", "minutes", "cannot_come_at"):
        if one.status == Attendance.Status.PRESENT and one.counts:
            found.done[one.person_id] += one.minutes
        if one.cannot_come_at or one.status == Attendance.Status.EXCUSED:
            found.away.add((one.session_id, one.person_id))
    return found


def _ahead(viewer: Viewer, last: dt.datetime) -> list[Any]:
    """What is still to come this week. `is_seen`: group sessions this viewer may know of, so that they can propose them;
    `is_offered`: those that whoever arranged them opened to make-ups."""
    seen = viewer.see(Session).filter(pk=OuterRef("pk"), kind__in=OFFERED)
    rows = Session.ahead().filter(organisation_id=viewer.organisation_id, begins_at__lt=last)
    rows = rows.annotate(
        counts=_counts(viewer.organisation_id, "kind"),
        is_seen=Exists(seen),
        is_offered=Exists(offered_to_anybody(viewer)),
    )
    return list(rows.select_related("group").order_by("begins_at", "pk"))


def offered_to_anybody(viewer: Viewer) -> Any:
    """Sessions open to make-ups, as rows to ask about `OuterRef("pk")`: of no group, or of an open one that is not for
    some people alone."""
    rows: Any = Viewer.product(viewer.organisation_id, "make-up").see(Session, may=("offer",))
    like = Q(group=None) | (Q(group__is_open=True, group__closed_at=None) & ~Q(group__kind=Group.Kind.SPECIALISED))
    return rows.filter(like, pk=OuterRef("pk"), kind__in=OFFERED, may_offer=True)


def proposed(viewer: Viewer, pk: int) -> Session:
    """A session this viewer may send somebody to: one they see, or one that is open to make-ups."""
    seen = viewer.see(Session).filter(pk=OuterRef("pk"))
    rows = Session.ahead().filter(
        Exists(seen) | Exists(offered_to_anybody(viewer)), organisation_id=viewer.organisation_id
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotHere
    return found


def _expected_at_each(organisation: int, sessions: Iterable[Session], away: set[tuple[int, int]]) -> Expected:
    """Who is expected at each of these sessions, in two queries, without those who said they cannot come. Whoever left
    a group is remembered, so that nobody is led back to it."""
    found = Expected()
    listed = list(sessions)
    by_group, by_series = defaultdict(set), defaultdict(set)
    groups = {one.group_id for one in listed if one.group_id}
    seats: Any = Seat.objects.filter(organisation_id=organisation, group__in=groups, part=Seat.Part.MEMBER).annotate(
        signed_now=Q(signed_version__gte=F("needed_version"))
    )
    for group, person, left, signed_now in seats.values_list("group_id", "person_id", "left_at", "signed_now"):
        found.ever[group].add(person)
        if left is None and signed_now:
            by_group[group].add(person)
    invited = Invitee.live().filter(organisation_id=organisation, series__in={one.series_id for one in listed})
    for series, session, person in invited.values_list("series_id", "session_id", "person_id"):
        if session:
            found.at[session].add(person)
        else:
            by_series[series].add(person)
    for one in listed:
        found.at[one.pk] |= by_group[one.group_id or 0] | by_series[one.series_id]
    for session, person in away:
        found.at[session].discard(person)
    return found


def _slot(session: Any, expected: Expected) -> Slot:
    most = session.group.size_cap if session.group else 12
    has_room = len(expected.at[session.pk]) < most
    return Slot(session.pk, session.name, session.begins_at, session.ends_at, has_room)


def _member(
    stay: Enrolment, done: dict[int, int], ahead: list[Any], expected: Expected, offered: list[Any]
) -> MemberWeek:
    theirs = [one for one in ahead if stay.person_id in expected.at[one.pk]]
    coming = sum(one.minutes for one in theirs if one.counts)
    most = stay.level.hours_max * 60 if stay.level.hours_max else None
    week = Week(done.get(stay.person_id, 0), coming, stay.level.hours_min * 60, most)
    speaks = stay.person.language
    fitting = [
        _slot(one, expected) for one in offered
        if stay.person_id not in expected.ever[one.group_id or 0] and (one.is_seen or _in(one, speaks))
    ] if week.missing else []  # fmt: skip
    fit = that_fit(week.missing, fitting, [_slot(one, expected) for one in theirs], now())
    return MemberWeek(stay.person, stay.level, week, fit)


def _in(session: Any, language: str) -> bool:
    return session.group is None or session.group.language == language
