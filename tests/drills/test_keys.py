"""Keys are renewed while people write: nothing fails, nothing is lost, nobody is signed out; a wrong key starts nothing."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cairn.cli.exits import Exit
from tests.drills.site import PATIENCE_S, ROOT, Site, cairn, own_environment
from tests.drills.visitor import Staged, Visitor, staged

RENEWED = ("key-encryption", "sign-in")
WRITERS = ("ana", "bo", "dev", "pia")
ENOUGH = 3  # messages of each before, and again after


@dataclass
class Writing:
    """Somebody who writes and checks in without a pause until told to stop, and what was acknowledged to them."""

    visitor: Visitor
    room: str
    kept: list[str] = field(default_factory=list)
    checked_in: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    wrote: threading.Condition = field(default_factory=threading.Condition)

    def run(self) -> None:
        """Write."""
        number = 0
        while not self.stopped.is_set():
            number += 1
            words = f"{self.visitor.name} wrote {number}."
            if self.visitor.post(f"messages/{self.room}/send", {"body": words, "client_id": f"m{number}"}) == 302:
                self.kept.append(words)
            if self.visitor.name in {"ana", "bo"} and self.visitor.land("checkin", f"c{number}", words=words) == 200:
                self.checked_in.append(words)
            with self.wrote:
                self.wrote.notify_all()

    def wait_for(self, more: int) -> None:
        """Return once so much more was acknowledged."""
        wanted = len(self.kept) + more
        with self.wrote:
            assert self.wrote.wait_for(lambda: len(self.kept) >= wanted, PATIENCE_S), self.visitor.statuses


@dataclass
class Rotated:
    """What was there before, and what came of it."""

    data: Path
    house: Staged
    old: dict[str, bytes]
    writing: list[Writing]
    said: subprocess.CompletedProcess[str]
    zoe: int


@pytest.fixture(scope="module")
def rotated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rotated]:
    """Keys renewed under load. Lantern Bay's key was opened by nobody before: web has to open it with the new one."""
    data = tmp_path_factory.mktemp("keys") / "var"
    house = staged(data)
    old = {name: (data / "keys" / name).read_bytes() for name in RENEWED}
    with Site(data, CAIRN_CHAT_RATE="0") as site:
        site.wait_for("Cairn is ready")
        writing = [Writing(Visitor(site.port, house, name), house["places"]["room"]) for name in WRITERS]
        threads = [threading.Thread(target=one.run, daemon=True) for one in writing]
        for thread in threads:
            thread.start()
        for one in writing:
            one.wait_for(ENOUGH)
        said = cairn("rotate-keys", "--data", str(data))
        for one in writing:
            one.wait_for(ENOUGH)
        zoe = Visitor(site.port, house, "zoe", "lantern-bay").land("checkin", "zoe", words="Here too.")
        for one in writing:
            one.stopped.set()
        for thread in threads:
            thread.join(PATIENCE_S)
        assert site.stop() == Exit.FINE
    yield Rotated(data, house, old, writing, said, zoe)


def test_no_request_fails_while_keys_are_renewed(rotated: Rotated) -> None:
    assert rotated.said.returncode == 0, rotated.said.stderr
    statuses = {status for one in rotated.writing for status in one.visitor.statuses}
    assert statuses <= {200, 302}, statuses
    assert rotated.zoe == 200, "An organisation whose key nobody had opened before is opened with the new one."
    for name, key in rotated.old.items():
        assert (rotated.data / "keys" / name).read_bytes() != key, f"{name} was not renewed"
    assert not list((rotated.data / "keys").glob("*.*")), "Nothing is left beside the keys."


def test_everything_acknowledged_is_read_with_the_new_keys_in_the_same_sessions(rotated: Rotated) -> None:
    room = rotated.house["places"]["room"]
    with Site(rotated.data) as site:
        site.wait_for("Cairn is ready")
        ana, bo = (Visitor(site.port, rotated.house, name) for name in ("ana", "bo"))
        everything = sum(len(one.kept) for one in rotated.writing)
        asked = range(1, everything + 1, 100)
        found = "".join(bo.get(f"messages/{room}/again?first={at}&last={at + 99}") for at in asked)
        assert {words for one in rotated.writing for words in one.kept if words not in found} == set()
        page = 'href="[^"]*check-ins/(\\d+)/"'
        own = "".join(ana.get(f"check-ins/{pk}/") for pk in set(re.findall(page, ana.get("check-ins/")))) + ana.get(
            "check-ins/"
        )
        assert [words for words in rotated.writing[0].checked_in[-5:] if words not in own] == []
        assert set(ana.statuses + bo.statuses) == {200}, "Nobody was signed out."
        site.stop()
    for command in ("verify", "doctor"):
        done = cairn(command, "--data", str(rotated.data))
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_old_keys_open_nothing(rotated: Rotated) -> None:
    code = """
import sys, django; django.setup()
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from allauth.mfa.models import Authenticator
from cairn.kit import wall
from cairn.signin.models import Session
from cairn.signin.sealing import NotOurs, unseal_with
from cairn.trust.keys import WrongKey, unwrap
from cairn.trust.models import Key
above, sign_in = (bytes.fromhex(word) for word in sys.argv[1:])
def opens(function, trouble):
    try: function()
    except trouble: return False
    return True
with wall.everywhere("a drill"):
    keys = list(Key.objects.filter(person=None))
    sessions = list(Session.objects.values_list("session_data", flat=True))
    print(len(keys), len(sessions) > 10, sum(opens(lambda: unwrap(key, AESGCM(above)), WrongKey) for key in keys),
          sum(opens(lambda: unseal_with([sign_in], one, "session"), NotOurs) for one in sessions))
"""
    own = own_environment(CAIRN_DATA=str(rotated.data), DJANGO_SETTINGS_MODULE="cairn.settings")
    command = [sys.executable, "-c", code, *(rotated.old[name].hex() for name in RENEWED)]
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split() == ["2", "True", "0", "0"], done.stdout + done.stderr


@pytest.mark.parametrize("name", ["key-encryption", "sign-in", "journal", "blind-index"])
def test_a_wrong_key_starts_nothing(rotated: Rotated, name: str) -> None:
    place = rotated.data / "keys" / name
    right, before = place.read_bytes(), (rotated.data / "cairn.sqlite3").read_bytes()
    place.write_bytes(rotated.old.get(name, bytes(32)))
    try:
        refused = cairn("run", "--data", str(rotated.data))
    finally:
        place.write_bytes(right)
    said = refused.stderr.strip().splitlines()
    assert (refused.returncode, len(said)) == (Exit.WRONG_KEYS, 1), refused.stdout + refused.stderr
    assert name in said[0]
    assert (rotated.data / "cairn.sqlite3").read_bytes() == before, "Nothing was written."
