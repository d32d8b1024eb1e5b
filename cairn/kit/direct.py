"""Fixed statements of the hottest path, without a wrapped cursor and a translation of each."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection


def run(statement: str, values: Sequence[Any]) -> Any:
    """Run a statement with %s for values inside an open transaction; returns its cursor.

    Whoever watches queries (the wall's guard in tests, a bench that counts) sees these too.
    """
    if connection.vendor != "sqlite" or connection.execute_wrappers or connection.queries_logged:
        cursor = connection.cursor()
        cursor.execute(statement, values)
        return cursor
    with connection.wrap_database_errors:
        return connection.connection.execute(_for_sqlite(statement), values)


@lru_cache(maxsize=64)
def _for_sqlite(statement: str) -> str:
    return statement.replace("%s", "?")
