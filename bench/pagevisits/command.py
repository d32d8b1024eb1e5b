"""The command line of `bench/pages`."""

import argparse
import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import report, servers
from bench.pagevisits import firstvisit, memory, queries, timing
from bench.product import ORGANISATION, House

DESCRIPTION = """Every page as a member, as each kind of staff and as a stranger: how many queries, whether more data
makes more of them, how long it takes, what a first visit weighs, and what a hundred people online cost."""
QUICK_ROLES = ("member", "peer_specialist", "coordinator")


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench/pages", description=DESCRIPTION)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions and people, under a minute")
    parser.add_argument("--times", type=int, default=10, help="timed visits of each page")
    parser.add_argument("--people", type=int, default=100, help="people online for the memory")
    parser.add_argument("--work", type=Path, help="directory for the data, kept afterwards (default: a temporary one)")
    parser.set_defaults(roles=())
    args = parser.parse_args(argv)
    if args.quick:
        args.times, args.roles = 1, QUICK_ROLES
    return args


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print tables, end with one line of JSON."""
    args = _parse(argv)
    work = args.work or Path(tempfile.mkdtemp(prefix="cairn-bench-pages-", dir="/var/tmp"))
    work.mkdir(parents=True, exist_ok=True)
    try:
        figures = _measure(args, work)
    finally:
        servers.stop_all()
        if args.work is None:
            shutil.rmtree(work, ignore_errors=True)
    passed = _passed(figures)
    print(f"\n{'PASS' if passed else 'FAIL'}: queries, first visit and memory against their bars")
    report.last_line("pages", {"quick": args.quick, "passed": passed, **figures})
    return int(not passed)


def _measure(args: argparse.Namespace, work: Path) -> dict[str, dict[str, object]]:
    fresh = House(servers.directory(work / "fresh"))
    fresh.run("prepare")
    (_, once), (house, thrice) = (_lived(work, fresh, times, args.roles) for times in (1, 3))
    figures = {"queries": queries.show(queries.costs(once, thrice), thrice)}
    port = _serve(house)
    figures["time"] = timing.show(asyncio.run(timing.measure(port, thrice, args.times)))
    try:
        figures["first_visit"] = firstvisit.show(firstvisit.measure(port, thrice, ORGANISATION))
    except servers.MissingError as lack:
        print(f"\nThe first visit was not weighed: {lack}")
        figures["first_visit"] = {"missing": str(lack)}
    house.stop()
    figures["memory"] = dict(_memory(work, fresh, args.people))
    return figures


def _lived(work: Path, fresh: House, times: int, roles: Sequence[str]) -> tuple[House, queries.Walked]:
    house = House(servers.directory(work / f"{times}x")).prepared_like(fresh)
    house.inside("life", str(times))
    return house, queries.walk(house, roles)


def _serve(house: House) -> int:
    port = servers.free_port()
    house.processes["run"] = house.start("run", "--port", str(port), log="run.log")
    servers.wait_ready(port, house.processes["run"], house.work / "run.log")
    return port


def _memory(work: Path, fresh: House, people: int) -> dict[str, float]:
    house = House(servers.directory(work / "online")).prepared_like(fresh)
    house.run("stage", "--members", str(people), "--group-size", "10", "--history", "50")
    seats = house.sessions()
    port = _serve(house)
    found = asyncio.run(memory.measure(port, [house.processes["run"].pid], seats))
    memory.show(found)
    return found


def _passed(figures: dict[str, dict[str, object]]) -> bool:
    counted, weighed, online = figures["queries"], figures["first_visit"], figures["memory"]
    if "missing" in weighed:
        return False
    light = float(str(weighed["most_kib"])) < firstvisit.BAR_ALL_KIB and not weighed["third_party"]
    scripts = float(str(weighed["most_js_kib"])) < firstvisit.BAR_SCRIPT_KIB
    small = float(str(online["online_mib"])) < memory.BAR_MIB
    return not (counted["over_bar"] or counted["growing"] or counted["broken"]) and light and scripts and small
