"""Run one command and count what it says; show much only where something failed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

PYTHON = sys.executable
TAIL_LINES, TAIL_CHARACTERS = 160, 14_000


@dataclass
class Tally:
    """How a stage ended."""

    passed: int = 0
    failed: int = 0
    seconds: float = 0.0
    told: list[str] = field(default_factory=list)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.passed + other.passed, self.failed + other.failed, self.seconds + other.seconds, self.told + other.told
        )


def check(command: list[str], environment: dict[str, str], limit: float = 900) -> Tally:
    """A command that counts as one test."""
    began = time.monotonic()
    code, output = _run(command, environment, limit)
    seconds = time.monotonic() - began
    if code == 0:
        return Tally(passed=1, seconds=seconds)
    return Tally(failed=1, seconds=seconds, told=[f"$ {' '.join(command)}", tail(output)])


def pytest(arguments: list[str], environment: dict[str, str], limit: float = 2400, before: Sequence[str] = ()) -> Tally:
    """A pytest run, counted test by test. A skipped test is a test nobody ran, so it counts as failed.

    `before`: a command that runs the rest of its line."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cairn-tally-") as folder:
        report = Path(folder) / "report.xml"
        command = [
            *before,
            PYTHON,
            "-m",
            "pytest",
            *arguments,
            "--tb=short",
            "-p",
            "no:cacheprovider",
            f"--junit-xml={report}",
        ]
        code, output = _run(command, environment, limit)
        tally = _count(report)
    tally.seconds = time.monotonic() - began
    if code not in {0, 1} or (code == 1 and not tally.failed):  # it broke before or after the tests themselves
        tally.failed += 1
    if tally.failed:
        tally.told = [f"$ {' '.join(command)}", *tally.told, tail(output)]
    return tally


def _count(report: Path) -> Tally:
    tally = Tally()
    if not report.exists():
        return tally
    for case in ET.parse(report).getroot().iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        skipped = case.find("skipped")
        if skipped is not None:
            tally.told.append(f"SKIPPED, so not tested: {name}: {skipped.get('message')}")
        if skipped is not None or case.find("failure") is not None or case.find("error") is not None:
            tally.failed += 1
        else:
            tally.passed += 1
    return tally


def _run(command: list[str], environment: dict[str, str], limit: float) -> tuple[int, str]:
    """Run in a session of its own, so that a stage that hangs is ended with all it started."""
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        process = subprocess.Popen(
            command,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            code = -1
            output.write(f"\nThis took longer than {limit:g} seconds and was ended.\n")
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        output.seek(0)
        return code, output.read()


def tail(text: str) -> str:
    """The end of a long output; a log that nobody can read helps nobody."""
    lines = text.rstrip().splitlines()
    cut = "\n".join(lines[-TAIL_LINES:])[-TAIL_CHARACTERS:]
    return cut if len(cut) >= len(text.rstrip()) else f"[... shortened ...]\n{cut}"
