"""The scenarios: open-loop rates, closed-loop maximum, idle connections, loading a room's last messages."""

import asyncio
import random
from typing import Protocol

from bench import procs
from bench.chatload import summary
from bench.chatload.recorder import Client, Group, Message, Recorder, body, now
from bench.servers import System

HOPELESS = 3000  # messages under way: the system is overloaded, the rest counts as lost

Row = dict[str, object]


class Driver(Protocol):
    """How to be a member of one system."""

    recorder: Recorder
    lost_connections: int

    async def connect(self, member: int, group: int, bit: int) -> Client:
        """A client that is online and in its room."""


class Load:
    """One set of online members, and the scenarios run over it."""

    def __init__(self, driver: Driver, system: System, groups: range, size: int, parallel: int = 40) -> None:
        self.driver, self.system = driver, system
        self.recorder = driver.recorder = Recorder()
        self.groups = [Group(i) for i in groups]
        self.size, self.parallel = size, parallel

    @property
    def shape(self) -> Row:
        """How many groups of how many."""
        return {"groups": len(self.groups), "size": self.size}

    async def connect(self) -> float:
        """Put every member online, a bounded number at once; returns how long it took."""
        gate = asyncio.Semaphore(self.parallel)

        async def one(group: Group, place: int) -> Client:
            async with gate:
                return await self.driver.connect(group.index * self.size + place, group.index, 1 << place)

        started = now()
        # The first member of each group goes first: on some systems that opens the room.
        first = await asyncio.gather(*(one(group, 0) for group in self.groups))
        rest = iter(await asyncio.gather(*(one(g, place) for g in self.groups for place in range(1, self.size))))
        for group, client in zip(self.groups, first, strict=True):
            group.clients = [client] + [next(rest) for _ in range(1, self.size)]
        return round(now() - started, 2)

    async def close(self) -> None:
        """Everyone leaves."""
        for group in self.groups:
            for client in group.clients:
                client.close()
        await asyncio.sleep(1.5)

    def send(self, group: Group, client: Client, slot: int | None = None) -> None:
        """One message from one member."""
        message = self.recorder.start(len(group.clients), slot)
        client.send(group.index, message.seq, body(message.seq))

    async def drain(self, seconds: float) -> None:
        """Wait until nothing is under way, or for so long."""
        end = now() + seconds
        while self.recorder.open and now() < end:
            await asyncio.sleep(0.02)

    async def open_loop(self, rate: float, seconds: float, warmup: float = 1.0, drain: float = 6.0) -> Row:
        """Poisson arrivals over all groups at `rate` a second, whatever the system does; same for every system."""
        rng, lag = random.Random(1), []

        async def arrivals(duration: float) -> None:
            begin = now()
            due = begin + rng.expovariate(rate)
            while due < begin + duration and len(self.recorder.open) <= HOPELESS:
                if (wait := due - now()) > 0:
                    await asyncio.sleep(wait)
                lag.append(max(0.0, now() - due))
                group = rng.choice(self.groups)
                self.send(group, rng.choice(group.clients))
                due += rng.expovariate(rate)

        self.recorder.reset()
        await arrivals(warmup)
        await self.drain(3)
        self.recorder.reset()
        lag.clear()
        with procs.Meter(self.system.parts) as meter:
            begin = now()
            await arrivals(seconds)
            await self.drain(drain)
            took = max(seconds, max((m.last or begin for m in self.recorder.done), default=begin) - begin)
        return {"scenario": "open", "rate": rate, **self.shape, **summary.of(self.recorder, meter, took, lag)}

    async def closed_loop(self, in_flight: int, seconds: float, warmup: float = 1.0, drain: float = 5.0) -> Row:
        """So many messages in flight; each completed one is followed by the next."""
        recorder, turn, running = self.recorder, [0] * in_flight, True

        def fire(slot: int) -> None:
            group = self.groups[slot % len(self.groups)]
            turn[slot] += 1
            self.send(group, group.clients[(slot + turn[slot]) % len(group.clients)], slot)

        def following(message: Message) -> None:
            if running and message.slot is not None:
                fire(message.slot)

        recorder.reset()
        recorder.on_complete = following
        for slot in range(in_flight):
            fire(slot)
        await asyncio.sleep(warmup)
        recorder.done.clear()
        recorder.deliveries = 0
        with procs.Meter(self.system.parts) as meter:
            await asyncio.sleep(seconds)
            running = False
            done, deliveries = list(recorder.done), recorder.deliveries
        await self.drain(drain)
        recorder.done, recorder.deliveries = done, deliveries
        row = summary.of(recorder, meter, meter.wall)
        return {"scenario": "closed", "in_flight": in_flight, **self.shape, **row}

    async def idle(self, empty_kib: int, seconds: float = 5.0) -> Row:
        """Memory and CPU of the system with every member online and silent, against `empty_kib` before."""
        await asyncio.sleep(2)
        with procs.Meter(self.system.parts) as meter:
            await asyncio.sleep(seconds)
        members = len(self.groups) * self.size
        return {"scenario": "idle", "connections": members, **summary.of_memory(self.system, meter, empty_kib, members)}

    async def history(self, group_index: int, messages: int, times: int = 30, limit: int = 50) -> Row:
        """One member loads the last `limit` messages of a room, again and again."""
        client, took = self.groups[group_index].clients[0], []
        with procs.Meter(self.system.parts) as meter:
            for _ in range(times + 3):
                begin = now()
                got = await asyncio.wait_for(client.history(group_index, limit), 60)
                took.append(now() - begin)
                if got != limit:
                    raise RuntimeError(f"asked for {limit} messages, got {got}")
        return {"scenario": "history", "room_messages": messages, **summary.of_times(took[3:]), **meter.report()}
