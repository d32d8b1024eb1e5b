"""Writing many messages at once, without an object and a query each: the path of every message ever sent.

Plain SQL with bound values, as measured: an insert through the ORM costs several times as much. Everything
here runs inside the transaction of `send_messages`, after the policy was asked.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from cairn.chat.models import Message, Room
from cairn.kit import direct
from cairn.kit.sealed import seal

_MESSAGES, _ROOMS = Message._meta.db_table, Room._meta.db_table
_INSERT = f"""INSERT INTO {_MESSAGES} (id, organisation_id, made_at, room_id, number, author_id, client_id, kind, wants,
    body_sealed, reply_to_id, card, files, written_at) VALUES ({", ".join(["%s"] * 14)})"""  # noqa: S608 - names, no values
_TAKE = f"""UPDATE {_ROOMS} SET last_number = last_number + %s, last_at = %s WHERE id = %s AND organisation_id = %s
    RETURNING last_number"""  # noqa: S608
_ADVANCE = f"UPDATE {_ROOMS} SET last_number = %s, last_at = %s WHERE id = %s"  # noqa: S608


@dataclass(slots=True)
class Fresh:
    """A message that is being kept."""

    pk: int
    organisation_id: int
    room_id: int
    number: int
    author_id: int
    client_id: str
    body: str
    made_at: dt.datetime
    kind: str = ""
    wants: str = ""
    reply_to_id: int | None = None
    card: int | None = None
    edited_at: dt.datetime | None = None
    removed_at: dt.datetime | None = None
    removed_by_id: int | None = None
    files: int = 0
    written_at: dt.datetime | None = None


def take_numbers(organisation: int, counts: dict[int, int], at: dt.datetime) -> dict[int, int]:
    """Take so many numbers in each room; returns the last number before them. The rooms are held until the
    transaction ends, always in the order of their ids."""
    when = connection.ops.adapt_datetimefield_value(at)
    before = {}
    for room in sorted(counts):
        count = counts[room]
        before[room] = direct.run(_TAKE, [count, when, room, organisation]).fetchone()[0] - count
    return before


def insert(messages: Sequence[Fresh]) -> None:
    """Seal and insert the messages."""
    adapt = connection.ops.adapt_datetimefield_value
    rows = [
        (
            m.pk, m.organisation_id, adapt(m.made_at), m.room_id, m.number, m.author_id, m.client_id, m.kind, m.wants,
            sealed_body(m), m.reply_to_id, m.card, m.files, adapt(m.written_at) if m.written_at else None,
        )
        for m in messages
    ]  # fmt: skip
    if len(rows) == 1:
        direct.run(_INSERT, rows[0])
        return
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, rows)


def sealed_body(message: Fresh) -> bytes:
    """The words, sealed under their author's key, bound to their row."""
    if not message.body:
        return b""
    return seal(message.body.encode(), f"{_MESSAGES}|{message.pk}|body", message.organisation_id, message.author_id)


def advance(numbers: Iterable[tuple[int, int]], at: dt.datetime) -> None:
    """Set each (room, last number)."""
    when = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.executemany(_ADVANCE, [(number, when, room) for room, number in numbers])
