"""`owner-link`: the one-time link by which the first person becomes owner."""

import argparse
import os

from cairn.cli import datadir, leash, stamp
from cairn.people.owner import make_owner_link


def main(argv: list[str]) -> int:
    """Print a fresh link, or say that there is an owner."""
    leash.hold()
    parser = argparse.ArgumentParser(prog="cairn owner-link")
    parser.add_argument("--base-url", default=os.environ.get("CAIRN_BASE_URL") or "http://127.0.0.1:8000/")
    parser.add_argument("--quietly", action="store_true", help="say nothing when there is an owner")
    options = parser.parse_args(argv)
    link = make_owner_link(options.base_url)
    stamp.write(datadir.current(), owned=not link)
    if link:
        print(f"Become the owner, once, with this link; keep it to yourself:\n\n    {link}\n", flush=True)
    elif not options.quietly:
        print("There is an owner already; owners invite others from People.", flush=True)
    return 0
