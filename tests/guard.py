"""The guard that stands on SQLite where PostgreSQL has row-level security: no query without its organisation."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from cairn.kit import wall
from cairn.trust.walls import walled_tables

_BY_KEY = re.compile(r'"id" (=|IN) ')


class Unwalled(AssertionError):
    """A query reads an organisation's table and does not say which organisation, nor which row."""


def _watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if sql.startswith("SELECT") and wall.current() != wall.EVERYWHERE:
        touched = [table for table, _ in walled_tables() if f'FROM "{table}"' in sql.split(" WHERE ", maxsplit=1)[0]]
        if (
            touched
            and "organisation_id" not in sql.partition(" WHERE ")[2]
            and not _BY_KEY.search(sql.partition(" WHERE ")[2])
        ):
            raise Unwalled(f"{touched[0]} is read without an organisation: {sql[:300]}")
    return execute(sql, params, many, context)


@contextmanager
def guarded() -> Iterator[None]:
    """Refuse queries on organisations' tables that carry no organisation and no key."""
    with connection.execute_wrapper(_watch):
        yield
