"""The journal: one chain of facts per organisation, each tied to the one before by a keyed hash."""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from cairn.kit import direct
from cairn.trust.models import Fact, Head


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold, and what is wrong there."""

    organisation: int
    number: int
    wrong: str


Row = tuple[int, dt.datetime, int | None, str, str, str, int, int | None, str, int | None]
"""A fact before it has its number: id, at, actor, system, verb, table, row, about, grounds, because."""

_COLUMNS = 'id, at, actor, system, verb, "table", "row", about, grounds, because, organisation_id, number, hash'
_INSERT = f"INSERT INTO {Fact._meta.db_table} ({_COLUMNS}) VALUES ({', '.join(['%s'] * 13)})"  # noqa: S608 - names, no values
_LOCK = f"SELECT number, hash, rights FROM {Head._meta.db_table} WHERE organisation_id = %s"  # noqa: S608
_MOVE = f"UPDATE {Head._meta.db_table} SET number = %s, hash = %s, rights = %s WHERE organisation_id = %s"  # noqa: S608
_SEPARATOR = "\x1f"  # occurs in no field: ids are numbers, the rest are words of ours


def _hash(before: bytes, organisation: int, number: int, row: Row) -> bytes:
    at = int(row[1].timestamp() * 1_000_000)
    content = _SEPARATOR.join(map(str, (organisation, number, row[0], at, *row[2:])))
    return hmac.digest(settings.JOURNAL_KEY, before + content.encode(), hashlib.sha256)


def _row_of(f: Fact) -> Row:
    return (f.pk, f.at, f.actor, f.system, f.verb, f.table, f.row, f.about, f.grounds, f.because)


def lock(organisation: int) -> Head:
    """The end of the organisation's journal, held until the transaction ends."""
    found = _read_head(organisation)
    if found is None:
        Head.objects.bulk_create([Head(organisation_id=organisation)], ignore_conflicts=True)
        found = _read_head(organisation)
    assert found is not None
    return Head(organisation_id=organisation, number=found[0], hash=bytes(found[1]), rights=found[2])


def _read_head(organisation: int) -> tuple[int, bytes, int] | None:
    statement = f"{_LOCK} FOR UPDATE" if connection.vendor == "postgresql" else _LOCK
    row: tuple[int, bytes, int] | None = direct.run(statement, [organisation]).fetchone()
    return row


def append(head: Head, facts: Sequence[Fact], *, moves_rights: bool) -> None:
    """Write facts at the end of a locked journal, in order. `moves_rights`: some may change who may see what."""
    first = head.number + 1
    hashes = append_rows(head, [_row_of(fact) for fact in facts], moves_rights=moves_rights)
    for number, (fact, tip) in enumerate(zip(facts, hashes, strict=True), first):
        fact.number, fact.hash = number, tip


def append_rows(head: Head, rows: Sequence[Row], *, moves_rights: bool) -> list[bytes]:
    """The same for plain rows, without an object a fact: it stands on the path of every message. Returns the hashes."""
    organisation, number, tip = head.organisation_id, head.number, bytes(head.hash)
    adapt = connection.ops.adapt_datetimefield_value
    values, hashes = [], []
    for row in rows:
        number += 1
        tip = _hash(tip, organisation, number, row)
        hashes.append(tip)
        values.append((row[0], adapt(row[1]), *row[2:], organisation, number, tip))
    head.number, head.hash = number, tip
    head.rights += int(moves_rights)
    if len(values) == 1:
        direct.run(_INSERT, values[0])
    else:
        with connection.cursor() as cursor:
            cursor.executemany(_INSERT, values)
    direct.run(_MOVE, [number, tip, head.rights, organisation])
    return hashes


def breaks(organisation: int) -> Iterator[Break]:
    """Walk an organisation's chain from its beginning and yield every place where it does not hold."""
    head = Head.objects.filter(organisation_id=organisation).first()
    # A living journal grows while it is walked: no further than the head that was read first.
    yield from check(organisation, _walk(organisation, head.number if head else None), head)
    beyond = Fact.objects.filter(organisation_id=organisation, number__gt=head.number if head else 0)
    if (
        beyond.exists()
        and not Head.objects.filter(organisation_id=organisation).exclude(number=head.number if head else 0).exists()
    ):
        yield Break(organisation, head.number if head else 0, "there are facts beyond the end")


def check(organisation: int, facts: Iterable[Fact], head: Head | None) -> Iterator[Break]:
    """Hold facts, in order, against each other and against the head."""
    tip, number = b"", 0
    for fact in facts:
        number += 1
        if fact.number != number:
            yield Break(organisation, number, f"fact {number} is missing")
            number = fact.number
        expected = _hash(tip, organisation, fact.number, _row_of(fact))
        if not hmac.compare_digest(expected, bytes(fact.hash)):
            yield Break(organisation, number, "the fact or the one before was altered")
        tip = bytes(fact.hash)
    if head is not None and (head.number != number or bytes(head.hash) != tip):
        yield Break(organisation, head.number, "the end was cut off or put back")


def _walk(organisation: int, last: int | None, batch: int = 2000) -> Iterator[Fact]:
    after = 0
    wanted = Fact.objects.filter(organisation_id=organisation)
    if last is not None:
        wanted = wanted.filter(number__lte=last)
    while True:
        facts = list(wanted.filter(number__gt=after).order_by("number")[:batch])
        yield from facts
        if len(facts) < batch:
            return
        after = facts[-1].number


def heads_line(heads: Iterable[Head], at: dt.datetime) -> str:
    """One signed line of all heads, for a second place: it shows a truncation that the chain alone cannot."""
    content = json.dumps([at.isoformat(), [[h.organisation_id, h.number, bytes(h.hash).hex()] for h in heads]])
    return f"{hmac.new(settings.JOURNAL_KEY, content.encode(), hashlib.sha256).hexdigest()} {content}\n"
