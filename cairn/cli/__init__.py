"""The command line: `python -m cairn COMMAND`, and `./run COMMAND` after the bootstrap."""

import importlib
import os
import sys
from pathlib import Path

from cairn.cli import datadir, leash
from cairn.cli.commands import COMMANDS, Command
from cairn.cli.exits import Exit, Stop, ending

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Find the command, give it its data directory, import it, and answer with its exit code."""
    with ending():
        name, *rest = list(sys.argv[1:] if arguments is None else arguments) or ["help"]
        if name in {"help", "-h", "--help"}:
            return _help()
        command = COMMANDS.get(name)
        if command is None:
            raise Stop(Exit.USAGE, f"There is no command `{name}`; `help` lists them all.")
        return _start(command, rest)


def _start(command: Command, rest: list[str]) -> int:
    data, rest = datadir.choose(rest, ROOT / "var")
    if command.needs_data:
        datadir.must_exist(data)
        if (data / datadir.DEMO).exists():
            os.environ["CAIRN_DEMO"] = "1"
    leash.hold()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.settings")
    if command.needs_django:
        # Settings and models must stand before a module that imports models is read.
        importlib.import_module("django").setup()
    module = importlib.import_module(command.module)
    return int(module.main(rest) or 0)


def _help() -> int:
    print("./run COMMAND [--data DIR]\n")
    for name, command in COMMANDS.items():
        if command.says:
            print(f"  {name:12} {command.says}")
    print("\nThe data directory is ./var, or CAIRN_DATA, or --data DIR. docs/operations.md tells the rest.")
    return 0
