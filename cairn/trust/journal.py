"""The journal: one chain of facts per organisation, each tied to the one before by a keyed hash."""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from cairn.trust.models import Fact, Head


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold, and what is wrong there."""

    organisation: int
    number: int
    wrong: str


def _hash(before: bytes, fact: Fact) -> bytes:
    at = int(fact.at.timestamp() * 1_000_000)
    content = json.dumps(
        [fact.pk, fact.organisation_id, fact.number, at, fact.actor, fact.system, fact.verb, fact.table, fact.row,
         fact.about, fact.grounds, fact.because],
        separators=(",", ":"),
    )  # fmt: skip
    return hmac.digest(settings.JOURNAL_KEY, before + content.encode(), hashlib.sha256)


def lock(organisation: int) -> Head:
    """The end of the organisation's journal, held until the transaction ends."""
    head = Head.objects.select_for_update().filter(organisation_id=organisation).first()
    if head is None:
        Head.objects.bulk_create([Head(organisation_id=organisation)], ignore_conflicts=True)
        head = Head.objects.select_for_update().get(organisation_id=organisation)
    return head


def append(head: Head, facts: Sequence[Fact], *, moves_rights: bool) -> None:
    """Write facts at the end of a locked journal, in order. `moves_rights`: some may change who may see what."""
    number, tip = head.number, bytes(head.hash)
    for fact in facts:
        number += 1
        fact.number = number
        fact.at = fact.at.replace(microsecond=fact.at.microsecond)
        tip = _hash(tip, fact)
        fact.hash = tip
    Fact.objects.bulk_create(facts)
    head.number, head.hash = number, tip
    head.rights += int(moves_rights)
    Head.objects.filter(pk=head.pk).update(number=number, hash=tip, rights=head.rights)


def breaks(organisation: int, *, batch: int = 2000) -> Iterator[Break]:
    """Walk a chain from its beginning and yield every place where it does not hold."""
    head = Head.objects.filter(organisation_id=organisation).first()
    tip, number = b"", 0
    for fact in _walk(organisation, batch):
        number += 1
        if fact.number != number:
            yield Break(organisation, number, f"fact {number} is missing")
            number = fact.number
        expected = _hash(tip, fact)
        if not hmac.compare_digest(expected, bytes(fact.hash)):
            yield Break(organisation, number, "the fact or the one before was altered")
        tip = bytes(fact.hash)
    if head is not None and (head.number != number or bytes(head.hash) != tip):
        yield Break(organisation, head.number, "the end was cut off or put back")


def _walk(organisation: int, batch: int) -> Iterator[Fact]:
    after = 0
    while True:
        facts = list(Fact.objects.filter(organisation_id=organisation, number__gt=after).order_by("number")[:batch])
        yield from facts
        if len(facts) < batch:
            return
        after = facts[-1].number


def heads_line(heads: Iterable[Head], at: dt.datetime) -> str:
    """One signed line of all heads, for a second place: it shows a truncation that the chain alone cannot."""
    content = json.dumps([at.isoformat(), [[h.organisation_id, h.number, bytes(h.hash).hex()] for h in heads]])
    return f"{hmac.new(settings.JOURNAL_KEY, content.encode(), hashlib.sha256).hexdigest()} {content}\n"


def is_postgresql() -> bool:
    """Whether the database is PostgreSQL."""
    return connection.vendor == "postgresql"
