"""`prepare`: data directory, database, translations and statics, ready to serve.

`run` calls it in a process of its own, so that the supervisor stays small; the jobs of compose and Helm call
it once before web starts. On PostgreSQL it works as the owner of the tables, which web never is.
"""

import importlib
import os
import shutil
from pathlib import Path

import django
from django.core.management import call_command

from cairn.cli import datadir, leash, messages, preflight, stamp


def main(argv: list[str]) -> int:
    """Do what is missing, in the order in which each step needs the one before."""
    data = datadir.current()
    datadir.make_private(data)
    if not leash.is_child():
        datadir.take(data, ", preparing")
    datadir.need_room(data)
    preflight.check_engine(data)
    preflight.check_keys(data, stamp.read(data).get("keys", {}))
    prints = stamp.code_print(), stamp.database_print()
    application_url = os.environ.get("CAIRN_DATABASE_URL", "")
    if application_url and (owner_url := os.environ.get("CAIRN_DATABASE_OWNER_URL")):
        os.environ["CAIRN_DATABASE_URL"] = owner_url
    if count := messages.compile_stale():
        print(f"  translations: {count} compiled", flush=True)
    django.setup()
    # Only now can models be read, which the walls are made from.
    applied = importlib.import_module("cairn.cli.migrate").bring_up_to_date(data, application_url)
    _collect(data)
    keys = preflight.key_prints(data / "keys")
    stamp.write(data, code=prints[0], database=prints[1], migrations=applied, keys=keys)
    return 0


def _collect(data: Path) -> None:
    """Collect statics afresh: beside the old ones, which open pages may still ask for until the next start."""
    print("  pages: collecting styles and scripts", flush=True)
    target = Path(os.environ.get("CAIRN_STATIC") or data / "static")
    shutil.rmtree(target, ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
