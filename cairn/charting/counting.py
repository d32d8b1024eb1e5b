"""Hours read and units gathered: what the pure parts are given. Editing the tables they follow."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from cairn.care.models import Enrolment, Level
from cairn.charting.hours import Slot, Week, is_time_to_warn, that_fit
from cairn.charting.ledger import COUNTS_BY_DEFAULT, CountingRule, PayerRule
from cairn.charting.models import Note
from cairn.charting.sheet import KINDS
from cairn.charting.units import Row, Served, rows
from cairn.groups.models import Seat
from cairn.kit.clock import now, start_of, today, week_of
from cairn.meetings.models import Attendance, Invitee, Kind, Session, Stay
from cairn.people.models import Person
from cairn.trust.viewer import Viewer

DAY = dt.timedelta(days=1)
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


def kinds_that_count(organisation: int) -> set[str]:
    """The kinds of session that count towards hours here."""
    said = dict(CountingRule.objects.filter(organisation_id=organisation).values_list("kind", "counts"))
    return {kind.value for kind in Kind if said.get(kind.value, kind in COUNTS_BY_DEFAULT)}


def ledger(viewer: Viewer) -> Ledger:
    """This week, for the people whose level the viewer knows. Sessions proposed are those the viewer sees."""
    zone, here = viewer.me.organisation.zone, viewer.organisation_id
    day = today(zone)
    monday = week_of(day)
    first, last = start_of(monday, zone), start_of(monday + 7 * DAY, zone)
    counts = kinds_that_count(here)
    stays = _enrolled(viewer)
    people = {stay.person_id for stay in stays}
    done = _done(viewer, people, counts, first, last)
    ahead = list(Session.standing().filter(organisation_id=here, closed_at=None, ends_at__gt=now(), begins_at__lt=last))
    expected = expected_at_each(here, ahead, people)
    warning = is_time_to_warn(day, monday)
    offered = _offered(viewer, ahead, counts, expected) if warning else []
    members = [_member(stay, done, ahead, expected, counts, offered) for stay in stays]
    return Ledger(monday, warning, sorted(members, key=lambda m: (-m.week.missing, m.person.chosen_name.casefold())))


def _enrolled(viewer: Viewer) -> list[Enrolment]:
    open_ = viewer.see(Enrolment).filter(ended_on=None, person__left_at=None, level__hours_min__gt=0)
    return list(open_.exclude(person=viewer.me).select_related("person", "level"))


def _done(viewer: Viewer, people: set[int], counts: set[str], first: dt.datetime, last: dt.datetime) -> dict[int, int]:
    """Minutes there this week. Numbers alone: what was said there stays with the notes."""
    found: dict[int, int] = defaultdict(int)
    there = Attendance.objects.filter(
        organisation_id=viewer.organisation_id, person__in=people, status=Attendance.Status.PRESENT,
        session__kind__in=counts, session__begins_at__gte=first, session__begins_at__lt=last,
    )  # fmt: skip
    for person, minutes in there.values_list("person_id", "minutes"):
        found[person] += minutes
    return found


def expected_at_each(organisation: int, sessions: Iterable[Session], people: set[int] | None = None) -> Expected:
    """Who is expected at each of these sessions, in three queries, without those who said they cannot come."""
    found: Expected = defaultdict(set)
    listed = list(sessions)
    by_group, by_series = defaultdict(set), defaultdict(set)
    only: Any = Q(person__in=people) if people is not None else Q()
    groups = {one.group_id for one in listed if one.group_id}
    seats = Seat.objects.filter(
        only, organisation_id=organisation, group__in=groups, left_at=None, part=Seat.Part.MEMBER,
        signed_version__gte=F("needed_version"),
    )  # fmt: skip
    for group, person in seats.values_list("group_id", "person_id"):
        by_group[group].add(person)
    invited = Invitee.live().filter(only, organisation_id=organisation, series__in={one.series_id for one in listed})
    for series, session, person in invited.values_list("series_id", "session_id", "person_id"):
        if session:
            found[session].add(person)
        else:
            by_series[series].add(person)
    away = Attendance.objects.filter(
        Q(cannot_come_at__isnull=False) | Q(status=Attendance.Status.EXCUSED), only, organisation_id=organisation,
        session__in=listed,
    )  # fmt: skip
    for one in listed:
        found[one.pk] |= by_group[one.group_id or 0] | by_series[one.series_id]
    for session, person in away.values_list("session_id", "person_id"):
        found[session].discard(person)
    return found


def _slot(session: Session, *, has_room: bool = True) -> Slot:
    return Slot(session.pk, session.name, session.begins_at, session.ends_at, has_room)


def _offered(viewer: Viewer, ahead: list[Session], counts: set[str], expected: Expected) -> list[Slot]:
    """Group sessions of this week that somebody more could come to, as far as the viewer may know of them."""
    groups = (Kind.THERAPY, Kind.PEER, Kind.EDUCATION)
    seen = viewer.see(Session).filter(pk__in=[one.pk for one in ahead if one.kind in counts], kind__in=groups)
    everybody = expected_at_each(viewer.organisation_id, ahead)
    found = []
    for one in seen.select_related("group"):
        most = one.group.size_cap if one.group else 12
        found.append(_slot(one, has_room=len(everybody[one.pk]) < most))
    return found


def _member(
    stay: Enrolment,
    done: dict[int, int],
    ahead: list[Session],
    expected: Expected,
    counts: set[str],
    offered: list[Slot],
) -> MemberWeek:
    theirs = [one for one in ahead if stay.person_id in expected[one.pk]]
    coming = sum(one.minutes for one in theirs if one.kind in counts)
    most = stay.level.hours_max * 60 if stay.level.hours_max else None
    week = Week(done.get(stay.person_id, 0), coming, stay.level.hours_min * 60, most)
    fit = that_fit(week.missing, offered, [_slot(one) for one in theirs], now())
    return MemberWeek(stay.person, stay.level, week, fit)


# Units ------------------------------------------------------------------------------------------------------
def served(organisation: int, zone: str, first: dt.date, last: dt.date) -> list[Served]:
    """What everybody attended in these days, each with what stands against claiming it."""
    here: dict[str, Any] = {"organisation_id": organisation}
    since, until = start_of(first, zone), start_of(last + DAY, zone)
    present = Attendance.objects.filter(
        **here, status=Attendance.Status.PRESENT, session__begins_at__gte=since, session__begins_at__lt=until
    ).select_related("session")
    listed = list(present)
    notes = {
        (note.session_id, note.person_id): note
        for note in Note.objects.filter(**here, session__in={row.session_id for row in listed})
    }
    came = _came(here, listed)
    enrolled = list(Enrolment.objects.filter(**here, person__in={row.person_id for row in listed}))
    found = []
    for row in listed:
        session = row.session
        day = session.begins_at.astimezone(ZoneInfo(zone)).date()
        began = max(session.begins_at, came.get((row.session_id, row.person_id), session.begins_at))
        against = tuple(
            _against(session, notes.get((row.session_id, row.person_id)), _level(enrolled, row.person_id, day))
        )
        found.append(Served(row.person_id, session.pk, session.kind, day, began, session.ends_at, row.minutes, against))
    return found


def _came(here: dict[str, Any], listed: list[Attendance]) -> dict[tuple[int, int], dt.datetime]:
    found: dict[tuple[int, int], dt.datetime] = {}
    stays = Stay.objects.filter(**here, session__in={row.session_id for row in listed}).order_by("-began_at")
    for session, person, began in stays.values_list("session_id", "person_id", "began_at"):
        found[session, person] = began
    return found


def _level(enrolled: list[Enrolment], person: int, day: dt.date) -> Enrolment | None:
    held = [
        e for e in enrolled if e.person_id == person and e.began_on <= day and (not e.ended_on or day <= e.ended_on)
    ]
    return max(held, key=lambda e: (e.began_on, e.pk), default=None)


def _against(session: Session, note: Note | None, stay: Enrolment | None) -> Iterable[str]:
    if stay is None:
        yield "no_level"
    if session.kind in KINDS and (note is None or note.signed_at is None):
        yield "unsigned"
    elif note is not None and note.final_at is None:
        yield "cosign"


def unit_rows(organisation: int, zone: str, first: dt.date, last: dt.date) -> list[Row]:
    """The rows of an export for whole months or days."""
    table = PayerRule.objects.filter(organisation_id=organisation, is_used=True).order_by("position", "pk")
    return rows(served(organisation, zone, first, last), list(table))
