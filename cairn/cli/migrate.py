"""Bring the database to this version of the code, keeping a copy of what was there."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from cairn.cli import sqlitecopy
from cairn.cli.exits import Exit, Stop, is_disk_full
from cairn.kit import wall
from cairn.signin import rotation as sign_in
from cairn.signin.models import Session
from cairn.trust import walls
from cairn.trust.keys import WrongKey, unwrap_organisation_key
from cairn.trust.models import Key

KEPT_COPIES = 3
JOB_LOCK = 0x4341_4952  # one migration job at a time on PostgreSQL, however many hosts start together


def bring_up_to_date(data: Path, application_url: str = "") -> int:
    """Apply what is missing and renew the walls; returns how many migrations the database then has had."""
    try:
        with wall.everywhere("the tables of all organisations are changed"), _alone():
            check_keys(data)
            count = _migrate(data)
            walls.raise_walls()
            _let_in(application_url)
            return count
    except OperationalError as error:
        if is_disk_full(error):
            raise
        raise Stop(Exit.NO_DATABASE, f"The database does not answer: {_in_one_line(error)}") from error
    except DatabaseError as error:
        raise Stop(
            Exit.UNMIGRATED, f"The database could not be brought to this version: {_in_one_line(error)}"
        ) from error


def _in_one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def check_keys(data: Path) -> None:
    """Hold the keys that can be rotated against what they sealed, before anything is written."""
    tables = set(connection.introspection.table_names())
    try:
        if Key._meta.db_table in tables:
            for key in Key.objects.filter(person=None, destroyed_at=None):
                unwrap_organisation_key(key)
    except WrongKey:
        raise _wrong(data, "key-encryption") from None
    if {Session._meta.db_table, Authenticator._meta.db_table} <= tables and not sign_in.fits():
        raise _wrong(data, "sign-in")


def _wrong(data: Path, name: str) -> Stop:
    return Stop(
        Exit.WRONG_KEYS, f"The {name} key in {data / 'keys'} does not open this data; bring the right one back."
    )


def _migrate(data: Path) -> int:
    executor = MigrationExecutor(connection)
    applied, known = set(executor.loader.applied_migrations), set(executor.loader.graph.nodes)
    if newer := sorted(applied - known - set(executor.loader.replacements)):
        name = ".".join(newer[-1])
        raise Stop(Exit.UNMIGRATED, f"A newer Cairn has used this database ({name}): start that version, or restore.")
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        kept = _keep_copy(data) if applied else None
        print(f"  database: {len(plan)} steps", flush=True)
        _apply(kept)
    return len(MigrationRecorder(connection).applied_migrations())


def _apply(kept: Path | None) -> None:
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except Exception as error:
        if is_disk_full(error):
            raise
        told = f" What was there before lies in {kept}." if kept else ""
        raise Stop(
            Exit.UNMIGRATED, f"The database could not be brought to this version: {_in_one_line(error)}.{told}"
        ) from error


def must_be_up_to_date() -> None:
    """Refuse to serve on tables of another version."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Stop(Exit.UNMIGRATED, "The database is not of this version: run `prepare` first.")


def _let_in(application_url: str) -> None:
    """On PostgreSQL the application works under a role that owns nothing, where there is one."""
    role = unquote(urlsplit(application_url).username or "")
    if connection.vendor == "postgresql" and role and role != connection.settings_dict["USER"]:
        walls.let_in(role)


@contextmanager
def _alone() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [JOB_LOCK])
    try:
        yield
    finally:
        connection.close()


def _keep_copy(data: Path) -> Path | None:
    if connection.vendor != "sqlite":
        print("  database: no copy is made before this upgrade; on PostgreSQL that is your backup's task", flush=True)
        return None
    database, folder = Path(connection.settings_dict["NAME"]), data / "backups"
    if shutil.disk_usage(data).free < 2 * database.stat().st_size:
        raise Stop(Exit.DISK_FULL, f"Before an upgrade a copy of {database} is kept, which needs twice its size free.")
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"before-upgrade-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.sqlite3"
    print(f"  database: keeping a copy in {target}", flush=True)
    sqlitecopy.copy(database, target)
    for old in sorted(folder.glob("before-upgrade-*.sqlite3"))[:-KEPT_COPIES]:
        old.unlink()
    return target
