"""Writing much of the past at once: ids of the moment things happened, rows in bulk, facts in their order.

The same columns, seals and facts as the actions write; only the transaction is larger.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models, transaction

from cairn.kit.ids import EPOCH_MS, id_at
from cairn.people.models import Organisation
from cairn.trust import journal
from cairn.trust.models import Fact
from cairn.trust.records import Record

M = TypeVar("M", bound=models.Model)
BATCH = 400


class Ledger:
    """Rows and facts of one organisation, kept until `write`."""

    def __init__(self, organisation: Organisation, taken: dict[int, int] | None = None) -> None:
        self.organisation = organisation
        self._taken = taken if taken is not None else {}
        self._rows: dict[type[models.Model], list[Any]] = {}
        self._facts: list[Fact] = []

    def id_at(self, at: dt.datetime) -> int:
        """An id of that moment: rows of the past sort where they belong. The process bits stay 0, so none is met twice."""
        ms = max(int(at.timestamp() * 1000), EPOCH_MS)  # ids begin with 2025; older rows share its first moments
        while True:
            used = self._taken.get(ms, 0)
            if used < 1 << 14:
                self._taken[ms] = used + 1
                return id_at(ms) + used
            ms += 1

    def add(self, model: type[Any], at: dt.datetime, **columns: Any) -> Any:
        """A row made at that moment, with its id. Sealed attributes are set after the columns they are sealed for."""
        sealed = {name: columns.pop(name) for name in list(columns) if name in _sealed_names(model)}
        row = model(id=self.id_at(at), organisation=self.organisation, made_at=at, **columns)
        for name, words in sealed.items():
            setattr(row, name, words)
        self._rows.setdefault(model, []).append(row)
        return row

    def kept(self, model: type[M]) -> list[M]:
        """The rows of a model that wait to be written."""
        return list(self._rows.get(model, []))

    def told(
        self, verb: str, row: Record, at: dt.datetime, *, by: int | None, grounds: str = "mine", about: int | None = None,
        system: str = "",
    ) -> None:  # fmt: skip
        """What happened to the row, for the journal."""
        self._facts.append(
            Fact(
                organisation=self.organisation, actor=by, system=system, verb=verb, table=row._meta.db_table, row=row.pk,
                about=about if about is not None else row.person_about(), grounds=grounds, at=at,
            )
        )  # fmt: skip

    def write(self) -> None:
        """Save what is kept, in the order in which it was first added, and put the facts at the journal's end."""
        with transaction.atomic():
            head = journal.lock(self.organisation.pk)
            for model, found in self._rows.items():
                model._default_manager.bulk_create(found, batch_size=BATCH)
            for part in _parts(sorted(self._facts, key=lambda fact: fact.at)):
                journal.append(head, part, moves_rights=True)
        self._rows, self._facts = {}, []


def _parts(facts: list[Fact]) -> Iterable[list[Fact]]:
    for begin in range(0, len(facts), 2000):
        yield facts[begin : begin + 2000]


def _sealed_names(model: type[models.Model]) -> set[str]:
    return {field.name.removesuffix("_sealed") for field in model._meta.local_fields if field.name.endswith("_sealed")}
