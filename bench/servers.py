"""Starts servers on loopback, in a directory of their own and on one CPU, and stops them by pid."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import procs

SERVER_CPU = os.environ.get("BENCH_SERVER_CPU", "0")
CLIENT_CPU = os.environ.get("BENCH_CLIENT_CPU", "1")
_spawned: list[subprocess.Popen[bytes]] = []  # everything started, also by a start that failed half-way


class MissingError(Exception):
    """A system cannot be measured here; the sentence says what to install."""


@dataclass
class System:
    """One running system: its processes by name, and how to talk to it."""

    driver: str
    options: dict[str, object]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    notes: str = ""
    fill: Callable[[int, int], None] | None = None  # fill(group, count): put history into a room, beside the system

    @property
    def parts(self) -> dict[str, list[int]]:
        """The root pids of each part."""
        return {name: [process.pid] for name, process in self.processes.items()}

    @property
    def pids(self) -> list[int]:
        """All root pids."""
        return [process.pid for process in self.processes.values()]

    def stop(self) -> None:
        """Stop every process of this system and whatever they left behind."""
        stop(list(self.processes.values()))


def stop(processes: Sequence[subprocess.Popen[bytes]], patience: float = 6) -> None:
    """Ask every process to end, its descendants too; end those that do not."""
    everyone = procs.tree(process.pid for process in processes if process.poll() is None)
    for pid in everyone:
        # PostgreSQL's fast stop is SIGINT; its children follow. Everyone else means SIGTERM.
        is_postgres = procs.name_of(pid) == "postgres"
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT if is_postgres else signal.SIGTERM)
    end = time.monotonic() + patience
    while procs.alive(everyone) and time.monotonic() < end:
        for process in processes:
            process.poll()
        time.sleep(0.05)
    procs.kill(procs.alive(everyone))
    for process in processes:
        process.wait(5)


def stop_all() -> None:
    """Stop everything this bench has started."""
    stop([process for process in _spawned if process.poll() is None])


def require(*programs: str, apt: str) -> None:
    """Say which Debian packages to install when a program is not there."""
    if absent := [name for name in programs if shutil.which(name) is None]:
        raise MissingError(f"{', '.join(absent)} not found. Install with: apt-get install {apt}")


def directory(path: Path) -> Path:
    """A fresh, empty directory that the peers' own users may enter."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    path.chmod(0o755)
    return path


def spawn(
    command: Sequence[str | Path],
    work: Path,
    log: str = "server.log",
    *,
    user: str | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    cpu: str | None = SERVER_CPU,
) -> subprocess.Popen[bytes]:
    """Start one process with its output in a log of its own; `env` replaces the environment."""
    prefix = ["taskset", "-c", cpu] if cpu else []
    if user and os.geteuid() == 0:
        prefix += ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]
    with (work / log).open("ab") as out:
        process = subprocess.Popen(
            [*prefix, *map(str, command)],
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            cwd=cwd or work,
            env=env,
        )
    _spawned.append(process)
    return process


def finish(process: subprocess.Popen[bytes], log: Path, seconds: float) -> None:
    """Wait for a process that should end well; show the end of its log when it does not."""
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        code = "no end within its time"
    if code:
        raise RuntimeError(f"{log.name} ended with {code}:\n{log.read_text(errors='replace')[-2000:]}")


def free_port() -> int:
    """A TCP port nobody listens on at this moment."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def wait_port(port: int, process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    """Return when the port answers; show the log when the server ended instead."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended at start:\n{log.read_text(errors='replace')[-2000:]}")
        with socket.socket() as sock:
            sock.settimeout(0.5)
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers on port {port} after {seconds:.0f} s; see {log}")


def wait_ready(port: int, process: subprocess.Popen[bytes], log: Path, seconds: float = 90) -> None:
    """Return when the product says it is ready."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"Cairn ended at start:\n{log.read_text(errors='replace')[-2000:]}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == http.client.OK:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    raise TimeoutError(f"not ready after {seconds:.0f} s; see {log}")
