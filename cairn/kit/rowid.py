"""The primary key of every table."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    _BigInteger = models.BigIntegerField[int, int]
else:
    _BigInteger = models.BigIntegerField


class RowId(_BigInteger):
    """A 63-bit id made by the application, see `kit.ids`.

    SQLite calls every integer `integer`, and only under that name is a primary key the row's own place in its
    table; as a `bigint` it needs a second tree beside the table, one more page to write with every row.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)
