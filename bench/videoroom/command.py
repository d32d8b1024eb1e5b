"""Open a house with a media server in a network of its own, fill a room with browsers, and look at what it costs."""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench import report
from bench.procs import TICK
from tests.lives.conftest import Pages
from tests.video import network
from tests.video.conftest import FLAGS, LiveHouse
from tests.video.people import Somebody, everybody_sees_everybody, until

NAMES = ("dev", "ana", "bo", "pia")


def main() -> int:
    """Print a table and one line of JSON; 0 when everybody saw everybody."""
    parser = argparse.ArgumentParser(prog="bench/video")
    parser.add_argument("-n", type=int, default=3, choices=(2, 3, 4), help="browsers in the room")
    parser.add_argument("--seconds", type=float, default=15, help="how long the room is watched")
    parser.add_argument("--quick", action="store_true", help="two browsers, five seconds")
    options = parser.parse_args()
    if not network.is_own():
        os.environ[network.INSIDE] = "own"
        how = ["--net"] if os.geteuid() == 0 else ["--net", "--map-root-user"]
        os.execvp("unshare", ["unshare", *how, sys.executable, *sys.argv])
    if options.quick:
        options.n, options.seconds = 2, 5.0
    with tempfile.TemporaryDirectory(prefix="cairn-bench-") as folder:
        house = LiveHouse(Path(folder) / "data")
        try:
            figures = _evening(house, NAMES[: options.n], options.seconds)
        finally:
            house.close()
    _tell(figures)
    return 0


def _evening(house: LiveHouse, names: tuple[str, ...], seconds: float) -> dict[str, Any]:
    session = house.arrange()
    with sync_playwright() as playwright:
        path = os.environ.get("CAIRN_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=60_000)
        pages = Pages(house, browser)
        people = [Somebody(house, pages(name, width=1366, height=850), session, name) for name in names]
        joins = [_joins(people[0], one) for one in people]
        began = time.monotonic()
        everybody_sees_everybody(people)
        seen = time.monotonic() - began
        cpu = _cpu(house, seconds)
        back = _comes_back(people[-1].page, people)
        browser.close()
    return {"browsers": len(names), "join_s": joins, "all_see_all_s": round(seen, 2), "back_s": back, "cpu_percent": cpu,
            "app_cpu_percent_a_room": round(cpu["web"] + cpu["worker"], 1)}  # fmt: skip


def _joins(dev: Somebody, one: Somebody) -> float:
    """From the press that lets somebody in to their seat; who leads: from the press of "Come in"."""
    if one is dev:
        began = time.monotonic()
        one.knock().is_in()
        took = time.monotonic() - began
    else:
        one.knock().waits()
        began = time.monotonic()
        dev.beside("Let in", one.name.title())
        one.is_in()
        took = time.monotonic() - began
    one.shows_and_speaks()
    return round(took, 2)


def _comes_back(page: Page, people: list[Somebody]) -> float:
    """The last one loads the page anew: how long until the others are seen again."""
    mine, others = people[-1], people[:-1]
    began = time.monotonic()
    page.reload()
    until(lambda: all(mine.heard().get(one.feed(), {}).get("frames") for one in others), "did not come back")
    return round(time.monotonic() - began, 2)


def _cpu(house: LiveHouse, seconds: float) -> dict[str, float]:
    """Percent of one core, by part of the house, while the room just runs."""
    pids = house.parts()
    before, began = {name: _used(pid) for name, pid in pids.items()}, time.monotonic()
    time.sleep(seconds)  # the window that is measured
    passed = time.monotonic() - began
    return {name: round(100 * (_used(pid) - before[name]) / passed, 1) for name, pid in pids.items()}


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _tell(figures: dict[str, Any]) -> None:
    rows = [
        ("let in to a seat, median", f"{statistics.median(figures['join_s'][1:]):.2f} s"),
        ("who leads: from the lobby to a seat", f"{figures['join_s'][0]:.2f} s"),
        ("everybody sees everybody, after the last camera", f"{figures['all_see_all_s']:.2f} s"),
        ("page loaded anew to pictures of all others", f"{figures['back_s']:.2f} s"),
        *((f"processor: {name}", f"{percent} % of a core") for name, percent in figures["cpu_percent"].items()),
    ]
    report.table(f"A room with {figures['browsers']} browsers", ("what", "figure"), rows)
    report.last_line("video", figures)
