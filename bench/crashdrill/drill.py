"""The drill itself: start, let people write, kill, wait until ready, count, again."""

import asyncio
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench import procs, servers
from bench.crashdrill.checkins import CheckerIn
from bench.crashdrill.oracle import Census, Oracle, faults
from bench.crashdrill.talk import Member, Talker, Traffic
from bench.product import House
from bench.quantiles import quantile
from bench.webclient import Visitor

READY_BAR_S = 5.0
EVERY_FIFTH = 5  # of the kills takes the supervisor too, like a machine that lost its power


@dataclass(frozen=True)
class Plan:
    """How hard to be."""

    kills: int = 25
    database: str = "sqlite"
    members: int = 20
    group_size: int = 5
    talk_every_s: float = 0.1
    check_in_every_s: float = 0.7
    shortest_s: float = 0.3
    longest_s: float = 2.5
    seed: int = 1


@dataclass
class Result:
    """What the drill found."""

    database: str
    ready_s: list[float] = field(default_factory=list)
    verify_clean: int = 0
    faults: list[str] = field(default_factory=list)
    messages: int = 0
    checkins: int = 0
    retries: int = 0
    refusals: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether every promise held."""
        return not self.faults and self.verify_clean == len(self.ready_s) and not self.refusals

    def figures(self) -> dict[str, object]:
        """For the table and the line of JSON."""
        starts = {f: sum(x.startswith(f) for x in self.faults) for f in ("lost", "doubled")}
        p95 = quantile(self.ready_s, 0.95) or 0.0
        return {
            "kills": len(self.ready_s),
            "acknowledged_messages": self.messages,
            "acknowledged_checkins": self.checkins,
            "sent_again": self.retries,
            **starts,
            "other_faults": len(self.faults) - sum(starts.values()),
            "verify_clean": self.verify_clean,
            "ready_p50_s": round(quantile(self.ready_s, 0.5) or 0.0, 2),
            "ready_p95_s": round(p95, 2),
            "ready_within_bar": p95 <= READY_BAR_S,
            "refusals": len(self.refusals),
        }


class Drill:
    """One Cairn under load."""

    def __init__(self, plan: Plan, work: Path, say: Callable[[str], None] = print) -> None:
        self.plan, self.say = plan, say
        self.dice = random.Random(plan.seed)
        self.house = House(servers.directory(work))
        self.port = servers.free_port()
        self.result = Result(plan.database)

    def prepare(self) -> list[Member]:
        """Data, members and their sessions."""
        if self.plan.database == "postgres":
            self.house.on_postgres()
        members, size = str(self.plan.members), str(self.plan.group_size)
        self.house.run("prepare")
        self.house.run("stage", "--members", members, "--group-size", size, "--history", "5")
        return [Member(cookie, room, self.port) for cookie, room in self.house.sessions()]

    async def run(self) -> Result:
        """Kill so often as planned; stop at the end, not at the first fault."""
        members = await asyncio.to_thread(self.prepare)
        self._serve()
        await self._until_ready()
        traffic = Traffic(Oracle())
        talkers, checkers = self._people(members, traffic)
        tasks = [asyncio.create_task(one.run()) for one in (*talkers, *checkers)]
        for number in range(1, self.plan.kills + 1):
            traffic.flowing.set()
            await asyncio.sleep(self.dice.uniform(self.plan.shortest_s, self.plan.longest_s))
            await self._kill(with_supervisor=number % EVERY_FIFTH == 0)
            traffic.flowing.clear()
            await self._count(number, traffic, talkers, checkers)
        traffic.over = True
        await asyncio.wait(tasks, timeout=30)
        return self._conclude(traffic)

    def _people(self, members: list[Member], traffic: Traffic) -> tuple[list[Talker], list[CheckerIn]]:
        talk, check = self.plan.talk_every_s, self.plan.check_in_every_s
        talkers = [Talker(member, traffic, seed, talk) for seed, member in enumerate(members)]
        checkers = [CheckerIn(member, traffic, seed, check) for seed, member in enumerate(members[::3], 1000)]
        return talkers, checkers

    def _serve(self) -> None:
        self.house.processes["run"] = self.house.start("run", "--port", str(self.port), log="run.log")

    async def _kill(self, *, with_supervisor: bool) -> None:
        """SIGKILL web and worker in the middle of whatever they do; then wait until pages come again."""
        supervisor = self.house.processes["run"]
        victims = procs.tree([supervisor.pid])
        if not with_supervisor:
            victims.remove(supervisor.pid)
        procs.kill(victims)
        begin = time.monotonic()
        while procs.alive(victims):
            await asyncio.sleep(0.005)
        if with_supervisor:
            supervisor.wait()
            self._serve()
        await self._until_ready()
        self.result.ready_s.append(time.monotonic() - begin)

    async def _until_ready(self, seconds: float = 60) -> None:
        visitor, end = Visitor("127.0.0.1", self.port, ""), time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                answer = await asyncio.wait_for(visitor.get("/readyz"), 10)
            except (OSError, EOFError, TimeoutError):
                visitor.close()
            else:
                if answer.status == 200:
                    visitor.close()
                    return
            await asyncio.sleep(0.02)
        raise TimeoutError(f"not ready after {seconds:.0f} s; see {self.house.work / 'run.log'}")

    async def _count(self, number: int, traffic: Traffic, talkers: list[Talker], checkers: list[CheckerIn]) -> None:
        """Everybody finishes what they began; then what is kept is compared with what was acknowledged."""
        end = time.monotonic() + 30
        while any(one.waiting for one in (*talkers, *checkers)) and time.monotonic() < end:
            await asyncio.sleep(0.02)
        if stuck := sum(len(one.waiting) for one in talkers) + sum(one.waiting for one in checkers):
            self.result.faults.append(f"stuck: {stuck} writes have no answer 30 s after kill {number}")
        census = await asyncio.to_thread(self._census)
        await asyncio.sleep(0.1)
        found = faults(traffic.oracle, census) + _unheard(talkers, census)
        self.result.faults += [f"{fault} (kill {number})" for fault in found if fault not in self.result.faults]
        clean = await asyncio.to_thread(self._verify)
        self.result.verify_clean += clean
        kept = f"{traffic.oracle.count('message')} messages, {traffic.oracle.count('checkin')} check-ins acknowledged"
        state = f"{len(found)} FAULTS" if found else "all there, once"
        again = f"ready in {self.result.ready_s[-1]:.2f} s"
        self.say(f"  kill {number}: {again}; {kept}, {state}; verify {'clean' if clean else 'NOT CLEAN'}")

    def _census(self) -> Census:
        path = self.house.work / "census.json"
        self.house.inside("census", str(path))
        census: Census = json.loads(path.read_text())
        return census

    def _verify(self) -> bool:
        try:
            self.house.run("verify")
        except RuntimeError as error:
            self.result.faults.append(f"verify: {error}")
            return False
        return True

    def _conclude(self, traffic: Traffic) -> Result:
        oracle, result = traffic.oracle, self.result
        result.messages, result.checkins = oracle.count("message"), oracle.count("checkin")
        result.retries, result.refusals = oracle.retries, traffic.refusals
        if not result.messages or not result.checkins:
            result.faults.append("idle: nothing was acknowledged, so nothing was tested")
        return result


def _unheard(talkers: list[Talker], census: Census) -> list[str]:
    """Members who, after all reconnecting, still lack a message of their room."""
    lacking = []
    for talker in talkers:
        room = talker.member.room
        here = {number for where, number, _ in census["messages"] if where == room}
        if missing := here - talker.numbers:
            lacking.append(f"unheard: a member lacks {len(missing)} of {len(here)} messages of room {room}")
    return lacking
