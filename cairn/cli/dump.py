"""The database as one file, and back, on either engine."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit

from cairn.cli import datadir, sqlitecopy
from cairn.cli.exits import Exit, Stop

SQLITE, POSTGRESQL = "database.sqlite3", "database.pgdump"


def member() -> str:
    """The name under which this installation's database stands in a backup."""
    return POSTGRESQL if os.environ.get("CAIRN_DATABASE_URL") else SQLITE


def write(data: Path, target: Path) -> None:
    """A consistent copy, taken while Cairn may be running."""
    if member() == POSTGRESQL:
        _run_postgresql("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
        target.chmod(0o600)
    else:
        sqlitecopy.copy(data / datadir.DATABASE, target)


def is_in_the_way(data: Path) -> bool:
    """Whether a database that holds something is there already."""
    if member() == SQLITE:
        return (data / datadir.DATABASE).exists()
    tables = _run_postgresql("psql", "-XAtc", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    return int(tables or 0) > 0


def complaint(path: Path) -> str:
    """What is wrong with a copy; empty when it is sound."""
    if path.name == SQLITE:
        return sqlitecopy.complaint(path)
    _run_postgresql("pg_restore", "--list", str(path), place=False)
    return ""


def bring_back(data: Path, source: Path) -> None:
    """Make the copy the database. On SQLite one rename; on PostgreSQL one transaction."""
    if source.name == POSTGRESQL:
        how = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        _run_postgresql("pg_restore", *how, f"--dbname={_place()['PGDATABASE']}", str(source))
    else:
        source.replace(data / datadir.DATABASE)
        sqlitecopy.sync(data)


def last_migration(path: Path) -> str:
    """The newest migration in a SQLite copy; for the person who reads the manifest."""
    if not path.name.endswith(SQLITE):
        return ""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id DESC").fetchone()
    return str(found[0]) if found else ""


def _place() -> dict[str, str]:
    """Where the database is, as PostgreSQL's tools read it from the environment: passwords show in no process list."""
    parts = urlsplit(os.environ.get("CAIRN_DATABASE_OWNER_URL") or os.environ["CAIRN_DATABASE_URL"])
    found = {
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port or ""),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": parts.path.lstrip("/"),
    }
    return {name: value for name, value in found.items() if value}


def _run_postgresql(tool: str, *arguments: str, place: bool = True) -> str:
    if not shutil.which(tool):
        raise Stop(Exit.MISSING, f"`{tool}` is missing: sudo apt-get install -y postgresql-client")
    own = {**os.environ, **(_place() if place else {})}
    done = subprocess.run([tool, *arguments], env=own, capture_output=True, text=True, check=False)
    if done.returncode:
        told = done.stderr.strip()[-600:]
        code = Exit.DISK_FULL if "No space left" in told else Exit.NO_DATABASE if place else Exit.BAD_BACKUP
        raise Stop(code, f"{tool} failed: {told}")
    return done.stdout.strip()
