"""Minutes become units. Pure: what somebody attended and the payer's table in, rows for a claim out.

One minute feeds one code: the first rule of the table that takes its kind of session. Two sessions at the same moment are
one stretch of time. A day is the day on which the session began on the organisation's clock.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Served:
    """Minutes one person was served in one session, and what still stands against claiming them."""

    person: int
    session: int
    kind: str
    day: dt.date
    began: dt.datetime
    ended: dt.datetime
    minutes: int
    against: tuple[str, ...] = ()


class Rule(Protocol):
    """What a row of the payer's table says."""

    code: str
    modifier: str
    unit: str
    minutes: int
    further_code: str
    further_minutes: int
    rounding: str
    cap: int

    @property
    def kinds_fed(self) -> list[str]: ...


@dataclass(frozen=True)
class Row:
    """One line of an export: units of one code for one person in one day or month, or why not."""

    person: int
    code: str
    modifier: str
    day: dt.date
    minutes: int
    units: int
    sessions: tuple[int, ...]
    against: tuple[str, ...] = ()

    @property
    def is_ready(self) -> bool:
        return not self.against and self.units > 0


def once(served: Iterable[Served]) -> list[Served]:
    """Time that two sessions share is counted in the one that began first."""
    found: list[Served] = []
    until: dict[int, dt.datetime] = {}
    for one in sorted(served, key=lambda s: (s.person, s.began, s.session)):
        shared = max(dt.timedelta(), min(until.get(one.person, one.began), one.ended) - one.began)
        until[one.person] = max(until.get(one.person, one.ended), one.ended)
        found.append(replace(one, minutes=max(0, one.minutes - -(-shared // MINUTE))))
    return found


def rows(served: Iterable[Served], rules: Sequence[Rule]) -> list[Row]:
    """Every row for everybody, in the order of people, days and the table."""
    taken: dict[tuple[int, int, dt.date], list[Served]] = defaultdict(list)
    for one in once(served):
        place = next((n for n, rule in enumerate(rules) if one.kind in rule.kinds_fed), None)
        if place is not None:
            day = one.day.replace(day=1) if rules[place].unit == "month" else one.day
            taken[one.person, place, day].append(one)
    found = []
    for (person, place, day), parts in taken.items():
        found += _rows(person, rules[place], day, parts)
    return sorted(found, key=lambda row: (row.person, row.day, row.code))


def _rows(person: int, rule: Rule, day: dt.date, parts: Sequence[Served]) -> list[Row]:
    """What cannot be claimed stands in a row of its own, so that it holds nothing else back."""
    clear = [one for one in parts if not one.against]
    stopped = [one for one in parts if one.against]
    found = _claims(person, rule, day, clear) if clear else []
    if stopped:
        why = tuple(dict.fromkeys(reason for one in stopped for reason in one.against))
        found.append(replace(_row(person, rule.code, rule.modifier, day, stopped, 0), against=why))
    return found


def _claims(person: int, rule: Rule, day: dt.date, parts: Sequence[Served]) -> list[Row]:
    total = sum(one.minutes for one in parts)
    first, more = units_of(rule, total)
    row = _row(person, rule.code, rule.modifier, day, parts, first)
    if not first:
        return [replace(row, against=("short",))]
    found = _capped(row, rule.cap)
    if more:
        found += _capped(replace(row, code=rule.further_code, units=more), 0)
    return found


def units_of(rule: Rule, minutes: int) -> tuple[int, int]:
    """Units of the code, and of its further code."""
    if rule.unit == "quarter":
        half = (rule.minutes - 1) // 2 if rule.rounding == "half" else 0
        return (minutes + half) // rule.minutes, 0
    if minutes < rule.minutes:
        return 0, 0
    if rule.unit == "month" and rule.further_minutes:
        return 1, (minutes - rule.minutes) // rule.further_minutes
    return 1, 0


def _capped(row: Row, cap: int) -> list[Row]:
    if not cap or row.units <= cap:
        return [row]
    return [replace(row, units=cap), replace(row, units=row.units - cap, against=("cap",))]


def _row(person: int, code: str, modifier: str, day: dt.date, parts: Sequence[Served], units: int) -> Row:
    minutes = sum(one.minutes for one in parts)
    return Row(person, code, modifier, day, minutes, units, tuple(one.session for one in parts))
