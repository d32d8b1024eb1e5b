"""A line of one's own."""

import itertools

from cairn.kit.trends import HEAD, HEIGHT, WIDTH, Point, draw


def points(*values: float | None, words: dict[int, str] | None = None) -> list[Point]:
    """Days with these values."""
    said = words or {}
    return [Point(f"day {day}", value, said.get(day, "")) for day, value in enumerate(values)]


def test_a_day_without_an_answer_is_a_gap_and_never_a_zero() -> None:
    drawing = draw(points(5, 6, None, 7, 8), 0, 10)
    assert (len(drawing.lines), len(drawing.dots)) == (2, 4)


def test_a_lonely_day_is_a_dot_without_a_line() -> None:
    drawing = draw(points(None, 5, None), 0, 10)
    assert (drawing.lines, len(drawing.dots)) == ([], 1)


def test_more_is_higher_and_everything_stays_on_the_paper() -> None:
    drawing = draw(points(0, 10, 99, -4), 0, 10)
    heights = [y for _, y in drawing.dots]
    assert heights[1] < heights[0] and heights[1] == heights[2] == HEAD and heights[3] == heights[0]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in drawing.dots)


def test_nothing_at_all_and_a_single_level_are_drawn_without_complaint() -> None:
    assert draw([], 0, 10).dots == []
    assert len(draw(points(3, 3), 3, 3).dots) == 2


def test_words_stand_apart_and_the_latest_come_first() -> None:
    drawing = draw(points(*[5] * 14, words={day: f"words {day}" for day in range(14)}), 0, 10)
    places = [one.x for one in drawing.said]
    assert drawing.said[0].text == "words 13" and len(places) <= 3
    assert all(right - left >= 110 for right, left in itertools.pairwise(places))


def test_long_words_stay_in_the_table() -> None:
    assert draw(points(5, 5, words={1: "w" * 60}), 0, 10).said == []
