"""PostgreSQL with a second wall: the connection always carries the organisation it is serving."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus
from psycopg.types.string import StrDumperUnknown

from cairn.kit import wall


class WholeText(StrDumperUnknown):
    """Text without NUL, which no text of PostgreSQL can hold: an address or a cookie that has one fits no row.

    Forms refuse it with a sentence of their own before it comes here; SQLite takes it as any other character.
    """

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\x00", "\ufffd"))


class DatabaseWrapper(base.DatabaseWrapper):
    """Tells the session its organisation before the first statement that serves another one."""

    _serves: str | None = None

    def get_new_connection(self, conn_params: Any) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.adapters.register_dumper(str, WholeText)
        return connection

    def init_connection_state(self) -> None:
        super().init_connection_state()
        self._serves = None

    def create_cursor(self, name: Any = None) -> Any:
        cursor = super().create_cursor(name)
        organisation = wall.current()
        aborted = self.connection.info.transaction_status == TransactionStatus.INERROR
        if organisation != self._serves and not aborted:  # an aborted transaction takes nothing but a rollback
            cursor.execute("SELECT set_config('cairn.organisation', %s, false)", [organisation])
            self._serves = organisation
        return cursor

    def _rollback(self) -> Any:
        # A rollback also takes back a setting made inside the transaction.
        self._serves = None
        return super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: Any) -> Any:
        result = super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._serves = None
        return result
