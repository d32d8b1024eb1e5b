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
from cairn.groups.models import Seat
from cairn.kit.clock import now, start_of, today, week_of
from cairn.meetings.models import Attendance, Invitee, Kind, Session
from cairn.people.models import Person
from cairn.trust.viewer import Viewer

DAY = dt.timedelta(days=1)
OFFERED = (Kind.THERAPY, Kind.PEER, Kind.EDUCATION)
Expected = dict[int, set[int]]  # session to the people expected there


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
    def short(self) -> list[MemberWeek]:
        return [one for one in self.members if one.week.missing]


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
    offered = [_slot(one, expected) for one in ahead if one.is_seen and one.counts] if warning else []
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
    """What is still to come this week; `is_seen`: group sessions this viewer may know of, so that they can propose them."""
    seen = viewer.see(Session).filter(pk=OuterRef("pk"), kind__in=OFFERED)
    rows = Session.ahead().filter(organisation_id=viewer.organisation_id, begins_at__lt=last)
    rows = rows.annotate(counts=_counts(viewer.organisation_id, "kind"), is_seen=Exists(seen))
    return list(rows.select_related("group").order_by("begins_at", "pk"))


def _expected_at_each(organisation: int, sessions: Iterable[Session], away: set[tuple[int, int]]) -> Expected:
    """Who is expected at each of these sessions, in two queries, without those who said they cannot come."""
    found: Expected = defaultdict(set)
    listed = list(sessions)
    by_group, by_series = defaultdict(set), defaultdict(set)
    groups = {one.group_id for one in listed if one.group_id}
    seats = Seat.objects.filter(
        organisation_id=organisation, group__in=groups, left_at=None, part=Seat.Part.MEMBER,
        signed_version__gte=F("needed_version"),
    )  # fmt: skip
    for group, person in seats.values_list("group_id", "person_id"):
        by_group[group].add(person)
    invited = Invitee.live().filter(organisation_id=organisation, series__in={one.series_id for one in listed})
    for series, session, person in invited.values_list("series_id", "session_id", "person_id"):
        if session:
            found[session].add(person)
        else:
            by_series[series].add(person)
    for one in listed:
        found[one.pk] |= by_group[one.group_id or 0] | by_series[one.series_id]
    for session, person in away:
        found[session].discard(person)
    return found


def _slot(session: Any, expected: Expected) -> Slot:
    most = session.group.size_cap if session.group else 12
    has_room = len(expected[session.pk]) < most
    return Slot(session.pk, session.name, session.begins_at, session.ends_at, has_room)


def _member(stay: Enrolment, done: dict[int, int], ahead: list[Any], expected: Expected, offered: list[Slot]) -> MemberWeek:
    theirs = [one for one in ahead if stay.person_id in expected[one.pk]]
    coming = sum(one.minutes for one in theirs if one.counts)
    most = stay.level.hours_max * 60 if stay.level.hours_max else None
    week = Week(done.get(stay.person_id, 0), coming, stay.level.hours_min * 60, most)
    fit = that_fit(week.missing, offered, [_slot(one, expected) for one in theirs], now())
    return MemberWeek(stay.person, stay.level, week, fit)
