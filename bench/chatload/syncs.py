"""Does a system force its messages to disk? Counts fsync and fdatasync calls a message, under strace."""

import asyncio
import re
import signal
import subprocess
from pathlib import Path

from bench import procs, report, servers
from bench.chatload.load import Driver, Load
from bench.servers import System

MESSAGES = 40
CALL = re.compile(r"\b(?:fsync|fdatasync)\(")


async def count(systems: dict[str, tuple[System, Driver]], work: Path) -> dict[str, float]:
    """Send messages one after another to each system and count its forced writes."""
    servers.require("strace", apt="strace")
    counted = {}
    for name, (system, driver) in systems.items():
        load = Load(driver, system, range(1), 10)
        await load.connect()
        await asyncio.sleep(2)
        calls = await _traced(load, work, name)
        counted[name] = round(calls / max(1, len(load.recorder.done)), 2)
        await load.close()
    rows = list(counted.items())
    report.table(f"Forced writes a message, {MESSAGES} messages one after another", ("system", "syncs a message"), rows)
    return counted


async def _traced(load: Load, work: Path, name: str) -> int:
    pids = procs.tree(load.system.pids)
    logs = [work / f"{name}.{pid}.strace" for pid in pids]
    tracers = [
        subprocess.Popen(["strace", "-f", "-q", "-e", "trace=fsync,fdatasync", "-o", str(log), "-p", str(pid)])
        for pid, log in zip(pids, logs, strict=True)
    ]
    await asyncio.sleep(1.5)
    load.recorder.reset()
    for _ in range(MESSAGES):
        load.send(load.groups[0], load.groups[0].clients[0])
        await load.drain(5)
    await asyncio.sleep(0.2)
    for tracer in tracers:
        tracer.send_signal(signal.SIGINT)
        tracer.wait(10)
    return sum(len(CALL.findall(log.read_text())) for log in logs if log.exists())
