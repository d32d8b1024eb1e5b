"""Browsers with a painted camera and a humming microphone, in a house with a media server of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.drills.site import ROOT
from tests.lives.conftest import Pages
from tests.lives.house import PATIENCE_S, House
from tests.video import network

FLAGS = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--no-sandbox", "--disable-gpu",
         "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
         "--disable-backgrounding-occluded-windows", "--autoplay-policy=no-user-gesture-required",
         "--auto-select-desktop-capture-source=Entire screen",
         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]  # fmt: skip
ARRANGE = """
import datetime as dt
from zoneinfo import ZoneInfo
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.groups.models import Group
from cairn.meetings.actions import arrange_series
from cairn.meetings.models import Session
from cairn.people.models import Person
from tests.cast import as_
with wall.everywhere("a test"):
    people = {one.chosen_name: one for one in Person.objects.filter(organisation__slug="harbor-house")}
    group = Group.objects.get(name="Tuesday group", organisation__slug="harbor-house")
begins = now().astimezone(ZoneInfo("America/Phoenix")) - dt.timedelta(minutes=2)
series = arrange_series(as_(people["Dev"]), kind="therapy", name="Tuesday evening", group=group, zone="America/Phoenix",
    at=begins.time().replace(second=0, microsecond=0), minutes=90, begins_on=begins.date(), is_online=True,
    facilitator=people["Dev"], co_facilitator=people["Pia"])
print(Session.objects.get(organisation=series.organisation, series=series).pk)
"""


class LiveHouse(House):
    """The product as `run` starts it: web, worker and media server under one supervisor."""

    def _open(self) -> None:
        if network.is_own():
            network.raise_up()
        with (self.data.parent / "run.log").open("wb") as said:
            command = [sys.executable, "-m", "cairn", "run", "--port", str(self.port)]
            self._children.append(subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said, env=self._environment))
        deadline = time.monotonic() + PATIENCE_S
        while not self._answers(self.port):
            assert self._children[0].poll() is None and time.monotonic() < deadline, self.log()
            time.sleep(0.1)

    def parts(self) -> dict[str, int]:
        """The process ids of web, worker and media server."""
        supervisor = self._children[0].pid
        found = {
            _name_of_child(one, supervisor): int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit()
        }
        return {name: pid for name, pid in found.items() if name}

    def kill_media(self) -> None:
        """End the media server, this process alone, as a crash would."""
        os.kill(self.parts()["media"], signal.SIGKILL)

    def kill_web(self) -> None:
        """End the web process, this one alone, as a crash would; the supervisor starts another."""
        os.kill(self.parts()["web"], signal.SIGKILL)

    def arrange(self) -> str:
        """A session of Tuesday group that has just begun; its id."""
        return self.do(ARRANGE).split()[-1]


def _name_of_child(entry: Path, parent: int) -> str:
    try:
        fields = (entry / "stat").read_text().rpartition(")")[2].split()
        words = (entry / "cmdline").read_text().split("\0")
    except OSError:
        return ""
    if int(fields[1]) != parent:
        return ""
    return "media" if words[0].endswith("janus") else next((one for one in ("web", "worker") if one in words), "")


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveHouse]:
    """Harbor House with a live room."""
    if network.is_own():
        network.raise_up()
    opened = LiveHouse(tmp_path_factory.mktemp("video") / "data", CAIRN_RELAY="1")
    yield opened
    opened.close()


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Playwright itself."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One browser for everybody; each person has a context of their own."""
    path = os.environ.get("CAIRN_CHROMIUM", "/usr/bin/chromium")
    browser = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=60_000)
    yield browser
    browser.close()


@pytest.fixture
def page_for(house: LiveHouse, chromium: Browser) -> Iterator[Pages]:
    """`page_for("ana")`: a signed-in page; what went wrong on one fails the test."""
    pages = Pages(house, chromium)
    yield pages
    pages.close()
    assert not pages.wrong, "\n".join(pages.wrong)
