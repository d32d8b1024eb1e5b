"""Cairn itself, prepared and served for a bench: staged data, sessions of its members, web and worker."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench import databases, servers

ROOT = Path(__file__).resolve().parent.parent
ORGANISATION = "bench"


@dataclass
class House:
    """One Cairn with a data directory of its own."""

    work: Path
    cpu: str | None = None
    env: dict[str, str] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Nothing of the caller's own Cairn may reach this one.
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CAIRN_")}
        # Rate limits off, as they are off for the peers.
        clean["CAIRN_CHAT_RATE"] = "0"
        self.env = {**clean, "CAIRN_DATA": str(self.work / "data"), "PYTHONPATH": str(ROOT), **self.env}

    def on_postgres(self) -> "House":
        """Keep the rows in a private PostgreSQL instead of SQLite."""
        self.processes["postgres"], self.env["CAIRN_DATABASE_URL"] = databases.postgres(
            self.work, "cairn", cpu=self.cpu
        )
        return self

    def prepared_like(self, other: "House") -> "House":
        """Begin with a copy of what another one holds (SQLite, not running)."""
        shutil.copytree(other.work / "data", self.work / "data")
        return self

    def start(self, *command: str, log: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start `python -m cairn COMMAND ...`."""
        return self._python(["-m", "cairn", *command], log, env)

    def run(self, *command: str, seconds: float = 600) -> str:
        """Run `python -m cairn COMMAND ...` to its good end; what it printed."""
        return self._to_end(["-m", "cairn", *command], f"{command[0]}.log", seconds)

    def inside(self, module: str, *arguments: str, seconds: float = 900) -> str:
        """Run a module of bench.inside, which sees the rows as Cairn does; what it printed."""
        return self._to_end(["-m", f"bench.inside.{module}", *arguments], f"{module}.log", seconds)

    def sessions(self) -> list[tuple[str, str]]:
        """Everybody with a seat, signed in: session cookie and room, in the order of the groups."""
        path = self.work / "sessions"
        self.inside("sessions", str(path))
        pairs = (line.split() for line in path.read_text().splitlines())
        return [(cookie, room) for cookie, room in pairs]

    def stop(self) -> None:
        """Stop what was started for this Cairn."""
        servers.stop(list(self.processes.values()))
        self.processes.clear()

    def _to_end(self, arguments: list[str], log: str, seconds: float) -> str:
        path = self.work / log
        path.unlink(missing_ok=True)
        servers.finish(self._python(arguments, log), path, seconds)
        return path.read_text(errors="replace")

    def _python(self, arguments: list[str], log: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        return servers.spawn(
            [sys.executable, *arguments],
            self.work,
            log,
            cwd=ROOT,
            env={**self.env, **(env or {})},
            cpu=self.cpu,
        )

    def serve(self, port: int, *, seconds: float = 60) -> None:
        """Start web and worker as the supervisor would, and wait until the port answers."""
        self.processes["web"] = self.start(
            "web", "--port", str(port), "--host", "127.0.0.1", log="web.log", env={"CAIRN_PROCESS": "1"}
        )
        self.processes["worker"] = self.start("worker", log="worker.log", env={"CAIRN_PROCESS": "2"})
        servers.wait_port(port, self.processes["web"], self.work / "web.log", seconds)
