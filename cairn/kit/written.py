"""Questions that every page asks, with their SQL written once.

The ORM takes several times as long to write such a question as the database takes to answer it, and between two pages only
the ids in it differ. Which of its values these are is found by writing it for two invented sets of ids.
"""

import datetime as dt
import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

FIRST_INVENTED, STEP = 7_700_000_000_000_000_001, 101
# A value that the clock may have made: such a question is written anew each time.
MOMENT = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class _Form:
    """The question as first written, its values, and at which places among them each given id stands."""

    rows: Any
    compiler: Any
    sql: str
    values: tuple[Any, ...]
    places: tuple[tuple[int, ...], ...]


class Written:
    """A query of ids alone. Calling it with ids (int, not None) gives the list that `build(*ids)` would give."""

    def __init__(self, build: Callable[..., QuerySet[Any]]) -> None:
        self._build = build
        self._forms: dict[tuple[str, int], _Form | None] = {}

    def __call__(self, *ids: int) -> list[Any]:
        connection = connections[DEFAULT_DB_ALIAS]
        key = (connection.vendor, len(ids))
        if key not in self._forms:
            self._forms[key] = self._write(len(ids))
        form = self._forms[key]
        if form is None:
            return list(self._build(*ids))
        values = list(form.values)
        for places, given in zip(form.places, ids, strict=True):
            for place in places:
                values[place] = given
        rows, compiler = form.rows._chain(), copy(form.compiler)
        compiler.connection, compiler.query = connection, rows.query
        compiler.as_sql = lambda *_, **__: (form.sql, tuple(values))
        rows.query.get_compiler = lambda *_, **__: compiler
        return list(rows)

    def is_written_once(self, *ids: int) -> bool:
        """Whether asking with so many ids writes no SQL any more. For tests."""
        return self._forms.get((connections[DEFAULT_DB_ALIAS].vendor, len(ids))) is not None

    def _write(self, count: int) -> _Form | None:
        first = tuple(range(FIRST_INVENTED, FIRST_INVENTED + count))
        second = tuple(one + STEP for one in first)
        rows = self._build(*first)
        compiler = rows.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        other_sql, others = self._build(*second).query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
        if sql != other_sql or len(values) != len(others):
            return None
        pairs = list(zip(values, others, strict=True))
        places = tuple(
            tuple(place for place, pair in enumerate(pairs) if pair == both) for both in zip(first, second, strict=True)
        )
        known = {place for some in places for place in some}
        rest = [pair for place, pair in enumerate(pairs) if place not in known]
        if not all(places) or any(one != other or _is_moment(one) for one, other in rest):
            return None
        return _Form(rows, compiler, sql, tuple(values), places)


def _is_moment(value: Any) -> bool:
    return isinstance(value, dt.date | dt.timedelta) or bool(isinstance(value, str) and MOMENT.match(value))
