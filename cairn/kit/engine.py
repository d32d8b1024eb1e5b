"""Choose the SQLite engine before Django imports one.

Engines before 3.51.3 (but for two patched lines) can corrupt a WAL database when a second checkpoint
races a commit; web and worker on one file meet the precondition. The pysqlite3 wheel carries a good engine.
"""

import importlib
import sqlite3
import sys

FIXED = (3, 51, 3)
PATCHED_LINES = {(3, 50): 7, (3, 44): 6}


def prefer_bundled_engine() -> None:
    """Let `import sqlite3` mean pysqlite3 wherever its wheel is installed."""
    try:
        pysqlite3 = importlib.import_module("pysqlite3")
        dbapi2 = importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = dbapi2


def engine_version() -> tuple[int, ...]:
    """The version of the engine in use, such as (3, 53, 1)."""
    return tuple(int(part) for part in sys.modules["sqlite3"].sqlite_version.split("."))


def is_safe_with_wal(version: tuple[int, ...]) -> bool:
    """Whether an engine of this version is free of the WAL-reset bug."""
    if version >= FIXED or version < (3, 7, 0):
        return True
    patch = PATCHED_LINES.get((version[0], version[1]))
    return patch is not None and version[2] >= patch


prefer_bundled_engine()
assert sqlite3
