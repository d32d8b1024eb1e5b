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
    first: int
    again: int
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
    first: tuple[int, int]
    again: tuple[int, int]
    kib: float

    @property
    def grows(self) -> bool:
        """More data, more queries: a query a row."""
        return self.first[1] > self.first[0] or self.again[1] > self.again[0]

    @property
    def verdict(self) -> str:
        """Whether it is within the bar and constant; a first look that leaves a trace is named apart."""
        if self.grows:
            return "GROWS"
        if max(self.again) > MOST:
            return f"OVER {MOST}"
        return "first look over" if max(self.first) > MOST else "ok"


def walk(house: House, roles: Sequence[str] = ()) -> Walked:
    """Visit everything in one Cairn's data, as these roles or as all."""
    path = house.work / "walk.json"
    house.inside("walk", str(path), *roles)
    walked: Walked = json.loads(Path(path).read_text())
    return walked


def costs(once: Walked, thrice: Walked) -> list[Cost]:
    """Every address and viewer met in both walks."""
    found = []
    for viewer, name in dict.fromkeys((page["viewer"], page["name"]) for page in once["pages"]):
        before, after = (
            [page for page in walked["pages"] if (page["viewer"], page["name"]) == (viewer, name)]
            for walked in (once, thrice)
        )
        if after:
            first, again = (
                (max(page[visit] for page in before), max(page[visit] for page in after))
                for visit in ("first", "again")
            )
            found.append(Cost(name, viewer, first, again, max(page["bytes"] for page in after) / 1024))
    return sorted(found, key=lambda cost: (-max(cost.first), cost.name, cost.viewer))


def show(found: Sequence[Cost], walked: Walked) -> dict[str, object]:
    """A table: for each address the viewer for whom it is dearest; and what nobody reached."""
    dearest: dict[str, Cost] = {}
    for cost in found:
        known = dearest.get(cost.name)
        if known is None or (cost.verdict != "ok", max(cost.again)) > (known.verdict != "ok", max(known.again)):
            dearest[cost.name] = cost
    rows = [(c.name, c.viewer, *c.first, *c.again, f"{c.kib:.1f}", c.verdict) for c in dearest.values()]
    head = ("address", "as", "first 1x", "3x", "again 1x", "3x", "html KiB", "")
    report.table(f"Queries a page (bar: {MOST}, the same at 1x and 3x)", head, rows)
    broken = [page for page in walked["pages"] if page["status"] >= 500]
    for page in broken:
        print(f"  {page['path']} as {page['viewer']}: {page['status']}")
    if walked["unreached"]:
        print(f"  Not reached by any link or form: {', '.join(walked['unreached'])}")
    return {
        "pages": len(dearest),
        "visits": len(found),
        "most_queries": max((max(cost.again) for cost in found), default=None),
        "most_queries_first_look": max((max(cost.first) for cost in found), default=None),
        "over_bar": [f"{c.name} as {c.viewer}: {max(c.again)}" for c in found if max(c.again) > MOST],
        "first_look_over_bar": [f"{c.name} as {c.viewer}: {max(c.first)}" for c in found if max(c.first) > MOST],
        "growing": [f"{c.name} as {c.viewer}: {c.first}, {c.again}" for c in found if c.grows],
        "broken": [f"{page['path']} as {page['viewer']}" for page in broken],
        "unreached": walked["unreached"],
    }
