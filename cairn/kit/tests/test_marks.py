"""Stones."""

import re
import timeit

from cairn.kit.marks import HUES, mark_svg


def test_an_id_always_gives_the_same_stones_and_neighbours_differ() -> None:
    assert mark_svg(7) == mark_svg.__wrapped__(7)
    assert len({mark_svg(1000 + one) for one in range(200)}) > 195


def test_a_mark_needs_no_style_and_stays_inside_its_square() -> None:
    for seed in (0, 1, -5, 2**63 - 1, *range(300)):
        svg = mark_svg(seed)
        assert "style" not in svg and len(svg) < 330
        assert 0 <= int(re.findall(r"hue-(\d+)", svg)[0]) < HUES
        for left, low, right, high, thick in re.findall(r'M(\S+) (\S+?)L(\S+) (\S+?)" stroke-width="(\d+)"', svg):
            half = int(thick) / 2
            assert int(left) - half >= 0 and int(right) + half <= 40 and int(left) < int(right)
            assert min(int(low), int(high)) - half >= 0 and max(int(low), int(high)) + half <= 40


def test_a_size_is_one_more_class() -> None:
    assert 'class="mark large hue-' in mark_svg(7, "large")


def test_a_mark_is_remembered() -> None:
    mark_svg(99)
    assert timeit.timeit(lambda: mark_svg(99), number=1000) / 1000 < 20e-6
