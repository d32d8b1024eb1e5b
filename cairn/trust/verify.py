"""`cairn verify`: walk every journal from its beginning, and hold its end against the exported heads."""

import argparse
import hashlib
import hmac
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from django.apps import apps
from django.conf import settings

from cairn.kit import wall
from cairn.trust import journal
from cairn.trust.journal import Break
from cairn.trust.models import Fact


def main(argv: list[str]) -> int:
    """Print what does not hold; 0 when everything does."""
    argparse.ArgumentParser(prog="cairn verify", description=__doc__).parse_args(argv)
    found = 0
    with wall.everywhere("the whole journal is verified"):
        for organisation in apps.get_model("people", "Organisation").objects.order_by("pk"):
            facts = Fact.objects.filter(organisation_id=organisation.pk).count()
            breaks = [*journal.breaks(organisation.pk), *against_heads(organisation.pk)]
            found += len(breaks)
            for one in breaks[:20]:
                print(f"{organisation.slug}: at fact {one.number}: {one.wrong}")
            print(f"{organisation.slug}: {facts} facts, {len(breaks)} breaks")
    return 1 if found else 0


def against_heads(organisation: int) -> list[Break]:
    """Breaks between the journal and the heads written to the second place."""
    path: Path = settings.DATA / "journal-heads.log"
    lines = path.read_text().splitlines() if path.exists() else []
    return compare(organisation, lines, lambda number: _hash_of(organisation, number))


def compare(organisation: int, lines: Iterable[str], hash_of: Callable[[int], bytes | None]) -> list[Break]:
    """Breaks between exported lines and a journal, given the hash of each of its facts by number."""
    for line in lines:
        signature, _, content = line.rstrip().partition(" ")
        expected = hmac.new(settings.JOURNAL_KEY, content.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, signature):
            return [Break(organisation, 0, "a line of the exported heads was altered")]
        for where, number, tip in json.loads(content)[1]:
            if where == organisation and number:
                there = hash_of(number)
                if there is None:
                    return [Break(organisation, number, "a fact that was exported is gone")]
                if there.hex() != tip:
                    return [Break(organisation, number, "the journal was written anew after this fact was exported")]
    return []


def _hash_of(organisation: int, number: int) -> bytes | None:
    fact = Fact.objects.filter(organisation_id=organisation, number=number).first()
    return bytes(fact.hash) if fact else None
