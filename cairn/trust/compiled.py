"""The policy's question about an audience, with its SQL written once for each table and verb.

Building the query takes the ORM several times as long as answering it takes the database, and after a fact that
may have moved rights every room's audience is asked anew. The SQL of a rule never changes: the row and the
organisation are values in it. Which values these are is found by building the query for two invented rows; a rule
whose other values differ between the two is asked through the ORM each time, as is one that reads the clock.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from cairn.kit import direct
from cairn.trust import rules
from cairn.trust.records import Record

_INVENTED = (
    (7_700_000_000_000_000_001, 7_700_000_000_000_000_002),
    (7_700_000_000_000_000_003, 7_700_000_000_000_000_004),
)


@dataclass(frozen=True)
class Question:
    """SQL, its values, and at which places among them the row's and the organisation's ids stand."""

    sql: str
    values: tuple[Any, ...]
    rows: tuple[int, ...]
    organisations: tuple[int, ...]

    def ask(self, row: int, organisation: int) -> frozenset[int]:
        """The ids of the persons for whom the rule holds on that row."""
        values = list(self.values)
        for places, given in ((self.rows, row), (self.organisations, organisation)):
            for place in places:
                values[place] = type(values[place])(given)
        return frozenset(found for (found,) in direct.run(self.sql, values).fetchall())


_known: dict[tuple[str, type[Record], str], Question | None] = {}


def audience_ids(row: Record, verb: str) -> frozenset[int]:
    """The ids of `rules.audience(row, verb)`."""
    model = type(row)
    place = (connection.vendor, model, verb)
    if place not in _known:
        _known[place] = None if rules.rule(model, verb).by_clock else _question(model, verb)
    question = _known[place]
    if question is None:
        return frozenset(rules.audience(row, verb).values_list("pk", flat=True))
    return question.ask(row.pk, row.organisation_id)


def _question(model: type[Record], verb: str) -> Question | None:
    (sql, first), (other_sql, second) = (_compiled(model, verb, *ids) for ids in _INVENTED)
    (row, organisation), (other_row, other_organisation) = _INVENTED
    if sql != other_sql or len(first) != len(second):
        return None
    rows = tuple(i for i, pair in enumerate(zip(first, second, strict=True)) if pair == (row, other_row))
    organisations = tuple(
        i for i, pair in enumerate(zip(first, second, strict=True)) if pair == (organisation, other_organisation)
    )
    same = [i for i, (one, other) in enumerate(zip(first, second, strict=True)) if one == other]
    if not rows or not organisations or len(rows) + len(organisations) + len(same) != len(first):
        return None
    return Question(sql, first, rows, organisations)


def _compiled(model: type[Record], verb: str, row: int, organisation: int) -> tuple[str, tuple[Any, ...]]:
    asked = rules.audience(model(id=row, organisation_id=organisation), verb).values_list("pk", flat=True)
    sql, values = asked.query.sql_with_params()
    return sql, tuple(values)
