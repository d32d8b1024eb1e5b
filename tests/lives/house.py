"""A whole Cairn for browsers: prepared, staged, web and worker in processes of their own on loopback."""

import atexit
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.drills.site import ROOT, free_port, own_environment
from tests.lives.stage import PASSWORD

PATIENCE_S = 90.0
# Data directories on which the stage is set, by how it was set: it takes half a minute, and a copy is as good.
_set: dict[tuple[str, ...], Path] = {}


class House:
    """The running product. `people` and `places` hold the ids of the cast and of where they meet."""

    def __init__(self, data: Path, *, staged: bool = True, filled: bool = False, **environment: str) -> None:
        self.data, self.port, self.password = data, free_port(), PASSWORD
        self.url = f"http://127.0.0.1:{self.port}"
        self.people: dict[str, dict[str, str]] = {}
        self.places: dict[str, str] = {}
        self._environment = own_environment(
            CAIRN_DATA=str(data), DJANGO_SETTINGS_MODULE="cairn.settings", PYTHONUNBUFFERED="1", **environment
        )
        self._children: list[subprocess.Popen[bytes]] = []
        if staged:
            self._stage(*(["filled"] if filled else []))
        else:
            self.tell("-m", "cairn", "prepare")
        self._open()

    def tell(self, *arguments: str) -> str:
        """Run Python in the house's environment to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self._environment, capture_output=True, text=True,
            timeout=PATIENCE_S * 2, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def do(self, source: str) -> str:
        """Run a few lines that may import models, such as to move a clock; slow, so use it where pages cannot."""
        return self.tell("-c", f"import django; django.setup()\n{source}")

    def address(self, path: str = "", organisation: str = "harbor-house") -> str:
        """The full address of a page, such as address("today") or address("groups/{tuesday}/")."""
        return f"{self.url}/{organisation}/{path.format(**self.places)}" if organisation else f"{self.url}/{path}"

    def speaks(self, name: str, language: str) -> None:
        """Set the language of one of the cast."""
        database = sqlite3.connect(self.data / "cairn.sqlite3", timeout=20)
        with database:
            database.execute("UPDATE people_person SET language = ? WHERE id = ?", (language, self.people[name]["id"]))
        database.close()

    def close(self) -> None:
        """End web and worker, these processes alone."""
        for child in self._children:
            child.terminate()
        for child in self._children:
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait(10)

    def log(self) -> str:
        """What web and worker said on their way."""
        return "".join(path.read_text() for path in sorted(self.data.parent.glob("*.log")))

    def _stage(self, *how: str) -> None:
        note = self.data.parent / "stage.json"
        on_files = "CAIRN_DATABASE_URL" not in self._environment
        if on_files and how in _set:
            shutil.copytree(_set[how] / "data", self.data)
            shutil.copy(_set[how] / note.name, note)
        else:
            self.tell("-m", "cairn", "prepare")
            self.tell("-m", "tests.lives.stage", str(note), *how)
            if on_files:
                self._keep_a_copy(how, note)
        staged: dict[str, Any] = json.loads(note.read_text())
        self.people, self.places = staged["people"], staged["places"]

    def _keep_a_copy(self, how: tuple[str, ...], note: Path) -> None:
        kept = Path(tempfile.mkdtemp(prefix="cairn-stage-"))
        atexit.register(shutil.rmtree, kept, ignore_errors=True)
        shutil.copytree(self.data, kept / "data")
        shutil.copy(note, kept)
        _set[how] = kept

    def _open(self) -> None:
        self._begin("web", "--port", str(self.port))
        self._begin("worker")
        self._wait_for(self.port)

    def open_another_door(self) -> int:
        """A second web process of the same house; its port."""
        port = free_port()
        self._begin("web", "--port", str(port))
        self._wait_for(port)
        return port

    def _begin(self, *command: str) -> None:
        number = len(self._children) + 1
        with (self.data.parent / f"{command[0]}-{number}.log").open("wb") as said:
            child = subprocess.Popen(
                [sys.executable, "-m", "cairn", *command], cwd=ROOT, stdout=said, stderr=said,
                env={**self._environment, "CAIRN_PROCESS": str(number)},
            )  # fmt: skip
        self._children.append(child)

    def _wait_for(self, port: int) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not self._answers(port):
            assert all(one.poll() is None for one in self._children) and time.monotonic() < deadline, self.log()
            time.sleep(0.1)

    def _answers(self, port: int) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False
