"""Queries of every page, with once and three times the data."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from bench import report
from bench.product import House

MOST = 12


class Page(TypedDict):
    """A visit, as bench.inside.walk writes it."""

    viewer: str
    name: str
    path: str
    status: int
    cold: int
    warm: int
    bytes: int


class Walked(TypedDict):
    """One walk through everything."""

    pages: list[Page]
    cookies: dict[str, str]
    unreached: list[str]


@dataclass(frozen=True)
class Cost:
    """One address as one kind of viewer: the dearest of its pages, at 1x and 3x."""

    name: str
    viewer: str
    once: int
    thrice: int
    warm: int
    kib: float

    @property
    def grows(self) -> bool:
        """More data, more queries: a query a row."""
        return self.thrice > self.once

    @property
    def fits(self) -> bool:
        """Within the bar, and constant."""
        return max(self.once, self.thrice) <= MOST and not self.grows


def walk(house: House) -> Walked:
    """Visit everything in one Cairn's data."""
    path = house.work / "walk.json"
    house.inside("walk", str(path))
    walked: Walked = json.loads(Path(path).read_text())
    return walked


def costs(once: Walked, thrice: Walked) -> list[Cost]:
    """Every address and viewer met in both walks."""
    found = []
    for viewer, name in dict.fromkeys((page["viewer"], page["name"]) for page in once["pages"]):
        first, second = (
            [page for page in walked["pages"] if (page["viewer"], page["name"]) == (viewer, name)]
            for walked in (once, thrice)
        )
        if second:
            cold = [max(page["cold"] for page in pages) for pages in (first, second)]
            warm = max(page["warm"] for page in second)
            found.append(Cost(name, viewer, cold[0], cold[1], warm, max(page["bytes"] for page in second) / 1024))
    return sorted(found, key=lambda cost: (-cost.thrice, cost.name, cost.viewer))


def show(found: Sequence[Cost], walked: Walked) -> dict[str, object]:
    """A table: for each address the viewer for whom it is dearest; and what nobody reached."""
    dearest: dict[str, Cost] = {}
    for cost in found:
        known = dearest.get(cost.name)
        if known is None or (cost.fits, -cost.thrice) < (known.fits, -known.thrice):
            dearest[cost.name] = cost
    rows = [
        (
            c.name,
            c.viewer,
            c.once,
            c.thrice,
            c.warm,
            f"{c.kib:.1f}",
            "ok" if c.fits else "GROWS" if c.grows else f"OVER {MOST}",
        )
        for c in dearest.values()
    ]
    head = ("address", "as", "queries 1x", "3x", "3x warm", "html KiB", "")
    report.table(f"Queries a page, nothing remembered (bar: {MOST}, the same at 1x and 3x)", head, rows)
    broken = [page for page in walked["pages"] if page["status"] >= 500]
    for page in broken:
        print(f"  {page['path']} as {page['viewer']}: {page['status']}")
    if walked["unreached"]:
        print(f"  Not reached by any link or form: {', '.join(walked['unreached'])}")
    return {
        "pages": len(dearest),
        "visits": len(found),
        "most_queries": max((cost.thrice for cost in found), default=None),
        "over_bar": [f"{c.name} as {c.viewer}: {c.thrice}" for c in found if max(c.once, c.thrice) > MOST],
        "growing": [f"{c.name} as {c.viewer}: {c.once} to {c.thrice}" for c in found if c.grows],
        "broken": [f"{page['path']} as {page['viewer']}" for page in broken],
        "unreached": walked["unreached"],
    }
