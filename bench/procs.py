"""CPU and memory of the systems under test, read from /proc.

A system is a list of root pids; their descendants count too (database back ends, worker processes).
CPU that neither the system nor this process used is "foreign": it says which figures to distrust.
"""

import contextlib
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
GONE = (FileNotFoundError, ProcessLookupError)


def _stat(pid: int) -> tuple[int, float] | None:
    """The parent and the CPU seconds of one process, or None when it has ended."""
    try:
        rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except GONE:
        return None
    return int(rest[1]), (int(rest[11]) + int(rest[12])) / TICK


def tree(roots: Iterable[int]) -> list[int]:
    """The root pids and all their descendants."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and (stat := _stat(int(name))):
            children.setdefault(stat[0], []).append(int(name))
    found, waiting = [], list(roots)
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def name_of(pid: int) -> str:
    """The program's name; empty when it has ended."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except GONE:
        return ""


def alive(pids: Iterable[int]) -> list[int]:
    """Those that still run; a process that only waits to be reaped does not."""
    running = []
    for pid in pids:
        with contextlib.suppress(*GONE):
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                running.append(pid)
    return running


def kill(pids: Iterable[int]) -> None:
    """SIGKILL, to those that are still there."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def cpu_seconds(roots: Iterable[int]) -> float:
    """CPU used so far by the roots and all their living descendants."""
    return sum(stat[1] for pid in tree(roots) if (stat := _stat(pid)))


def memory_kib(roots: Iterable[int]) -> int:
    """Proportional set size: a shared page is counted once over the whole tree."""
    total = 0
    for pid in tree(roots):
        with contextlib.suppress(*GONE, StopIteration):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


def _machine() -> tuple[float, float]:
    """Busy and stolen CPU seconds of the whole machine."""
    with open("/proc/stat") as file:
        user, nice, system, _idle, _io, irq, soft, steal = (int(x) / TICK for x in file.readline().split()[1:9])
    return user + nice + system + irq + soft, steal


class Meter:
    """`with Meter({"web": [pid]}) as meter: ...` and then its CPU seconds: server, client, foreign, parts."""

    def __init__(self, parts: dict[str, list[int]]) -> None:
        self.roots = parts

    def _read(self) -> tuple[float, float, float, float, dict[str, float]]:
        parts = {name: cpu_seconds(pids) for name, pids in self.roots.items()}
        return time.perf_counter(), time.process_time(), *_machine(), parts

    def __enter__(self) -> "Meter":
        self._before = self._read()
        return self

    def __exit__(self, *error: object) -> None:
        *before, parts_before = self._before
        *after, parts_after = self._read()
        self.wall, self.client, busy, self.steal = (b - a for a, b in zip(before, after, strict=True))
        self.parts = {name: parts_after[name] - parts_before[name] for name in parts_after}
        self.server = sum(self.parts.values())
        self.foreign = max(0.0, busy - self.server - self.client)

    def report(self) -> dict[str, object]:
        """The figures that say how far to trust a measurement."""
        return {
            "wall_s": round(self.wall, 2),
            "server_cpu_s": round(self.server, 2),
            "server_cpu_parts_s": {name: round(seconds, 2) for name, seconds in self.parts.items()},
            "client_cpu_s": round(self.client, 2),
            "foreign_cpu_share": round(self.foreign / self.wall, 3),
            "steal_share": round(self.steal / self.wall, 3),
        }


def prioritise(roots: Iterable[int], nice: int) -> None:
    """Give every thread of a system, and of this process, one priority.

    On a machine that other work keeps busy a negative value (root only) lets a low-rate run wait for
    its own work alone. Both sides get the same.
    """
    for pid in [*tree(roots), os.getpid()]:
        with contextlib.suppress(*GONE, PermissionError):
            for thread in os.listdir(f"/proc/{pid}/task"):
                os.setpriority(os.PRIO_PROCESS, int(thread), nice)
