"""The primary key of every table."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class _RowId(models.BigIntegerField):  # type: ignore[type-arg]  # as the classes of models are, at run time
    """A 63-bit id made by the application, see `kit.ids`.

    SQLite calls every integer `integer`, and only under that name is a primary key the row's own place in its
    table; as a `bigint` it needs a second tree beside the table, one more page to write with every row.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)

    def deconstruct(self) -> Any:
        name, _, args, named = super().deconstruct()
        return name, "cairn.kit.rowid.RowId", args, named


# Types are told by django-stubs' plugin, which knows Django's own fields only.
if TYPE_CHECKING:
    RowId = models.BigIntegerField
else:
    RowId = _RowId
