"""What a weak line gets: pictures at 300/200 kbit/s, clean sound at 120/80, and everything again afterwards."""

import os
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench import report
from bench.videoroom.weakline import WeakLine
from tests.lives.conftest import Pages
from tests.video.conftest import FLAGS, LiveHouse
from tests.video.people import Somebody, everybody_sees_everybody, until

WINDOW_S, SETTLES_S = 10.0, 45.0
STATE = "async () => ({ level: cairnRoom.level ?? 0, heard: await cairnRoom.heard(), words: document.getElementById('quality').innerText })"


def measure(house: LiveHouse, folder: Path) -> int:
    """Print a table and one line of JSON; 0 when both bars are met."""
    session = house.arrange()
    path = os.environ.get("CAIRN_CHROMIUM", "/usr/bin/chromium")
    line = WeakLine(folder, house.port, path)
    try:
        with sync_playwright() as playwright:
            ours = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=60_000)
            behind = playwright.chromium.launch(executable_path=str(line.chromium), args=FLAGS, timeout=60_000)
            dev, bo = (
                Somebody(house, Pages(house, ours)(name, width=1366, height=850), session, name)
                for name in ("dev", "bo")
            )
            ana = Somebody(house, Pages(house, behind)("ana", width=1366, height=850), session, "ana")
            people = [dev, ana, bo]
            dev.knock().is_in()
            for one in (ana, bo):
                one.knock().waits()
                dev.beside("Let in", one.name.title())
                one.is_in()
            for one in people:
                one.shows_and_speaks()
            everybody_sees_everybody(people)
            figures = _lines(line, ana.page)
            behind.close()
            ours.close()
    finally:
        line.close()
    rows = [
        (name, f"{one['frames_s']} frames/s", f"{one['concealed_percent']} %", one["words"])
        for name, one in figures["lines"].items()
    ]
    report.table(
        "Ana behind a weak line, two others with cameras",
        ("line, kbit/s", "slowest picture", "sound made up", "said"),
        rows,
    )
    report.last_line("video-weak", figures)
    lines = figures["lines"]
    return 0 if lines["300/200"]["frames_s"] >= 10 and lines["120/80"]["concealed_percent"] < 2 else 1


def _lines(line: WeakLine, page: Page) -> dict[str, Any]:
    found = {"free": _window(page)}
    for name, down, up in (("300/200", 300, 200), ("120/80", 120, 80)):
        line.shape(down, up)
        time.sleep(SETTLES_S)  # what the page makes of it in that time is the figure
        found[name] = _window(page)
    line.widen()
    began = time.monotonic()
    until(lambda: page.evaluate(STATE)["level"] == 0, "never well again", seconds=300)
    return {"lines": found, "well_again_s": round(time.monotonic() - began)}


def _window(page: Page) -> dict[str, Any]:
    before = page.evaluate(STATE)
    time.sleep(WINDOW_S)  # the window that is measured
    after = page.evaluate(STATE)
    slowest, concealed = [], []
    for feed, kinds in after["heard"].items():
        was = before["heard"].get(feed, {})
        slowest.append(_grown(was, kinds, "video", "framesDecoded") / WINDOW_S)
        heard = _grown(was, kinds, "audio", "totalSamplesReceived") or 1
        concealed.append(100 * _grown(was, kinds, "audio", "concealedSamples") / heard)
    return {"level": after["level"], "words": after["words"], "frames_s": round(min(slowest), 1),
            "concealed_percent": round(max(concealed), 2)}  # fmt: skip


def _grown(was: dict[str, Any], now: dict[str, Any], kind: str, name: str) -> float:
    return float(now.get(kind, {}).get(name, 0)) - float(was.get(kind, {}).get(name, 0))
