"""The command line of `bench/chat`."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import uvloop

from bench import report, servers
from bench.chatload import figures, syncs
from bench.chatload.peers import SYSTEMS
from bench.chatload.rounds import Rounds

DESCRIPTION = """Live chat, measured side by side in one run: 50 groups of 10 members online, a message is sent, it is
kept durably, and every member of the group receives it. The systems get one CPU, the load generator another."""
QUICK = {
    "groups": 8,
    "rates": [100],
    "idle": [80],
    "history": [1000, 10_000],
    "seconds": 2.0,
    "rounds": 1,
    "patience": 0.0,
}
OURS = "cairn"


def _numbers(text: str) -> list[int]:
    return [int(x) for x in text.split(",") if x]


def _names(text: str) -> list[str]:
    names = [x for x in text.split(",") if x]
    if unknown := set(names) - set(SYSTEMS):
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(SYSTEMS)}")
    return names


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench/chat", description=DESCRIPTION)
    add = parser.add_argument
    add("--quick", action="store_true", help="small numbers, under a minute")
    add("--systems", type=_names, default=[OURS, "ejabberd-pg", "prosody-sqlite"], help=f"of {', '.join(SYSTEMS)}")
    add("--groups", type=int, default=50, help="groups online")
    add("--size", type=int, default=10, help="members of each")
    add("--rates", type=_numbers, default=[20, 100, 500], help="open loop: messages a second")
    add("--in-flight", type=_numbers, default=[100], help="closed loop: messages in flight")
    add("--idle", type=_numbers, default=[1000], help="silent connections, for their memory")
    add("--history", type=_numbers, default=[1000, 1_000_000], help="messages in a room, for opening it")
    add("--seconds", type=float, default=5.0, help="length of a measurement")
    add("--rounds", type=int, default=3, help="how often each is repeated")
    add("--patience", type=float, default=20.0, help="seconds to wait for a quiet machine before each")
    add("--nice", type=int, default=0, help="priority of both sides; negative (root) on a busy machine")
    add("--syncs", action="store_true", help="instead: count forced writes to disk a message (needs strace)")
    add("--strict", action="store_true", help="fail when a bar is not reached")
    add("--out", help="append every row as JSON to this file")
    add("--work", type=Path, help="directory for the systems' data, kept afterwards (default: a temporary one)")
    args = parser.parse_args(argv)
    if args.quick:
        for name, value in QUICK.items():
            if getattr(args, name) == parser.get_default(name):
                setattr(args, name, value)
    return args


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print tables and bars, end with one line of JSON."""
    args = _parse(argv)
    os.sched_setaffinity(0, {int(servers.CLIENT_CPU)} & os.sched_getaffinity(0) or os.sched_getaffinity(0))
    # /var/tmp is a disk where /tmp may be memory: a commit must cost what it costs.
    work = args.work or Path(tempfile.mkdtemp(prefix="cairn-bench-chat-", dir="/var/tmp"))
    work.mkdir(parents=True, exist_ok=True)
    work.chmod(0o755)
    rounds = Rounds(args, work)
    try:
        if args.syncs:
            counted = uvloop.run(_syncs(rounds, work))
            report.last_line("chat-syncs", {"syncs": counted, "missing": rounds.missing})
            return 0
        uvloop.run(_measure(rounds))
    except RuntimeError as error:
        sys.exit(f"bench/chat: {error}")
    finally:
        servers.stop_all()
        if args.work is None:
            shutil.rmtree(work, ignore_errors=True)
    return _conclude(args, rounds)


async def _measure(rounds: Rounds) -> None:
    await rounds.start()
    await rounds.run()


async def _syncs(rounds: Rounds, work: Path) -> dict[str, float]:
    await rounds.start()
    return await syncs.count(rounds.systems, work)


def _conclude(args: argparse.Namespace, rounds: Rounds) -> int:
    peers = [name for name in rounds.systems if name != OURS]
    print(f"\nMedian of {args.rounds} round(s), best round in brackets; CPU and memory of all processes of a system.")
    print("foreign_cpu_share: CPUs other work took meanwhile; above 0.2 trust ratios and CPU, not times.")
    figures.tables(rounds.rows)
    judged = figures.judge(rounds.rows, OURS)
    if judged:
        report.verdicts("Bars (verdict by the medians)", judged)
    for name, lack in rounds.missing.items():
        print(f"\n{name} was not measured: {lack}")
    found = {
        "quick": args.quick,
        "rows": rounds.rows,
        "ratios": figures.ratios(rounds.rows, OURS, peers),
        "bars": judged,
        "missing": rounds.missing,
    }
    report.last_line("chat", found)
    failed = any("error" in row and row["system"] == OURS for row in rounds.rows) or OURS not in rounds.systems
    return int(failed or (args.strict and any(bar["verdict"] != "PASS" for bar in judged)))
