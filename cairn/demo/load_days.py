"""How people were and what followed, into the database: check-ins, whom they were shown to, answers, concerns."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

from cairn.checkins.models import CheckIn, Checkpoint, Encouragement, Pulse, Shown
from cairn.demo.load_people import Loaded
from cairn.demo.shape import Cheer, Daily, Weekly, Worry
from cairn.kit.clock import now
from cairn.notices.models import Notice
from cairn.safety.actions import PATIENCE
from cairn.safety.models import Concern, ConcernStep, Reach
from cairn.trust.models import Look

BY_TEAM = "shown to team & care team"
UNSEEN_FOR = dt.timedelta(hours=20)
DAY = dt.timedelta(days=1)


class Days:
    """Writes the days of a story; keeps the rows of what was shown to groups, for the cards in their rooms."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded, self.story, self.ledger = loaded, loaded.story, loaded.ledger
        self.checkins: dict[int, CheckIn] = {}
        self.cards: dict[tuple[int, str], Shown] = {}

    def load(self) -> None:
        """Everything but the talk."""
        for daily in self.story.dailies:
            self._daily(daily)
        for weekly in self.story.weeklies:
            self._weekly(weekly)
        for cheer in self.story.cheers:
            self._cheer(cheer)
        self._pulses()
        for worry in self.story.worries:
            self._worry(worry)
        self._team()
        self.ledger.write()

    def _daily(self, daily: Daily) -> None:
        person, at = self.loaded.people[daily.person], daily.at
        halt = dict.fromkeys(daily.halt, True)
        row = self.checkins[id(daily)] = self.ledger.add(
            CheckIn, at, person=person, day=daily.day, client_id=f"demo-{len(self.checkins)}", not_today=daily.not_today,
            mood=daily.mood, used=daily.used or "", craving=daily.craving, confidence=daily.confidence,
            risky_ahead=daily.risky_ahead, sleep_hours=_hours(daily.sleep_hours), sleep_quality=daily.sleep_quality,
            connected=daily.connected, safe=daily.safe, wants=daily.wants, words=daily.words, **halt,
        )  # fmt: skip
        self.ledger.told("checkin.made", row, at, by=person.pk)
        if daily.safe is False:
            self.ledger.told("checkin.unsafe", row, at, by=person.pk)
        elif daily.wants == "call":
            self.ledger.told("checkin.call_wanted", row, at, by=person.pk)
        self._show(daily, {"checkin": row})

    def _weekly(self, weekly: Weekly) -> None:
        person = self.loaded.people[weekly.person]
        row = self.ledger.add(
            Checkpoint, weekly.at, person=person, week=weekly.week, client_id=f"demo-{weekly.week}", kept=weekly.kept,
            went_well=weekly.went_well, was_hard=weekly.was_hard, commitment=weekly.commitment, victory=weekly.victory,
        )  # fmt: skip
        self.ledger.told("checkpoint.made", row, weekly.at, by=person.pk)
        self._show(weekly, {"checkpoint": row})

    def _show(self, thing: Daily | Weekly, of: dict[str, Any]) -> None:
        person, at = self.loaded.people[thing.person], thing.at
        for to in thing.shown:
            kind, _, group = to.partition(":")
            whom = self._partners(thing) if kind == "partner" else [None]
            for one in whom:
                row = self.ledger.add(
                    Shown, at, person=person, to=kind, whom=one, group=self.loaded.groups.get(group), **of
                )
                self.ledger.told("checkin.shown_to_group" if group else "checkin.shown", row, at, by=person.pk)
                if group:
                    self.cards[id(thing), group] = row

    def _partners(self, thing: Daily | Weekly) -> list[Any]:
        bonds = [
            b
            for b in self.story.bonds
            if b.kind == "partners" and thing.person in {b.first, b.second} and b.since < thing.at
        ]
        return [self.loaded.people[b.second if b.first == thing.person else b.first] for b in bonds]

    def _cheer(self, cheer: Cheer) -> None:
        by, row = self.loaded.people[cheer.by], self.checkins[id(cheer.to)]
        given = self.ledger.add(
            Encouragement,
            cheer.at,
            checkin=row,
            person=by,
            kind=cheer.kind,
            client_id=f"demo-{row.pk}",
            words=cheer.words,
        )
        self.ledger.told("checkin.encouraged", given, cheer.at, by=by.pk, grounds="shown", about=row.person_id)
        if self.story.now - cheer.at < UNSEEN_FOR and not self._has_notice(row):
            self.ledger.add(Notice, cheer.at, person_id=row.person_id, kind=Notice.Kind.ENCOURAGED, row=row.pk)

    def _has_notice(self, row: CheckIn) -> bool:
        return any((one.person_id, one.row) == (row.person_id, row.pk) for one in self.ledger.kept(Notice))

    def _pulses(self) -> None:
        days: dict[str, set[dt.date]] = defaultdict(set)
        for daily in self.story.dailies:
            days[daily.person].add(daily.day)
        for key, found in days.items():
            last = max(found)
            recent = sum(day > last - 28 * DAY for day in found)
            began = self.story.moment(min(found), 9)
            self.ledger.add(Pulse, began, person=self.loaded.people[key], last_on=last, days_of_28=recent)

    def _worry(self, worry: Worry) -> None:
        person = self.loaded.people[worry.person]
        owner = self.loaded.people[worry.owner] if worry.owner else None
        taken = next((step.at for step in worry.steps if step.kind == "taken"), None)
        last = worry.steps[-1]
        closed = last.at if worry.outcome else None
        # A demo may be opened any time: what nobody has taken still has its whole patience before it climbs.
        due = None if taken else now() + PATIENCE[Concern.Why(worry.why)]
        row = self.ledger.add(
            Concern, worry.at, person=person, why=worry.why, checkin=self.checkins[id(worry.checkin)] if worry.checkin else None,
            owner=owner, taken_at=taken, closed_at=closed, closed_by=owner if closed else None, outcome=worry.outcome,
            next_step_at=due,
        )  # fmt: skip
        self.ledger.told("concern.raised", row, worry.at, by=None, system="safety", grounds="system: safety")
        for step in worry.steps:
            by = self.loaded.people[step.by] if step.by else None
            self.ledger.add(ConcernStep, step.at, concern=row, person=person, kind=step.kind, by=by, words=step.words)
            if step.kind in {"taken", "closed"} and by:
                self.ledger.told(f"concern.{step.kind}", row, step.at, by=by.pk, grounds="care team")
            elif step.kind in {"called", "wrote", "noted"} and by:
                self._reach(worry.person, by.pk, step.kind, step.at, step.words)
        for care in self.story.cares:
            if care.person == worry.person:
                seen = closed or taken
                carer = self.loaded.people[care.carer]
                self.ledger.add(Notice, worry.at, person=carer, kind=Notice.Kind.CONCERN, row=row.pk, seen_at=seen)

    def _reach(self, key: str, by: int, kind: str, at: dt.datetime, words: str) -> None:
        reason = Reach.Reason.SPOKE if kind == "called" else ""
        row = self.ledger.add(
            Reach, at, person=self.loaded.people[key], by_id=by, kind=kind, reason=reason, words=words
        )
        self.ledger.told(f"reach.{kind}", row, at, by=by, grounds="care team")

    def _team(self) -> None:
        for reached in self.story.reached:
            self._reach(reached.person, self.loaded.people[reached.by].pk, reached.kind, reached.at, reached.words)
        for glance in self.story.glances:
            looker, person = self.loaded.people[glance.by], self.loaded.people[glance.person]
            row = self.ledger.add(
                Look, glance.at, person=person, looker=looker, what=CheckIn._meta.label, grounds=BY_TEAM
            )
            self.ledger.told("look.left", row, glance.at, by=looker.pk, grounds=BY_TEAM)


def _hours(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
