"""Figures out of many values."""

from collections.abc import Iterable


def quantile(values: Iterable[float], q: float) -> float | None:
    """The value below which the share `q` of all values lies; None of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))] if ordered else None
