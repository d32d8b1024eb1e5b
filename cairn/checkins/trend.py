"""A person's own gentle line: the days as they were said. A day without an answer is a gap, never a zero."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cairn.checkins.audience import asks_about_use
from cairn.checkins.models import CheckIn
from cairn.checkins.questions import MOODS, mood_word
from cairn.kit.clock import today
from cairn.kit.text import excerpt
from cairn.kit.trends import Point
from cairn.trust.keys import ring
from cairn.trust.viewer import Viewer

SPANS = (28, 90)


@dataclass(frozen=True)
class Line:
    """One line with its words before it and its table behind it; `marks` are words for values that have them."""

    title: str
    points: list[Point]
    low: float
    high: float
    summary: str
    marks: dict[float, str] = field(default_factory=dict)


def lines_of(viewer: Viewer, days: int) -> list[Line]:
    """The viewer's own lines over the last days. One query, one key."""
    last = today(viewer.me.time_zone)
    first = last - dt.timedelta(days=days - 1)
    rows = viewer.see(CheckIn).filter(person=viewer.me, day__gte=first, day__lte=last, not_today=False)
    said: dict[dt.date, list[CheckIn]] = defaultdict(list)
    found = list(rows.order_by("pk"))
    ring.warm(row.words_sealed for row in found)
    for row in found:
        said[row.day].append(row)
    calendar = [(first + dt.timedelta(days=n), said[first + dt.timedelta(days=n)]) for n in range(days)]
    mood = _line(_("How it was"), calendar, -5, 5, lambda row: row.mood, _word_of_mood)
    lines = [replace(mood, marks={float(value): str(label) for value, label in MOODS})]
    if asks_about_use(viewer):
        lines.append(_line(_("Craving"), calendar, 0, 10, lambda row: row.craving, _number))
    lines.append(_line(_("How sure I was of the next 7 days"), calendar, 0, 10, lambda row: row.confidence, _number))
    lines.append(_line(_("Hours of sleep"), calendar, 0, 12, lambda row: row.sleep_hours, _number))
    return lines


def _line(
    title: str,
    calendar: Sequence[tuple[dt.date, list[CheckIn]]],
    low: float,
    high: float,
    value: Callable[[CheckIn], object],
    word: Callable[[float], "str | Promise"],
) -> Line:
    points = [_point(day, rows, value) for day, rows in calendar]
    return Line(title, points, low, high, summary(points, word))


def _point(day: dt.date, rows: Sequence[CheckIn], value: Callable[[CheckIn], object]) -> Point:
    """The day's last answer, with the words said that day."""
    answers = [answer for answer in map(value, rows) if answer is not None]
    words = " · ".join(excerpt(row.words, 160) for row in rows if row.words)
    label = formats.date_format(day, "MONTH_DAY_FORMAT")
    return Point(label, float(str(answers[-1])) if answers else None, words)


def summary(points: Sequence[Point], word: Callable[[float], "str | Promise"]) -> str:
    """What the line shows, in plain words that weigh nothing."""
    values = sorted(point.value for point in points if point.value is not None)
    if not values:
        return _("No answers in these days yet. That is fine.")
    days = len(values)
    if days == 1:
        return _("You answered on one day: %(value)s.") % {"value": word(values[0])}
    answered = ngettext("You answered on %(days)s day.", "You answered on %(days)s days.", days) % {"days": days}
    low, high = str(word(values[days // 4])), str(word(values[-1 - days // 4]))
    if low == high:
        return f"{answered} " + _("Most days: %(value)s.") % {"value": low}
    return f"{answered} " + _("Most days: between %(low)s and %(high)s.") % {"low": low, "high": high}


def _word_of_mood(value: float) -> "str | Promise":
    return str(mood_word(round(value))).lower()


def _number(value: float) -> str:
    return formats.number_format(round(value, 1), decimal_pos=None if value % 1 else 0)
