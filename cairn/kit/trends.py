"""A gentle line: a person's own trend drawn on the server, with words before it and a table behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, EDGE, FOOT = 640, 200, 26, 28


@dataclass(frozen=True)
class Point:
    """One day: its label, its value (None where nothing was said) and the person's own words."""

    label: str
    value: float | None
    words: str = ""


@dataclass(frozen=True)
class Drawing:
    """Numbers ready for a template: nothing here needs a style attribute."""

    lines: list[str]
    dots: list[tuple[float, float]]
    grid: list[tuple[float, float]]
    first: str
    last: str
    width: int = WIDTH
    height: int = HEIGHT


def draw(points: Sequence[Point], low: float, high: float, steps: int = 2) -> Drawing:
    """Lay points out between low and high. A day without an answer is a gap, never a zero."""
    span = (high - low) or 1
    room = HEIGHT - FOOT - 12

    def down(value: float) -> float:
        return round(12 + room * (1 - (min(max(value, low), high) - low) / span), 1)

    across = (WIDTH - EDGE - 8) / max(len(points) - 1, 1)
    lines: list[list[str]] = [[]]
    dots: list[tuple[float, float]] = []
    for place, point in enumerate(points):
        if point.value is None:
            lines.append([])
            continue
        x, y = round(EDGE + across * place, 1), down(point.value)
        lines[-1].append(f"{x},{y}")
        dots.append((x, y))
    grid = [(down(low + span * step / steps), low + span * step / steps) for step in range(steps + 1)]
    ends = (points[0].label, points[-1].label) if points else ("", "")
    return Drawing([" ".join(line) for line in lines if len(line) > 1], dots, grid, *ends)
