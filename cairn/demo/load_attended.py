"""Who came to what lies behind: doors, minutes, who was late or excused, who made up for it; counted as the product counts."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from cairn.demo.load_people import Loaded
from cairn.demo.shape import Somebody, dice, sections
from cairn.meetings.counted import TOLERANCE
from cairn.meetings.models import Attendance, Invitee, Kind, Session, Stay
from cairn.meetings.roster import counted
from cairn.people.models import Person

MINUTE, DAY, WEEK = dt.timedelta(minutes=1), dt.timedelta(days=1), dt.timedelta(days=7)
PATIENCE = 30 * MINUTE
# How often somebody of this course misses a session; a good half of that without a word.
MISSES = {"steady": 0.05, "lively": 0.04, "rising": 0.05, "wavy": 0.12, "fading": 0.15, "hard": 0.14, "sliding": 0.1}
FADED, SILENT = 15, 9  # days: since when who fades misses most, and who went silent all
Status = Attendance.Status


@dataclass
class Past:
    """One session that is over, with who was there."""

    session: Session
    present: dict[int, Attendance] = field(default_factory=dict)
    stays: dict[int, list[Stay]] = field(default_factory=dict)


class Attended:
    """Writes attendance of the sessions that are over."""

    def __init__(self, loaded: Loaded, laid: list[Session], invited: dict[int, list[str]]) -> None:
        self.loaded, self.story, self.ledger = loaded, loaded.story, loaded.ledger
        over = [one for one in laid if one.cancelled_at is None and one.ends_at + PATIENCE <= self.story.now]
        self.evenings = [Past(one) for one in sorted(over, key=lambda one: (one.begins_at, one.pk))]
        self.invited = invited
        self.away = sections("notes.txt")
        self.made_up: dict[str, set[dt.datetime]] = defaultdict(set)

    def load(self) -> None:
        """Every session, the oldest first."""
        for past in self.evenings:
            session = past.session
            session.closed_at = session.ends_at + (3 + session.pk % 9) * MINUTE
            for key in self._expected(session):
                self._one(past, self.story.people[key])
            at, leads = session.closed_at, session.facilitator_id
            self.ledger.told("session.closed", session, at, by=leads, grounds="leads the session")

    def _expected(self, session: Session) -> list[str]:
        groups = {group.pk: key for key, group in self.loaded.groups.items()}
        place = groups.get(session.group_id or 0)
        seats = [
            one.person for one in self.story.sittings
            if one.place == place and one.part == "member" and one.signed and one.since <= session.begins_at
            and (one.until is None or one.until > session.begins_at)
        ]  # fmt: skip
        named = [key for key in self.invited[session.series_id] if self.story.people[key].joined < session.day]
        return sorted({*seats, *named})

    def _one(self, past: Past, one: Somebody) -> None:
        session = past.session
        chance = dice("came", session.name, session.on, one.key)
        status = self._status(session, one, chance.random())
        if status == Status.PRESENT:
            self._came(past, one)
            return
        at = session.begins_at - chance.randrange(2, 30) * 60 * MINUTE
        said: dict[str, object] = {}
        if status == Status.EXCUSED:
            words = self.away[f"{'es' if one.language == 'es' else 'en'} away"]
            said = {"cannot_come_at": at, "reason": chance.choice([*words, ""])}
        row = self.ledger.add(Attendance, at, session=session, person=self._person(one), status=status, **said)
        if status == Status.EXCUSED:
            self.ledger.told("session.declined", row, at, by=row.person_id, grounds="seat")
            if one.key == "ana" or chance.random() < 0.4:
                self._make_up(session, one)

    def _status(self, session: Session, one: Somebody, roll: float) -> str:
        age = (self.story.today - session.day).days
        if one.key == "ana":  # what she sees of herself is told by hand: one evening away, made up for
            away = session.name == "Tuesday group" and 15 <= age <= 21
            return Status.EXCUSED if away else Status.PRESENT
        if one.course == "silent" and age <= SILENT:
            return Status.ABSENT
        misses = MISSES.get(one.course, 0.07)
        if one.course == "fading" and age <= FADED:
            misses = 0.6
        if roll >= misses:
            return Status.PRESENT
        return Status.EXCUSED if roll < misses * 0.45 else Status.ABSENT

    def _make_up(self, missed: Session, one: Somebody) -> None:
        """An hour of education within the week after instead."""
        later = (p for p in self.evenings if missed.ends_at < p.session.begins_at < missed.ends_at + WEEK)
        past = next((p for p in later if p.session.kind == Kind.EDUCATION and p.session.group_id is None), None)
        if past is None or past.session.begins_at in self.made_up[one.key]:
            return
        self.made_up[one.key].add(past.session.begins_at)
        at, session = past.session.begins_at - DAY, past.session
        self.ledger.add(Invitee, at, series_id=session.series_id, session=session, person=self._person(one))
        row = self._came(past, one, made_at=at)
        row.makes_up_for = missed
        self.ledger.told("session.made_up", row, at, by=row.person_id)

    def _came(self, past: Past, one: Somebody, made_at: dt.datetime | None = None) -> Attendance:
        session, person = past.session, self._person(one)
        stays = self._stays(session, one)
        found = counted(session, stays, TOLERANCE, session.ends_at)
        row: Attendance = self.ledger.add(
            Attendance, made_at or session.ends_at, session=session, person=person, status=Status.PRESENT,
            minutes=found.minutes, late_by=found.late_by, left_early_by=found.left_early_by,
        )  # fmt: skip
        past.present[person.pk], past.stays[person.pk] = row, stays
        return row

    def _stays(self, session: Session, one: Somebody) -> list[Stay]:
        """Mostly one stretch; now and then late, gone early, or with a line that broke."""
        chance = dice("stay", session.name, session.on, one.key)
        begins, ends = session.begins_at, session.ends_at
        late, early = chance.random() < 0.09, chance.random() < 0.05
        began = begins + (chance.randrange(6, 22) if late else -chance.randrange(0, 5)) * MINUTE
        ended = ends - (chance.randrange(8, 25) if early else 0) * MINUTE
        is_online = session.is_online and (session.place_id is None or chance.random() < 0.25)
        door = Stay.Door.ONLINE if is_online else chance.choice([Stay.Door.KIOSK, Stay.Door.TAPPED, Stay.Door.TAPPED])
        if door == Stay.Door.TAPPED and not late:
            began = begins
        why = Stay.Why.LEFT if early else Stay.Why.ENDED
        if is_online and chance.random() < 0.07:
            broke = begins + (ends - begins) / 2
            parts = [(began, broke, Stay.Why.LOST), (broke + 3 * MINUTE, ended, why)]
        else:
            parts = [(began, ended, why)]
        return [self._stay(session, one, door, part) for part in parts]

    def _stay(
        self, session: Session, one: Somebody, door: Stay.Door, part: tuple[dt.datetime, dt.datetime, Stay.Why]
    ) -> Stay:
        began, ended, why = part
        stay: Stay = self.ledger.add(
            Stay, began, session=session, person=self._person(one), door=door, began_at=began, heard_at=ended,
            ended_at=ended, why=why,
        )  # fmt: skip
        if door == Stay.Door.TAPPED:
            self.ledger.told("attendance.tapped", stay, began, by=session.facilitator_id, grounds="leads the session")
        else:
            by = None if door == Stay.Door.KIOSK else stay.person_id
            self.ledger.told("session.joined", stay, began, by=by, system="" if by else "kiosk")
        return stay

    def _person(self, one: Somebody) -> Person:
        return self.loaded.people[one.key]
