"""My week: the sessions I am expected at or lead, day by day in my own zone."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from cairn.groups.models import Seat
from cairn.kit.clock import now, start_of, today, week_of
from cairn.meetings.models import Attendance, Invitee, Session
from cairn.trust.viewer import Viewer

NEAR = dt.timedelta(minutes=60)
DAY = dt.timedelta(days=1)


@dataclass
class Day:
    """One day and what is on it."""

    on: dt.date
    sessions: list[Any]
    is_today: bool = False


@dataclass
class Week:
    """Seven days from a Monday."""

    monday: dt.date
    days: list[Day]

    @property
    def sunday(self) -> dt.date:
        return self.monday + 6 * DAY

    @property
    def before(self) -> dt.date:
        return self.monday - 7 * DAY

    @property
    def after(self) -> dt.date:
        return self.monday + 7 * DAY

    @property
    def is_empty(self) -> bool:
        return not any(day.sessions for day in self.days)


def of_mine(organisation: int, person: int) -> Q:
    """Sessions this person is expected at, or leads."""
    here = {"organisation_id": organisation, "person_id": person}
    seats = Seat.live().filter(**here, group=OuterRef("group"))
    invited = Invitee.live().filter(Q(session=None) | Q(session=OuterRef("pk")), **here, series=OuterRef("series"))
    return Q(facilitator_id=person) | Q(co_facilitator_id=person) | Q(Exists(seats)) | Q(Exists(invited))


def mine(viewer: Viewer) -> QuerySet[Any]:
    """My sessions, each with when I said that I cannot come, and which one it makes up for."""
    said = Attendance.objects.filter(organisation_id=viewer.organisation_id, session=OuterRef("pk"), person=viewer.me)
    rows: QuerySet[Any] = viewer.see(Session).filter(of_mine(viewer.organisation_id, viewer.me.pk))
    rows = rows.annotate(
        cannot_come_at=Subquery(said.values("cannot_come_at")[:1]), makes_up=Subquery(said.values("makes_up_for")[:1])
    )
    return rows.select_related("group", "place", "facilitator", "co_facilitator").order_by("begins_at", "pk")


def monday_of(text: str, zone: str) -> dt.date:
    """The Monday of the week that an address names, else of this week."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = today(zone)
    # A year a zone can still be asked about.
    return week_of(day) if 2000 < day.year < 2200 else week_of(today(zone))


def laid(rows: QuerySet[Any], monday: dt.date, zone: str) -> Week:
    """These sessions in the days of a week, as that zone's calendar has them."""
    begin, end = start_of(monday, zone), start_of(monday + 7 * DAY, zone)
    found = list(rows.filter(begins_at__gte=begin, begins_at__lt=end))
    for session in found:
        session.elsewhere = session.zone != zone and _differs(session, zone)
    days = []
    for number in range(7):
        day = monday + number * DAY
        on_it = [one for one in found if one.begins_at.astimezone(ZoneInfo(zone)).date() == day]
        days.append(Day(day, on_it, is_today=day == today(zone)))
    return Week(monday, days)


def _differs(session: Session, zone: str) -> bool:
    """Whether the clocks of the house say another time than the reader's."""
    return session.begins_at.astimezone(ZoneInfo(zone)).utcoffset() != session.local_begin.utcoffset()


@dataclass(frozen=True)
class Next:
    """The next session I go to, in what Today says of it."""

    pk: int
    name: str
    begins_at: dt.datetime
    ends_at: dt.datetime
    place: str
    is_online: bool

    @property
    def is_on(self) -> bool:
        return self.begins_at <= now()

    @property
    def is_near(self) -> bool:
        return self.begins_at - now() <= NEAR


def next_of_mine(viewer: Viewer) -> Subquery:
    """The next session I go to, as one column of another question: Today asks everything at once."""
    rows = viewer.see(Session).filter(of_mine(viewer.organisation_id, viewer.me.pk))
    said = Attendance.objects.filter(organisation_id=viewer.organisation_id, session=OuterRef("pk"), person=viewer.me)
    rows = rows.filter(~Exists(said.filter(cannot_come_at__isnull=False)))
    rows = rows.filter(ends_at__gt=now(), cancelled_at=None, closed_at=None).order_by("begins_at", "pk")
    told = JSONObject(
        pk="pk", name="name", begins_at="begins_at", ends_at="ends_at", place="place__name", is_online="is_online"
    )
    return Subquery(rows.annotate(told=told).values("told")[:1])


def read_next(told: dict[str, Any] | None) -> Next | None:
    """What that column holds."""
    if not told:
        return None
    begins, ends = (_moment(told[name]) for name in ("begins_at", "ends_at"))
    return Next(told["pk"], told["name"], begins, ends, told["place"] or "", bool(told["is_online"]))


def _moment(text: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
