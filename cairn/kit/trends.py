"""A gentle line: a person's own trend drawn on the server, with words before it and a table behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, EDGE, HEAD, FOOT = 400, 180, 24, 32, 24
WORDS_SHOWN, WORDS_LONG, WORDS_APART = 3, 26, 110


@dataclass(frozen=True)
class Point:
    """One day: its label, its value (None where nothing was said) and the person's own words."""

    label: str
    value: float | None
    words: str = ""


@dataclass(frozen=True)
class Words:
    """The person's own words, above the line; a dotted thread leads down to their day."""

    x: float
    down_to: float
    anchor: str
    text: str


@dataclass(frozen=True)
class Drawing:
    """Numbers ready for a template: nothing here needs a style attribute."""

    lines: list[str]
    dots: list[tuple[float, float]]
    grid: list[tuple[float, float]]
    said: list[Words]
    first: str
    last: str
    left: int = EDGE
    width: int = WIDTH
    height: int = HEIGHT


def _place(points: Sequence[Point], low: float, high: float) -> list[tuple[float, float] | None]:
    """Where each day stands; None where nothing was said."""
    room, span = HEIGHT - FOOT - HEAD, (high - low) or 1
    across = (WIDTH - EDGE - 6) / max(len(points) - 1, 1)
    return [
        None
        if point.value is None
        else (
            round(EDGE + across * day, 1),
            round(HEAD + room * (1 - (min(max(point.value, low), high) - low) / span), 1),
        )
        for day, point in enumerate(points)
    ]


def _lines(places: Sequence[tuple[float, float] | None]) -> list[str]:
    """A day without an answer is a gap in the line, never a zero."""
    lines: list[list[str]] = [[]]
    for place in places:
        if place is None:
            lines.append([])
        else:
            lines[-1].append(f"{place[0]},{place[1]}")
    return [" ".join(line) for line in lines if len(line) > 1]


def _said(points: Sequence[Point], places: Sequence[tuple[float, float] | None]) -> list[Words]:
    """A few of the latest words, far enough apart to be read; the table has all of them."""
    said: list[Words] = []
    for point, place in reversed(list(zip(points, places, strict=True))):
        if place is None or not point.words or len(point.words) > WORDS_LONG or len(said) == WORDS_SHOWN:
            continue
        if said and said[-1].x - place[0] < WORDS_APART:
            continue
        anchor = "start" if place[0] < WIDTH * 0.25 else "end" if place[0] > WIDTH * 0.75 else "middle"
        said.append(Words(place[0], round(place[1] - 6, 1), anchor, point.words))
    return said


def draw(points: Sequence[Point], low: float, high: float, steps: int = 2) -> Drawing:
    """Lay points out between low and high, with a line at each of the steps."""
    places = _place(points, low, high)
    marks = [low + (high - low) * step / steps for step in range(steps + 1)]
    levels = _place([Point("", mark) for mark in marks], low, high)
    return Drawing(
        lines=_lines(places),
        dots=[place for place in places if place],
        grid=[(place[1], mark) for place, mark in zip(levels, marks, strict=True) if place],
        said=_said(points, places),
        first=points[0].label if points else "",
        last=points[-1].label if points else "",
    )
