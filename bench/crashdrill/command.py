"""The command line of `bench/crash`."""

import argparse
import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import report, servers
from bench.crashdrill.drill import Drill, Plan, Result

DESCRIPTION = """Members chat and check in while web and worker (every fifth time the supervisor too) are killed with
SIGKILL at random moments. After each restart everything that was acknowledged must be there, once, in its place,
heard by everybody who was online, and `verify` must find the journal whole."""


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench/crash", description=DESCRIPTION)
    parser.add_argument("--quick", action="store_true", help="3 kills on SQLite, under a minute")
    parser.add_argument("--sqlite", type=int, default=25, metavar="KILLS")
    parser.add_argument("--postgres", type=int, default=10, metavar="KILLS")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, help="directory for the data, kept afterwards (default: a temporary one)")
    args = parser.parse_args(argv)
    if args.quick:
        args.sqlite, args.postgres = 3, 0
    return args


def main(argv: Sequence[str] | None = None) -> int:
    """Drill on each database, print what was found, end with one line of JSON."""
    args = _parse(argv)
    work = args.work or Path(tempfile.mkdtemp(prefix="cairn-bench-crash-", dir="/var/tmp"))
    work.mkdir(parents=True, exist_ok=True)
    work.chmod(0o755)
    results: list[Result] = []
    missing: dict[str, str] = {}
    try:
        for database, kills in (("sqlite", args.sqlite), ("postgres", args.postgres)):
            if kills:
                print(f"{database}: {kills} kills under load", flush=True)
                try:
                    results.append(drill(Plan(kills, database, seed=args.seed), work / database))
                except servers.MissingError as lack:
                    missing[database] = str(lack)
                    print(f"{database}: not drilled. {lack}", flush=True)
    finally:
        servers.stop_all()
        if args.work is None:
            shutil.rmtree(work, ignore_errors=True)
    return _conclude(results, missing, quick=args.quick)


def drill(plan: Plan, work: Path) -> Result:
    """One drill, start to end; for tests too."""
    return asyncio.run(Drill(plan, work, lambda line: print(line, flush=True)).run())


def _conclude(results: Sequence[Result], missing: dict[str, str], *, quick: bool) -> int:
    rows = [
        (name, *(result.figures()[name] for result in results)) for name in (results[0].figures() if results else ())
    ]
    report.table("Killed under load", ("figure", *(result.database for result in results)), rows)
    for result in results:
        for fault in (*result.faults[:20], *(f"refused: {why}" for why in result.refusals[:5])):
            print(f"  {result.database}: {fault}")
    passed = bool(results) and all(result.passed for result in results) and not missing
    print(f"\n{'PASS' if passed else 'FAIL'}: no acknowledged write lost, none doubled, verify clean")
    figures = {result.database: {**result.figures(), "faults": result.faults[:20]} for result in results}
    report.last_line("crash", {"quick": quick, "passed": passed, **figures, "missing": missing})
    return int(not passed)
