"""What was prepared, so that the next start need not look again."""

import hashlib
import importlib
import json
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from cairn.cli import datadir, messages, preflight
from cairn.kit import engine

ROOT = Path(__file__).resolve().parents[2]
assert engine  # it decides which SQLite `sqlite3` means


def read(data: Path) -> dict[str, Any]:
    """The last stamp, or nothing."""
    try:
        stamp = json.loads((data / datadir.STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write(data: Path, **news: Any) -> None:
    """Add to the stamp, all or nothing."""
    draft = data / f"{datadir.STAMP}.{os.getpid()}"
    draft.write_text(json.dumps({**read(data), **news}, indent=1, sort_keys=True))
    draft.chmod(0o600)
    draft.replace(data / datadir.STAMP)


def code_print() -> str:
    """A fingerprint of everything preparation depends on: migrations, statics, messages, packages, settings."""
    found = hashlib.sha256()
    for name in ("requirements/run.txt", "cairn/settings.py"):
        found.update((ROOT / name).read_bytes() if (ROOT / name).exists() else b"")
    found.update(f"{sys.version_info} {os.environ.get('CAIRN_DEBUG')} {os.environ.get('CAIRN_STATIC')}".encode())
    for folder in ("migrations/*.py", "static/**/*", "locale/*/LC_MESSAGES/*.po"):
        for path in sorted((ROOT / "cairn").glob(f"**/{folder}")):
            status = path.stat()
            found.update(f"{path.relative_to(ROOT)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return found.hexdigest()


def database_print() -> str:
    """Which database is meant, without its password being kept in a second place."""
    return hashlib.sha256(os.environ.get("CAIRN_DATABASE_URL", "").encode()).hexdigest()


def is_current(data: Path) -> bool:
    """Whether this code was prepared on this database, and the database still is the one it was."""
    stamp = read(data)
    if messages.stale() or stamp.get("code") != code_print() or stamp.get("database") != database_print():
        return False
    if stamp.get("keys") != preflight.key_prints(data / "keys"):
        return False
    static = Path(os.environ.get("CAIRN_STATIC") or data / "static")
    return static.is_dir() and stamp.get("migrations") == applied_migrations(data)


def applied_migrations(data: Path) -> int | None:
    """How many migrations the database itself says it has had; nothing if it cannot say."""
    if url := os.environ.get("CAIRN_DATABASE_URL"):
        return _applied_on_postgresql(url)
    path = data / datadir.DATABASE
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(path, timeout=5)) as connection:
            return int(connection.execute("SELECT count(*) FROM django_migrations").fetchone()[0])
    except sqlite3.Error:
        return None


def _applied_on_postgresql(url: str) -> int | None:
    psycopg = importlib.import_module("psycopg")  # not at the top: a start on SQLite need not pay for it
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            return int(connection.execute("SELECT count(*) FROM django_migrations").fetchone()[0])
    except psycopg.Error:
        return None
