"""Who needs someone, and why: computed from the rows the viewer may see, in a number of queries that never grows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, BooleanField, Exists, F, OuterRef, Q, QuerySet, Value

from cairn.care.models import CareTie, Enrolment
from cairn.checkins.models import CheckIn, Pulse
from cairn.groups.models import Seat
from cairn.home import reasons, words
from cairn.home.reasons import Act, Beat, Reason, Said
from cairn.kit.clock import now, start_of, today
from cairn.pairs.models import Tie
from cairn.people.models import Person, Role
from cairn.safety.models import Concern, Reach
from cairn.safety.team import STEPS
from cairn.trust import looks, rules
from cairn.trust.viewer import Viewer

FILTERS = ("mine", "unowned", "all")
ACTS_KEPT = dt.timedelta(days=14)
BY_TEAM = "shown to team & care team"


@dataclass
class Need:
    """One row of Today: a person, why, since when, and whose it is."""

    person: Person
    reasons: list[Reason]
    concern: Concern | None = None
    owner: Person | None = None
    groups: list[str] = field(default_factory=list)
    is_mine: bool = False

    @property
    def is_unowned(self) -> bool:
        return self.owner is None

    @property
    def waits_for_me(self) -> bool:
        """Handed to the viewer, who has not said yes yet."""
        return self.is_mine and self.concern is not None and self.concern.taken_at is None

    @property
    def is_safety(self) -> bool:
        return any(reason.kind in reasons.SAFETY for reason in self.reasons)

    @property
    def sentences(self) -> list[str]:
        return [words.sentence(reason) for reason in self.reasons if reason.kind != "craving_rising"]

    @property
    def chips(self) -> list[str]:
        return [words.chip(reason) for reason in self.reasons if reason.kind not in reasons.CONCERNS]

    @property
    def since(self) -> dt.datetime:
        """Since when the earliest reason holds; a silence, since the last check-in."""
        return min(reason.at - reasons.QUIET if reason.kind == "silent" else reason.at for reason in self.reasons)

    @property
    def span(self) -> str:
        return words.how_long(now() - self.since)

    @property
    def ladder_step(self) -> int:
        return min(self.concern.step, STEPS) if self.concern else 0

    @property
    def order(self) -> tuple[int, int, dt.datetime]:
        taken = self.concern is not None and self.concern.taken_at is not None
        return reasons.order(reasons.rank(self.reasons, taken=taken), self.reasons)


def who_needs_someone(viewer: Viewer) -> list[Need]:
    """The viewer's rows, the most pressing first. Leaves a Look for each person whose check-ins it shows."""
    moment = now()
    concerns = _concerns(viewer, moment)
    acts = _acts(viewer, concerns, moment)
    found: dict[int, list[Reason]] = defaultdict(list)
    people: dict[int, Person] = {}
    for concern in concerns:
        if concern.closed_at is None:
            people[concern.person_id] = concern.person
            found[concern.person_id].append(Reason(concern.why, concern.made_at, reasons.WEIGHTS[concern.why]))
    looked_at = _from_checkins(viewer, moment, people, found)
    _from_pulses(viewer, people, found)
    _from_steps(viewer, people, found)
    standing = _standing(found, acts, moment)
    _leave_looks(viewer, looked_at, standing)
    return _rows(viewer, people, standing, concerns)


def counted(needs: Sequence[Need]) -> dict[str, int]:
    """How many rows each filter shows."""
    return {name: len(only(needs, name)) for name in FILTERS}


def only(needs: Sequence[Need], filter_: str) -> list[Need]:
    """The rows of one filter."""
    if filter_ == "mine":
        return [need for need in needs if need.is_mine]
    if filter_ == "unowned":
        return [need for need in needs if need.is_unowned]
    return list(needs)


def _concerns(viewer: Viewer, moment: dt.datetime) -> list[Concern]:
    """Open ones, and those closed lately: closing is an act too."""
    lately = Q(closed_at=None) | Q(closed_at__gt=moment - ACTS_KEPT)
    found = viewer.see(Concern).filter(lately).exclude(person=viewer.person)
    return list(found.select_related("person", "owner").order_by("made_at"))


def _acts(viewer: Viewer, concerns: Iterable[Concern], moment: dt.datetime) -> dict[int, Act]:
    rows = viewer.see(Reach).filter(made_at__gt=moment - ACTS_KEPT).order_by("made_at")
    acts = {person: Act(at, until) for person, at, until in rows.values_list("person_id", "made_at", "until")}
    for concern in concerns:
        known = acts.get(concern.person_id)
        if concern.closed_at and (known is None or known.at < concern.closed_at):
            acts[concern.person_id] = Act(concern.closed_at)
    return acts


def _from_checkins(
    viewer: Viewer, moment: dt.datetime, people: dict[int, Person], found: dict[int, list[Reason]]
) -> dict[int, bool]:
    """Reasons in check-ins shown to the team; returns whose were read, and whether this visit's Look stands already."""
    by_team = next(c for c in rules.rule(CheckIn, "view").alternatives if c.grounds == BY_TEAM)
    known = looks.fresh(viewer.me, CheckIn, BY_TEAM).filter(person=OuterRef("person"))
    shown = viewer.see(CheckIn).filter(by_team.q(viewer.who), made_at__gt=moment - reasons.WINDOW, person__left_at=None)
    said: dict[int, list[Said]] = defaultdict(list)
    looked: dict[int, bool] = {}
    for row in (
        shown.exclude(person=viewer.person).annotate(looked=Exists(known)).select_related("person").order_by("pk")
    ):
        said[row.person_id].append(Said(row.made_at, row.confidence, row.craving, row.risky_ahead, row.used, row.wants))
        people[row.person_id], looked[row.person_id] = row.person, row.looked
    for person, checkins in said.items():
        found[person] += reasons.from_checkins(checkins, moment)
    return looked


def _from_pulses(viewer: Viewer, people: dict[int, Person], found: dict[int, list[Reason]]) -> None:
    zone = viewer.me.organisation.zone
    quiet = viewer.see(Pulse).filter(
        last_on__lte=today(zone) - dt.timedelta(days=reasons.SILENT_DAYS - 1),
        days_of_28__gte=reasons.PRIOR_DAYS,
        person__left_at=None,
    )
    for pulse in quiet.exclude(person=viewer.person).select_related("person"):
        own = pulse.person.zone or zone
        began = start_of(pulse.last_on + dt.timedelta(days=reasons.SILENT_DAYS), own)
        beat = Beat(pulse.last_on, pulse.days_of_28, pulse.made_at.date())
        reason = reasons.from_silence(beat, today(own), began)
        if reason:
            people[pulse.person_id] = pulse.person
            found[pulse.person_id].append(reason)


def _from_steps(viewer: Viewer, people: dict[int, Person], found: dict[int, list[Reason]]) -> None:
    """The new and those who changed level, for who cares for them, else for who coordinates; the alone, for the latter."""
    zone = viewer.me.organisation.zone
    day = today(zone)
    settling = day - dt.timedelta(days=reasons.SETTLING_DAYS)
    for row in _under_way(viewer, settling, day - dt.timedelta(days=reasons.ALONE_DAYS)):
        people[row.person_id] = row.person
        if row.is_settling:
            is_new = row.step in {Enrolment.Step.ADMITTED, Enrolment.Step.READMITTED}
            at = start_of(row.began_on, zone)
            found[row.person_id].append(reasons.from_step(is_new=is_new, level=row.level.name, at=at))
        if row.is_alone:
            at = start_of(row.began_on + dt.timedelta(days=reasons.ALONE_DAYS), zone)
            found[row.person_id].append(reasons.from_standing_alone(at))


def _under_way(viewer: Viewer, settling: dt.date, alone: dt.date) -> QuerySet[Any]:
    """Enrolments under way that say something to this viewer: `is_settling`, `is_alone`."""
    here = {"person": OuterRef("person"), "ended_at": None}
    seats = viewer.see(Seat).filter(person=OuterRef("person"), left_at=None)
    coordinates = Role.Kind.COORDINATOR in viewer.roles
    cared_for = Exists(viewer.see(CareTie).filter(**here))
    by_me = Exists(viewer.see(CareTie).filter(**here, carer=viewer.person))
    with_somebody = Exists(seats) | Exists(viewer.see(Tie).filter(**here, bond__ended_at=None))
    rows = viewer.see(Enrolment).filter(ended_on=None, person__left_at=None).exclude(person=viewer.person)
    rows = rows.annotate(
        is_settling=Q(began_on__gte=settling) & (by_me | ~cared_for if coordinates else by_me),
        is_alone=Q(began_on__lte=alone) & ~with_somebody if coordinates else Value(False, BooleanField()),
    )
    return rows.filter(Q(is_settling=True) | Q(is_alone=True)).select_related("person", "level")


def _standing(found: dict[int, list[Reason]], acts: dict[int, Act], moment: dt.datetime) -> dict[int, list[Reason]]:
    kept = {
        person: [reason for reason in all_ if reasons.still_stands(reason, acts.get(person), moment)]
        for person, all_ in found.items()
    }
    # "Rising" only says more about a craving; alone it is no row.
    return {person: rest for person, rest in kept.items() if any(reason.kind != "craving_rising" for reason in rest)}


def _leave_looks(viewer: Viewer, looked: dict[int, bool], standing: dict[int, list[Reason]]) -> None:
    said = set(reasons.WEIGHTS) - reasons.CONCERNS - reasons.PLACES
    read = [p for p, rest in standing.items() if looked.get(p) is False and any(r.kind in said for r in rest)]
    looks.leave_many(viewer.me, read, CheckIn, BY_TEAM)


def _rows(
    viewer: Viewer, people: dict[int, Person], standing: dict[int, list[Reason]], concerns: Iterable[Concern]
) -> list[Need]:
    owners, groups = _around(viewer, list(standing))
    needs = []
    for person, why in standing.items():
        concern = _most_pressing([c for c in concerns if c.person_id == person and c.closed_at is None])
        owner = concern.owner if concern else owners.get(person)
        ranked = sorted(why, key=lambda reason: (-reason.weight, reason.at))
        needs.append(Need(people[person], ranked, concern, owner, groups.get(person, []), owner == viewer.person))
    return sorted(needs, key=lambda need: need.order)


def _most_pressing(concerns: Sequence[Concern]) -> Concern | None:
    return max(concerns, key=lambda one: (reasons.WEIGHTS[one.why], one.taken_at is None), default=None)


def _around(viewer: Viewer, persons: list[int]) -> tuple[dict[int, Person], dict[int, list[str]]]:
    """Who looks first after each person, and the groups they sit in, as far as the viewer knows. One query for both."""
    ties = viewer.see(CareTie).filter(person__in=persons, is_owner=True, ended_at=None, carer__left_at=None)
    seats = viewer.see(Seat).filter(person__in=persons, left_at=None, part=Seat.Part.MEMBER)
    owned = ties.values_list("person_id", F("carer_id"), F("carer__chosen_name"))
    seated = seats.values_list("person_id", Value(0, BigIntegerField()), F("group__name"))
    owners: dict[int, Person] = {}
    groups: dict[int, list[str]] = defaultdict(list)
    for person, carer, name in owned.union(seated, all=True):
        if carer:
            owners[person] = Person(pk=carer, organisation_id=viewer.organisation_id, chosen_name=name)
        else:
            groups[person].append(name)
    return owners, {person: sorted(names) for person, names in groups.items()}
