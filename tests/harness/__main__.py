"""Run the stages and end with `N passed, N failed`."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from cairn.cli.bootstrap import say
from cairn.cli.exits import ending
from tests.harness import machine, servers
from tests.harness.stages import ROOT, STAGES, Environment
from tests.harness.tally import Tally


def main(arguments: list[str]) -> int:
    """Run what was asked for; 0 when nothing failed."""
    chosen = _choose(arguments)
    machine.provide(need for name in chosen for need in STAGES[name].needs)
    total = Tally()
    folder = Path(tempfile.mkdtemp(prefix="cairn-test-"))
    try:
        with ExitStack() as running:
            provided: Environment = {}
            for name in chosen:
                total += _run(name, folder, running, provided)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{total.passed} passed, {total.failed} failed", flush=True)
    return 1 if total.failed or not total.passed else 0


def _choose(arguments: list[str]) -> list[str]:
    parser = argparse.ArgumentParser(prog="./test")
    parser.add_argument("stages", nargs="*", metavar="STAGE", help=f"fast, or some of: {', '.join(STAGES)}")
    parser.add_argument("--list", action="store_true", help="say what each stage shows")
    options = parser.parse_args(arguments)
    if options.list:
        print(
            "\n".join(
                f"{name:12}{stage.says}{'' if stage.fast else '  (not in fast)'}" for name, stage in STAGES.items()
            )
        )
        sys.exit(0)
    if unknown := [name for name in options.stages if name not in {*STAGES, "fast"}]:
        parser.error(f"there is no stage {unknown[0]}")
    fast = [name for name, stage in STAGES.items() if stage.fast]
    wanted = [one for name in options.stages for one in (fast if name == "fast" else [name])]
    return [name for name in STAGES if name in wanted] if wanted else list(STAGES)


def _run(name: str, folder: Path, running: ExitStack, provided: Environment) -> Tally:
    stage = STAGES[name]
    say(f"{name}: {stage.says}")
    environment = _environment(folder / name)
    for need in stage.needs:
        environment |= _provide(need, folder, running, provided)
    if name == "drills":
        environment = {key: value for key, value in environment.items() if not key.startswith("CAIRN_DATABASE")}
    tally = stage.run(environment)
    for line in tally.told:
        say(line)
    say(f"  {tally.passed} passed, {tally.failed} failed, {tally.seconds:.0f} s")
    return tally


def _environment(data: Path) -> Environment:
    """The machine's environment without settings of a Cairn that may be installed on it."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("CAIRN_", "DJANGO_", "PYTEST_"))}
    found = {"CAIRN_DATA": str(data), "CAIRN_DEBUG": "1", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"}
    return {**own, **found}


def _provide(need: str, folder: Path, running: ExitStack, provided: Environment) -> Environment:
    """What a stage is told about a server (started at its first use) or a program."""
    if need == "chromium":
        return {"CAIRN_CHROMIUM": machine.browser() or ""}
    if need in {"janus", "relay", "network"}:
        return {}  # the house of the tests starts and makes its own
    known = {"postgresql": "CAIRN_DATABASE_URL", "redis": "CAIRN_TEST_REDIS_URL"}[need]
    if known not in provided:
        if need == "postgresql":
            provided.update(running.enter_context(servers.postgresql(folder)).environment())
        else:
            provided["CAIRN_TEST_REDIS_URL"] = running.enter_context(servers.redis(folder))
    return provided


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ending():
        sys.exit(main(sys.argv[1:]))
