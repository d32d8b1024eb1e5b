"""Why somebody may need somebody: pure rules over plain values. No database, no request.

The weights are ours. They follow the order of what is known to matter (own use, confidence and craving first,
then risky situations), but no published table gives these numbers, and the page says so. A safety answer is
never weighed against anything: it stands above the score.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

# Our own weights; see above. Safety stands apart: it is a rank, not a weight.
WEIGHTS = {
    "unsafe": 10, "words": 10, "support": 10, "call": 8, "handed": 6,
    "used": 4, "confidence_low": 3, "confidence_fell": 3,
    "craving": 2, "craving_rising": 1, "risky_ahead": 2, "company": 2, "silent": 2,
    "new_here": 1, "level_changed": 1, "alone": 1,
}  # fmt: skip
SAFETY = frozenset({"unsafe", "words", "support"})
CONCERNS = frozenset({"unsafe", "words", "support", "call", "handed"})
# Not said by anybody: known from where somebody stands on their way.
PLACES = frozenset({"silent", "new_here", "level_changed", "alone"})

LOW_CONFIDENCE, FALL, HIGH_CRAVING = 4, 3, 7
FRESH, AHEAD, WINDOW = dt.timedelta(hours=72), dt.timedelta(days=7), dt.timedelta(days=14)
SILENT_DAYS, SILENT_MOST, PRIOR_RATE, PRIOR_DAYS = 3, 4, 0.5, 4
SETTLING_DAYS, ALONE_DAYS = 14, 3
AGAIN = dt.timedelta(hours=72)
QUIET = dt.timedelta(days=SILENT_DAYS)


@dataclass(frozen=True)
class Said:
    """What one check-in said that was shown to the care team; None where a question was skipped."""

    at: dt.datetime
    confidence: int | None = None
    craving: int | None = None
    risky_ahead: bool | None = None
    used: str = ""
    wants: str = ""


@dataclass(frozen=True)
class Beat:
    """When somebody last checked in and how often before; nothing of what was said."""

    last_on: dt.date
    days_of_28: int
    began_on: dt.date


@dataclass(frozen=True)
class Reason:
    """One reason to reach out, when it arose, and the values its sentence needs."""

    kind: str
    at: dt.datetime
    weight: int
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Act:
    """Somebody did something about it. `until`: it may come back then, if the reason still stands."""

    at: dt.datetime
    until: dt.datetime | None = None


def from_checkins(said: Sequence[Said], now: dt.datetime) -> list[Reason]:
    """The reasons in somebody's shown check-ins, oldest first. The newest word on each question counts."""
    recent = [one for one in said if now - one.at <= WINDOW]
    found = [
        _used(recent, now),
        _confidence(recent, now),
        *_craving(recent, now),
        _risky(recent, now),
        _company(recent, now),
    ]
    return [reason for reason in found if reason]


def _latest(said: Sequence[Said], question: str) -> Said | None:
    return next((one for one in reversed(said) if getattr(one, question) not in (None, "")), None)


def _reason(kind: str, at: dt.datetime, **values: object) -> Reason:
    return Reason(kind, at, WEIGHTS[kind], values)


def _used(said: Sequence[Said], now: dt.datetime) -> Reason | None:
    last = _latest(said, "used")
    return _reason("used", last.at) if last and last.used == "yes" and now - last.at <= FRESH else None


def _confidence(said: Sequence[Said], now: dt.datetime) -> Reason | None:
    last = _latest(said, "confidence")
    if last is None or last.confidence is None or now - last.at > FRESH:
        return None
    before = [one.confidence for one in said if one.confidence is not None and one.at < last.at]
    usual = median(before) if before else None
    if usual is not None and usual - last.confidence >= FALL:
        return _reason("confidence_fell", last.at, now=last.confidence, usual=round(usual))
    if last.confidence <= LOW_CONFIDENCE:
        return _reason("confidence_low", last.at, now=last.confidence)
    return None


def _craving(said: Sequence[Said], now: dt.datetime) -> list[Reason]:
    levels = [(one.at, one.craving) for one in said if one.craving is not None]
    if not levels or levels[-1][1] < HIGH_CRAVING or now - levels[-1][0] > FRESH:
        return []
    at, level = levels[-1]
    high = _reason("craving", at, now=level)
    last_three = [value for _, value in levels[-3:]]
    rising = len(last_three) == 3 and last_three[0] < last_three[1] < last_three[2]
    return [high, _reason("craving_rising", at)] if rising else [high]


def _risky(said: Sequence[Said], now: dt.datetime) -> Reason | None:
    last = _latest(said, "risky_ahead")
    return _reason("risky_ahead", last.at) if last and last.risky_ahead and now - last.at <= AHEAD else None


def _company(said: Sequence[Said], now: dt.datetime) -> Reason | None:
    last = said[-1] if said else None
    return _reason("company", last.at) if last and last.wants == "company" and now - last.at <= FRESH else None


def from_silence(beat: Beat, today: dt.date, at: dt.datetime) -> Reason | None:
    """Quiet for days after checking in on at least half the days before. `at`: when the third quiet day began."""
    quiet = (today - beat.last_on).days
    if quiet < SILENT_DAYS or beat.days_of_28 < PRIOR_DAYS:
        return None
    known = (beat.last_on - beat.began_on).days + 1
    window = min(28, known) if known >= beat.days_of_28 else 28
    if beat.days_of_28 / window < PRIOR_RATE:
        return None
    return Reason("silent", at, min(WEIGHTS["silent"] + quiet - SILENT_DAYS, SILENT_MOST), {"days": quiet})


def from_step(*, is_new: bool, level: str, at: dt.datetime) -> Reason:
    """Somebody began treatment, or changed level of care, within the last `SETTLING_DAYS`. `at`: when."""
    return _reason("new_here", at) if is_new else _reason("level_changed", at, level=level)


def from_standing_alone(at: dt.datetime) -> Reason:
    """In care for `ALONE_DAYS` and in no group, without partner or mentor. `at`: since when."""
    return _reason("alone", at)


def still_stands(reason: Reason, act: Act | None, now: dt.datetime) -> bool:
    """Whether a reason still asks for somebody after the latest act. A concern stands until it is closed."""
    if act is None or reason.at > act.at or reason.kind in CONCERNS:
        return True
    if act.until is not None:
        return now >= act.until
    return reason.kind == "silent" and now - act.at >= AGAIN


def rank(reasons: Iterable[Reason], *, taken: bool) -> int:
    """Safety that nobody has taken, safety under way, then everything else."""
    if not any(reason.kind in SAFETY for reason in reasons):
        return 2
    return 1 if taken else 0


def order(rank_: int, reasons: Sequence[Reason]) -> tuple[int, int, dt.datetime]:
    """How rows are sorted: by rank, then by weight together, then who has waited longest."""
    return rank_, -sum(reason.weight for reason in reasons), min(reason.at for reason in reasons)
