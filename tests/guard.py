"""The guard that stands on SQLite where PostgreSQL has row-level security: no query without its organisation."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

from django.db import connection

from cairn.kit import wall
from cairn.trust.walls import walled_tables

_BY_KEY = re.compile(r'"id" (=|IN) ')


class Unwalled(AssertionError):
    """A query reads an organisation's table and does not say which organisation, nor which row."""


@lru_cache(maxsize=4096)
def _reads_unwalled(sql: str) -> str:
    """The organisation's table that a statement reads without saying which organisation, nor which row."""
    before, _, where = sql.partition(" WHERE ")
    if "organisation_id" in where or _BY_KEY.search(where):
        return ""
    return next((table for table in _tables() if f'FROM "{table}"' in before), "")


@cache
def _tables() -> list[str]:
    return [table for table, _ in walled_tables()]


def _watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if sql.startswith("SELECT") and wall.current() != wall.EVERYWHERE and (table := _reads_unwalled(sql)):
        raise Unwalled(f"{table} is read without an organisation: {sql[:300]}")
    return execute(sql, params, many, context)


@contextmanager
def guarded() -> Iterator[None]:
    """Refuse queries on organisations' tables that carry no organisation and no key."""
    with connection.execute_wrapper(_watch):
        yield
