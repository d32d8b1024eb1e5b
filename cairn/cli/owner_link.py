"""`owner-link`: the one-time link by which the first person becomes owner."""

import argparse
import os

from cairn.cli import datadir, stamp
from cairn.kit import wall
from cairn.people.models import Organisation
from cairn.people.owner import make_owner_link


def main(argv: list[str]) -> int:
    """Print a fresh link (the last one stops working), or say that there is an owner."""
    parser = argparse.ArgumentParser(prog="cairn owner-link")
    parser.add_argument("--base-url", default=os.environ.get("CAIRN_BASE_URL") or "http://127.0.0.1:8000/")
    parser.add_argument("--quietly", action="store_true", help="say nothing when there is an owner")
    options = parser.parse_args(argv)
    with wall.everywhere("whether there is any organisation yet"):
        owned = Organisation.objects.exists()
        link = "" if owned else make_owner_link(options.base_url)
    stamp.write(datadir.current(), owned=owned)
    if link:
        print(f"Become the owner, once, with this link; keep it to yourself:\n\n    {link}\n", flush=True)
    elif not options.quietly:
        print("There is an owner already; owners invite others from People.", flush=True)
    return 0
