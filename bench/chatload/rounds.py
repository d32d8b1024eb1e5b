"""Runs every scenario on every system in turn, so that drift of the machine meets all alike."""

import argparse
import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench import procs
from bench.chatload.drivers import DRIVERS
from bench.chatload.load import Driver, Load, Row
from bench.chatload.peers import SYSTEMS
from bench.servers import MissingError, System, directory

Measured = Callable[[], Awaitable[Row]]


class Rounds:
    """The systems of one run and what was measured on them."""

    def __init__(self, args: argparse.Namespace, work: Path) -> None:
        self.args, self.work = args, work
        self.warmup = 0.5 if args.quick else 1.0
        self.rows: list[Row] = []
        self.missing: dict[str, str] = {}
        self.systems: dict[str, tuple[System, Driver]] = {}
        self.empty: dict[str, int] = {}

    async def start(self) -> None:
        """Start every system, all at once; one that is not installed is named, not invented."""
        await asyncio.gather(*(asyncio.to_thread(self._start, name) for name in self.args.systems))
        self.systems = {name: self.systems[name] for name in self.args.systems if name in self.systems}

    def _start(self, name: str) -> None:
        members = self.args.groups * self.args.size + max(self.args.idle, default=0)
        begin = time.monotonic()
        try:
            system = SYSTEMS[name](directory(self.work / name), members=members, **self._extra(name))
        except MissingError as lack:
            self.missing[name] = str(lack)
            print(f"{name}: not measured. {lack}", flush=True)
            return
        self.systems[name] = system, DRIVERS[system.driver](**system.options)
        print(f"{name}: up in {time.monotonic() - begin:.1f} s ({system.notes})", flush=True)

    def _extra(self, name: str) -> dict[str, object]:
        return {"size": self.args.size} if name.startswith("cairn") else {}

    async def run(self) -> None:
        """All scenarios. Memory goes first: what a system freed does not always go back.

        The silent members are others than those who chat, in rooms of their own: some systems do not
        take people back into a room they have just left as they took them the first time.
        """
        for count in self.args.idle:
            await self._idle(count)
        loads = await self._everyone_online()
        for rate in self.args.rates:
            await self._in_turn(loads, {"scenario": "open", "rate": rate}, lambda load, r=rate: self._open(load, r))
        for count in self.args.in_flight:
            await self._in_turn(
                loads, {"scenario": "closed", "in_flight": count}, lambda load, c=count: self._closed(load, c)
            )
        for room, messages in enumerate(self.args.history):
            await asyncio.gather(*(self._fill(load, room, messages) for load in loads.values()))
            for name, load in loads.items():
                row: Row = {"scenario": "history", "room_messages": messages}
                await self._measure(name, row, lambda load=load, r=room, m=messages: self._history(load, r, m))
        for load in loads.values():
            await load.close()

    async def _everyone_online(self) -> dict[str, Load]:
        loads = {}
        for name, (system, driver) in self.systems.items():
            loads[name] = load = Load(driver, system, range(self.args.groups), self.args.size)
            print(f"{name}: {self.args.groups * self.args.size} members online in {await load.connect()} s", flush=True)
        return loads

    async def _in_turn(self, loads: dict[str, Load], about: Row, measure: Callable[[Load], Awaitable[Row]]) -> None:
        for number in range(self.args.rounds):
            for name, load in loads.items():
                before = load.driver.lost_connections
                await self._measure(name, {**about, "round": number}, lambda load=load: measure(load))
                self.rows[-1]["lost_connections"] = load.driver.lost_connections - before

    async def _measure(self, name: str, about: Row, measure: Measured) -> None:
        """One measurement; a failure is a row too, and never a made-up figure."""
        try:
            row = {**about, **await measure()}
        except (OSError, RuntimeError, TimeoutError) as error:
            row = {**about, "error": repr(error)}
        row = {"system": name, **row}
        self.rows.append(row)
        self._say(row)

    def _say(self, row: Row) -> None:
        if self.args.out:
            with open(self.args.out, "a") as file:
                print(json.dumps(row), file=file)
        shown = ("rate", "in_flight", "connections", "room_messages", "msg_per_s", "last_p50_ms", "p50_ms",
                 "server_cpu_ms_per_delivery", "kib_per_connection", "foreign_cpu_share", "lost", "error")  # fmt: skip
        print(f"  {row['system']} {row['scenario']}", *(f"{k}={row[k]}" for k in shown if row.get(k)), flush=True)

    async def _open(self, load: Load, rate: int) -> Row:
        await self._calm(load.system)
        procs.prioritise(load.system.pids, self.args.nice)
        row = await load.open_loop(rate, self.args.seconds, self.warmup)
        procs.prioritise(load.system.pids, 0)
        await self._settle(load.system)
        return row

    async def _closed(self, load: Load, in_flight: int) -> Row:
        await self._calm(load.system)
        procs.prioritise(load.system.pids, self.args.nice)
        row = await load.closed_loop(in_flight, self.args.seconds, self.warmup)
        procs.prioritise(load.system.pids, 0)
        await self._settle(load.system)
        return row

    async def _fill(self, load: Load, room: int, messages: int) -> None:
        load.recorder.reset()
        load.send(load.groups[room], load.groups[room].clients[0])  # the room is in use
        await load.drain(10)
        if load.system.fill:
            await asyncio.to_thread(load.system.fill, room, messages)

    async def _history(self, load: Load, room: int, messages: int) -> Row:
        if load.system.fill is None:
            raise RuntimeError("no way to fill a room of this system")
        await self._settle(load.system)
        await self._calm(load.system)
        return await load.history(room, messages)

    async def _idle(self, count: int) -> None:
        """All systems side by side: memory does not mind the company."""
        first = self.args.groups
        groups = range(first, first + count // self.args.size)

        async def measure(name: str, system: System, driver: Driver) -> Row:
            await self._settle(system)
            self.empty.setdefault(name, procs.memory_kib(system.pids))
            load = Load(driver, system, groups, self.args.size)
            took = await load.connect()
            row = await load.idle(self.empty[name], 2 if self.args.quick else 5)
            await load.close()
            return {**row, "connect_s": took}

        about: Row = {"scenario": "idle", "connections": count}
        await asyncio.gather(
            *(
                self._measure(name, about, lambda n=name, s=system, d=driver: measure(n, s, d))
                for name, (system, driver) in self.systems.items()
            )
        )

    async def _settle(self, system: System, patience: float = 60.0) -> None:
        """Wait until the system has worked off what it still had to do, lest the next one pays for it."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            with procs.Meter(system.parts) as meter:
                await asyncio.sleep(0.5)
            if meter.server / meter.wall < 0.1:
                return

    async def _calm(self, system: System) -> None:
        """Wait, within bounds, until other work leaves the machine alone."""
        end = time.monotonic() + self.args.patience
        while time.monotonic() < end:
            with procs.Meter(system.parts) as meter:
                await asyncio.sleep(0.5)
            if meter.foreign / meter.wall < 0.15:
                return
