"""Who is expected at a session, who is there, and what the stays come to. One roster for all doors."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cairn.groups.models import Seat
from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.meetings.attendance import Count, Stretch, count, end_of
from cairn.meetings.counted import TOLERANCE
from cairn.meetings.models import Attendance, AttendanceRule, Correction, Invitee, Session, Stay
from cairn.people.models import Person
from cairn.trust.viewer import NOT_YOURS, Viewer

Status = Attendance.Status


@dataclass
class Line:
    """One person on the roster of a session."""

    person: Person
    attendance: Attendance | None
    stays: list[Stay]
    counted: Count
    corrected: bool = False
    drifting: list[str] = field(default_factory=list)

    @property
    def open_stay(self) -> Stay | None:
        """The stay that goes on."""
        return next((stay for stay in self.stays if stay.ended_at is None), None)

    @property
    def tap(self) -> Stay | None:
        """What the facilitator tapped and may take back."""
        return next((stay for stay in reversed(self.stays) if stay.door == Stay.Door.TAPPED), None)

    @property
    def state(self) -> str:
        """there, gone, excused, absent or expected: what stands now, before or after closing."""
        closed = self.attendance.status if self.attendance else Status.EXPECTED
        if closed in {Status.PRESENT, Status.ABSENT}:
            return "there" if closed == Status.PRESENT else "absent"
        if self.open_stay or self.counted.was_there:
            return "there" if self.open_stay else "gone"
        said = self.attendance and self.attendance.cannot_come_at
        return "excused" if closed == Status.EXCUSED or said else "expected"


def expected_at(session: Session) -> QuerySet[Person]:
    """The people a session is for: seats in its group that are signed and held then, and whoever is invited."""
    here = {"organisation_id": session.organisation_id, "person": OuterRef("pk")}
    seats = Seat.objects.filter(
        Q(left_at=None) | Q(left_at__gte=session.begins_at),
        **here,
        group_id=session.group_id or 0,
        part=Seat.Part.MEMBER,
        made_at__lte=session.ends_at,
        signed_version__gte=F("needed_version"),
    )
    invited = Invitee.objects.filter(
        Q(session=None) | Q(session=session), Q(ended_at=None) | Q(ended_at__gte=session.begins_at), **here,
        series_id=session.series_id,
    )  # fmt: skip
    leaders = [pk for pk in (session.facilitator_id, session.co_facilitator_id) if pk]
    people = Person.objects.filter(organisation_id=session.organisation_id, left_at=None).exclude(pk__in=leaders)
    return people.filter(Exists(seats) | Exists(invited)).order_by("chosen_name", "pk")


def is_expected(session: Session, person: Person) -> bool:
    """Whether that person is expected there."""
    return expected_at(session).filter(pk=person.pk).exists()


def stretches(stays: Iterable[Stay], until: dt.datetime) -> list[Stretch]:
    """The stays as stretches of time, as far as they reach now."""
    return [
        Stretch(s.began_at, end_of(online=s.door == Stay.Door.ONLINE, ended=s.ended_at, heard=s.heard_at, until=until))
        for s in stays
    ]


def counted(session: Session, stays: Iterable[Stay], tolerance: int, moment: dt.datetime) -> Count:
    """What one person's stays come to. While the session goes on nobody has left early yet."""
    over = session.closed_at or (moment if moment < session.ends_at else None)
    until = min(over or session.ends_at, session.ends_at)
    return count(stretches(stays, until), session.begins_at, session.ends_at, tolerance=tolerance, closed=over)


def stays_by_person(session: Session) -> dict[int, list[Stay]]:
    """All stays of a session."""
    found: dict[int, list[Stay]] = defaultdict(list)
    stays = Stay.objects.filter(organisation_id=session.organisation_id, session=session).select_related("person")
    for stay in stays.order_by("began_at", "pk"):
        found[stay.person_id].append(stay)
    return found


def roster(session: Session, tolerance: int) -> list[Line]:
    """Everybody expected, and whoever came. For those who may close the session; asked before."""
    here = {"organisation_id": session.organisation_id}
    stays, moment = stays_by_person(session), now()
    mended = Exists(Correction.objects.filter(**here, attendance=OuterRef("pk")))
    rows = Attendance.objects.filter(**here, session=session).select_related("person").annotate(is_mended=mended)
    known = {one.person_id: one for one in rows}
    people = {one.pk: one for one in expected_at(session)} | {pk: one.person for pk, one in known.items()}
    people |= {pk: own[0].person for pk, own in stays.items()}
    lines = []
    for pk, person in people.items():
        own, row = stays.get(pk, []), known.get(pk)
        corrected = row is not None and row.is_mended
        lines.append(Line(person, row, own, counted(session, own, tolerance, moment), corrected))
    return sorted(lines, key=lambda line: (line.person.chosen_name.casefold(), line.person.pk))


def one_kept(viewer: Viewer, pk: int) -> Session:
    """A session whose attendance this viewer keeps, with `may_let_in` and the `tolerance` of the house."""
    rule = AttendanceRule.objects.filter(organisation_id=viewer.organisation_id).values("tolerance")[:1]
    found = viewer.see(Session, may=("close", "let_in", "chart")).annotate(
        tolerance=Coalesce(Subquery(rule), TOLERANCE, output_field=IntegerField())
    )
    session = found.filter(pk=pk).select_related("place").first()
    if session is None:
        raise NotHere
    if not session.may_close:  # type: ignore[attr-defined]
        raise Refused(NOT_YOURS)
    return session


def sessions_led(viewer: Viewer, since: dt.datetime, until: dt.datetime) -> list[Session]:
    """Sessions between two moments whose attendance this viewer keeps, the next one first."""
    found: QuerySet[Any] = viewer.see(Session, may=("close",))
    found = found.filter(may_close=True, cancelled_at=None, ends_at__gte=since, begins_at__lt=until)
    return list(found.select_related("group", "place").order_by("begins_at", "pk"))


def presence(viewer: Viewer, since: dt.datetime) -> list[Attendance]:
    """The viewer's own attendance since a moment, the newest first."""
    mine = viewer.see(Attendance).filter(person=viewer.me, session__begins_at__gte=since)
    return list(mine.exclude(status=Status.EXPECTED).select_related("session").order_by("-session__begins_at"))


def corrections_of(viewer: Viewer, attendances: Iterable[Attendance]) -> dict[int, Correction]:
    """The latest correction of each."""
    rows = viewer.see(Correction).filter(attendance__in=[one.pk for one in attendances]).select_related("by")
    return {row.attendance_id: row for row in rows.order_by("pk")}
