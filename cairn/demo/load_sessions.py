"""When everybody meets: eight weeks behind and eight ahead, on the days their groups meet, and sessions of two."""

import datetime as dt
from collections import defaultdict

from cairn.demo.load_attended import Attended
from cairn.demo.load_notes import Notes
from cairn.demo.load_people import Loaded
from cairn.demo.shape import DAYS, Place, dice
from cairn.meetings import library
from cairn.meetings.laying import AHEAD, fresh
from cairn.meetings.models import Attendance, Holiday, Invitee, Kind, Series, Session, SessionPlan
from cairn.meetings.models import Place as Room
from cairn.meetings.recurrence import Rule, days_of
from cairn.people.models import Person

ROOMS = {"River room": 14, "Garden room": 10, "Small room": 3, "Long hall": 24}
KINDS = {"therapy": Kind.THERAPY, "peer": Kind.PEER, "family": Kind.FAMILY, "alumni": Kind.EVENT, "open": Kind.PEER}
ONLINE_ALONE = {"steps", "morning", "alumni"}
PLANS = ("cravings", "harddays", "grounding")
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
MINUTES_OF_TWO, FEW = 50, 10
# The hours everybody at an intensive level has, three times a week: days, hour, who leads, for whom first.
CORES = (
    ("Core hours, afternoons", (0, 2, 3), dt.time(14, 15), ("dev", "marisol"), "evening", "Long hall"),
    ("Core hours, mornings", (0, 2, 3), dt.time(10), ("noor", "theo"), "mind", "Long hall"),
    ("Core hours, midweek", (1, 2, 3), dt.time(10), ("grace", "rafa"), "", "Garden room"),
)
CORE_MINUTES = 180
Stretch = tuple[int, int, int]  # weekday, first and last minute of the day
OWN = {"id", "organisation_id", "made_at", "at"}  # `at` is also a word of the ledger


class Sessions:
    """Writes the schedule of a story."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded, self.story, self.ledger = loaded, loaded.story, loaded.ledger
        self.first = self.story.today - DAYS * DAY
        self.last = self.story.today + AHEAD
        self.opened = self.story.moment(self.first - 3 * DAY, 10)
        self.rooms: dict[str, Room] = {}
        self.plans: dict[str, SessionPlan] = {}
        # What the history reads: every session, who is invited to which series, and who is taken when.
        self.laid: list[Session] = []
        self.invited: dict[int, list[str]] = defaultdict(list)
        self.taken: dict[str, list[Stretch]] = defaultdict(list)

    def load(self) -> None:
        """Rooms, plans, a holiday ahead, the groups' series and the sessions of two."""
        if self.story.slug == "harbor-house":
            self._house()
        for number, place in enumerate(self.story.places.values()):
            self._group(number, place)
        self._education()
        self._of_two()
        self._core()
        record = Attended(self.loaded, self.laid, self.invited)
        record.load()
        if self.story.slug == "harbor-house":
            Notes(self.loaded, record.evenings).load()
        self.ledger.write()

    def _house(self) -> None:
        for name, chairs in ROOMS.items():
            self.rooms[name] = room = self.ledger.add(Room, self.opened, name=name, chairs=chairs)
            self.ledger.told("place.opened", room, self.opened, by=self.loaded.manager)
        for key in PLANS:
            plan = self.ledger.add(
                SessionPlan, self.opened, by=self._person("dev"), is_shared=True, **library.plans("en")[key].fields()
            )
            self.plans[key] = plan
            self.ledger.told("plan.written", plan, self.opened, by=self._person("dev").pk)
        rest = self.story.today + 33 * DAY
        holiday = self.ledger.add(Holiday, self.opened, on=rest, name="A day of rest")
        self.ledger.told("holiday.kept", holiday, self.opened, by=self.loaded.manager)

    def _person(self, key: str) -> Person:
        return self.loaded.people[key]

    def _group(self, number: int, place: Place) -> None:
        leads = [self.story.people[key] for key in place.leads]
        kind = KINDS.get(place.kind, Kind.THERAPY)
        if kind == Kind.THERAPY and "therapist" not in {one.role for one in leads}:
            kind = Kind.PEER
        # The first of the leads whose role the kind asks for; Dev leads Tuesday group.
        leads.sort(key=lambda one: kind == Kind.THERAPY and one.role != "therapist")
        room = list(self.rooms.values())[number % 2] if self.rooms and place.key not in ONLINE_ALONE else None
        series = self._series(
            kind=kind, name=place.name, group=self.loaded.groups[place.key], at=place.at, minutes=place.minutes, place=room,
            facilitator=self._person(leads[0].key), co_facilitator=self._person(leads[1].key) if len(leads) > 1 else None,
            plan=self.plans.get("cravings") if place.key == "tuesday" else None, takes_make_ups=place.kind != "family",
            day=self.first + (place.weekday - self.first.weekday()) % 7 * DAY,
        )  # fmt: skip
        for seat in self.story.sittings:
            if seat.place == place.key and not seat.until:
                self.taken[seat.person].append(_stretch(place.weekday, place.at, place.minutes))
        rows = self._lay_out(series)
        if place.key == "both":
            self._one_cancelled(rows)
        if place.key == "tuesday":
            self._one_moved(rows)

    def _education(self) -> None:
        """An hour of education each week, open to whoever missed another session."""
        leads = next((one for one in self.story.staff() if one.key == "grace"), None)
        if leads:
            day = self.first + (4 - self.first.weekday()) % 7 * DAY
            series = self._series(
                kind=Kind.EDUCATION, name="Education hour", at=dt.time(12), minutes=60, place=self.rooms.get("River room"),
                facilitator=self._person(leads.key), takes_make_ups=True, day=day,
            )  # fmt: skip
            self._lay_out(series)

    def _series(self, *, day: dt.date, at: dt.time, days: tuple[int, ...] = (), **said: object) -> Series:
        rule = str(Rule(days=days or (day.weekday(),)))
        series: Series = self.ledger.add(Series, self.opened, zone=self.story.zone, begins_on=day, rule=rule, **said)
        series.at = at
        series.laid_out_until = self.last
        self.ledger.told("series.arranged", series, self.opened, by=self.loaded.manager, grounds="administrator")
        return series

    def _lay_out(self, series: Series) -> list[Session]:
        free = {one.on for one in self.ledger.kept(Holiday)} if series.rests_on_holidays else set()
        found = []
        for day in days_of(series.rule, series.begins_on, series.begins_on, self.last):
            said = fresh(series, day, rests=day in free)
            columns = {
                f.attname: getattr(said, f.attname) for f in Session._meta.concrete_fields if f.attname not in OWN
            }
            row = self.ledger.add(Session, self.opened, **columns)
            row.at = said.at
            if row.begins_at <= self.story.now + DAY:  # a demo rings for nothing that lies behind
                row.reminded_at = min(row.begins_at - DAY, self.story.now)
            if row.begins_at <= self.story.now:
                row.reminded_soon_at = row.begins_at
            found.append(row)
        self.laid += found
        return found

    def _one_cancelled(self, rows: list[Session]) -> None:
        """One evening three weeks ago the facilitator was ill."""
        row = next(one for one in rows if one.day > self.story.today - 24 * DAY)
        row.cancelled_at, row.why_cancelled = row.begins_at - dt.timedelta(hours=5), Session.Why.ILL
        self.ledger.told("session.cancelled", row, row.cancelled_at, by=row.facilitator_id, grounds="leads the session")

    def _one_moved(self, rows: list[Session]) -> None:
        """Next week but two the group meets an hour later; Bo cannot come to the one before."""
        ahead = [one for one in rows if one.begins_at > self.story.now]
        row, at = ahead[2], self.story.now - dt.timedelta(hours=30)
        row.at, row.is_own = dt.time(19), True
        row.begins_at += dt.timedelta(hours=1)
        row.ends_at += dt.timedelta(hours=1)
        self.ledger.told("session.moved", row, at, by=row.facilitator_id, grounds="leads the session")
        said = self.ledger.add(
            Attendance, at, session=ahead[1], person=self._person("bo"), cannot_come_at=at, reason="My brother moves that day."
        )  # fmt: skip
        self.ledger.told("session.declined", said, at, by=said.person_id, grounds="seat")

    def _of_two(self) -> None:
        """Ana and a few others have an hour of their own each week with somebody of their team."""
        owned = [tie for tie in self.story.cares if tie.owner or tie.person == "ana"]
        therapists = [t for t in owned if self.story.people[t.carer].role in {"therapist", "peer_specialist"}]
        seen: set[str] = set()
        for tie in sorted(therapists, key=lambda one: (one.person != "ana", dice("of two", one.person).random()))[
            : FEW * 2
        ]:
            if tie.person in seen or len(seen) >= FEW:
                continue
            seen.add(tie.person)
            number = len(seen)  # an hour of its own for each, before and between the core hours
            weekday, at = number * 2 % 5, dt.time(13, 10) if number % 2 else dt.time(8)
            series = self._series(
                kind=Kind.INDIVIDUAL, name="One to one", at=at, minutes=MINUTES_OF_TWO,
                place=self.rooms.get("Small room") if number % 3 else None, facilitator=self._person(tie.carer),
                day=self.first + (weekday - self.first.weekday()) % 7 * DAY,
            )  # fmt: skip
            self._invite(series, tie.person)
            self._lay_out(series)

    def _invite(self, series: Series, key: str) -> None:
        self.ledger.add(Invitee, self.opened, series=series, person=self._person(key))
        self.invited[series.pk].append(key)

    def _core(self) -> None:
        """Three times three hours for everybody at an intensive level, in the course that leaves their groups be."""
        if self.story.slug != "harbor-house":
            return
        courses = []
        for name, days, at, leads, first_for, room in CORES:
            day = min(self.first + (weekday - self.first.weekday()) % 7 * DAY for weekday in days)
            series = self._series(
                kind=Kind.THERAPY, name=name, at=at, minutes=CORE_MINUTES, place=self.rooms[room], days=days, day=day,
                facilitator=self._person(leads[0]), co_facilitator=self._person(leads[1]), plan=self.plans["harddays"],
            )  # fmt: skip
            courses.append((series, [_stretch(weekday, at, CORE_MINUTES) for weekday in days], first_for))
        for one in (one for one in self.story.members() if one.level in {"iop", "php"}):
            fitting = [c for c in courses if not _cross(c[1], self.taken[one.key])]
            fitting.sort(key=lambda c: (len(self.invited[c[0].pk]) // 4, c[2] != one.programme))
            for series, stretches, _first in fitting[: 2 if one.level == "php" else 1]:
                if not _cross(stretches, self.taken[one.key]):
                    self._invite(series, one.key)
                    self.taken[one.key] += stretches
        for series, _stretches, _first in courses:
            self._lay_out(series)


def _stretch(weekday: int, at: dt.time, minutes: int) -> Stretch:
    return weekday, at.hour * 60 + at.minute, at.hour * 60 + at.minute + minutes


def _cross(some: list[Stretch], others: list[Stretch]) -> bool:
    return any(one[0] == other[0] and one[1] < other[2] and other[1] < one[2] for one in some for other in others)
