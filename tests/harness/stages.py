"""The stages of `./test`, in their order: the cheap ones first."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.harness.tally import PYTHON, Tally, check, pytest

ROOT = Path(__file__).resolve().parents[2]
APART = [
    "tests/lives",
    "tests/look",
    "tests/drills",
    "tests/video",
]  # these start whole sites, so each has a stage of its own
Environment = dict[str, str]


class Stage(NamedTuple):
    """One thing that must hold."""

    says: str
    run: Callable[[Environment], Tally]
    needs: tuple[str, ...] = ()  # programs of the system, or "postgresql" and "redis" as running servers
    fast: bool = True


def _lint(environment: Environment) -> Tally:
    return check([PYTHON, "-m", "ruff", "check", "--no-cache", ".", "run", "test"], environment)


def _format(environment: Environment) -> Tally:
    return check([PYTHON, "-m", "ruff", "format", "--no-cache", "--check", ".", "run", "test"], environment)


def _types(environment: Environment) -> Tally:
    return check([PYTHON, "-m", "mypy", "cairn", "tests", "conftest.py", "manage.py"], environment)


def _imports(environment: Environment) -> Tally:
    return check([PYTHON, str(Path(PYTHON).parent / "lint-imports"), "--no-cache"], environment)


def _migrations(environment: Environment) -> Tally:
    return check([PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], environment)


def _words(environment: Environment) -> Tally:
    return check([PYTHON, "-m", "cairn", "words", "--check"], environment)


def _unit(environment: Environment) -> Tally:
    apart = [f"--ignore={path}" for path in APART]
    return pytest(["-n", "2", "--dist", "worksteal", *apart, "cairn", "tests", "bench"], environment)


def _lives(environment: Environment) -> Tally:
    # Two browsers at once on two cores starve each other. Pages that are only looked at can wait for their turn; journeys,
    # in which people wait for each other, go one at a time.
    pages = "tests/lives/test_pages.py"
    looked_at = pytest(["-n", "2", "--dist", "worksteal", pages], environment)
    return looked_at + pytest(["tests/lives", "tests/look", f"--ignore={pages}"], environment, limit=3600)


def _drills(environment: Environment) -> Tally:
    return pytest(["tests/drills"], environment)


def _video(environment: Environment) -> Tally:
    # A network of its own: the media server uses no loopback, and whatever is sent to anybody else is seen.
    private = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
    if subprocess.run([*private, "true"], capture_output=True, check=False).returncode:
        return Tally(told=["Not tested: this machine lets nobody make a network of their own (unshare --net)."])
    return pytest(["tests/video"], {**environment, "CAIRN_TEST_NETWORK": "own"}, before=private)


STAGES: dict[str, Stage] = {
    "lint": Stage("ruff finds nothing", _lint),
    "format": Stage("ruff would format nothing", _format),
    "types": Stage("mypy --strict finds nothing", _types),
    "imports": Stage("imports go one way", _imports),
    "migrations": Stage("migrations say what models say", _migrations),
    "words": Stage("every sentence is there in English and Spanish", _words),
    "sqlite": Stage("units, policy and pages on SQLite", _unit),
    "postgresql": Stage("the same on PostgreSQL, as the application's own role", _unit, ("postgresql", "redis"), False),
    "lives": Stage("journeys and accessibility in a real browser", _lives, ("chromium",), False),
    "video": Stage(
        "a session in real browsers, in a network of its own", _video, ("chromium", "janus", "relay", "network"), False
    ),
    "drills": Stage("starting, stopping, killing, restoring", _drills, ("postgresql", "redis"), False),
}
