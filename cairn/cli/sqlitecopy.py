"""A consistent copy of a SQLite database in use, and a look at its soundness."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from cairn.kit import engine

assert engine  # it decides which SQLite `sqlite3` means


def copy(source: Path, target: Path) -> None:
    """Copy with SQLite's backup interface; `target` appears whole, readable by its owner alone, or not at all."""
    draft = target.with_name(f"{target.name}.new")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(source, timeout=20)) as original, closing(sqlite3.connect(draft)) as duplicate:
            original.backup(duplicate)
            duplicate.execute("PRAGMA journal_mode=DELETE")
        sync(draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Let a file, or the names in a folder, reach the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def complaint(path: Path) -> str:
    """What SQLite's own check finds wrong; empty when the database is sound."""
    try:
        with closing(sqlite3.connect(path, timeout=20)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        return str(error)
    return "" if found == "ok" else str(found)
