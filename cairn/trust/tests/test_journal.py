"""The journal shows every alteration, and the database refuses to make one."""

import copy
import datetime as dt
import random

import pytest
from django.db import DatabaseError, connection, transaction

from cairn.kit.clock import now
from cairn.trust import journal
from cairn.trust.models import Fact, Head
from cairn.trust.verify import against_heads, compare
from cairn.trust.worker import export_heads
from tests.cast import Cast, say


@pytest.fixture
def told(cast: Cast) -> Cast:
    """An organisation with a journal of some length."""
    for i in range(30):
        say(cast.ana, cast.room, f"line {i}")
    return cast


def _breaks(cast: Cast) -> int:
    return len(list(journal.breaks(cast.harbor.pk)))


def test_an_untouched_journal_verifies(told: Cast) -> None:
    assert Fact.objects.filter(organisation=told.harbor).count() > 40
    assert _breaks(told) == 0


@pytest.mark.parametrize("statement", ["UPDATE {t} SET verb='x' WHERE number=5", "DELETE FROM {t} WHERE number=5"])
def test_the_database_refuses_to_change_a_fact(told: Cast, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(t=Fact._meta.db_table))
    assert _breaks(told) == 0


def _facts(cast: Cast) -> list[Fact]:
    return list(Fact.objects.filter(organisation=cast.harbor).order_by("number"))


def _tamper(facts: list[Fact], chance: random.Random) -> str:
    """One random edit, deletion, swap, truncation or back-dated insertion by somebody with every database right."""
    at = chance.randrange(len(facts) - 1)
    kind = chance.choice(["verb", "actor", "row", "about", "grounds", "at", "hash", "delete", "swap", "cut", "insert"])
    fact = facts[at]
    if kind == "delete":
        del facts[at]
    elif kind == "cut":
        del facts[at + 1 :]
    elif kind == "swap":
        other = facts[at + 1]
        fact.row, other.row, fact.verb, other.verb = other.row, fact.row, other.verb, fact.verb + "!"
    elif kind == "insert":
        facts.insert(at, copy.copy(fact))
    elif kind == "hash":
        fact.hash = bytes(32)
    elif kind == "at":
        fact.at += dt.timedelta(microseconds=1)
    else:
        setattr(fact, kind, "other" if kind in {"verb", "grounds"} else 12345)
    return kind


def test_a_thousand_random_tamperings_are_all_found(told: Cast) -> None:
    head, chance = Head.objects.get(organisation=told.harbor), random.Random(7)
    whole = _facts(told)
    for _ in range(1000):
        facts = [copy.copy(fact) for fact in whole]
        kind = _tamper(facts, chance)
        assert list(journal.check(told.harbor.pk, facts, head)), kind
    assert not list(journal.check(told.harbor.pk, whole, head))


def test_cutting_the_end_off_shows_against_the_exported_heads(told: Cast) -> None:
    head, facts = Head.objects.get(organisation=told.harbor), _facts(told)
    lines = [journal.heads_line([head], now()).rstrip()]
    by_number = {fact.number: bytes(fact.hash) for fact in facts}
    assert compare(told.harbor.pk, lines, by_number.get) == []
    kept = facts[:-4]
    shorter = Head(organisation=told.harbor, number=kept[-1].number, hash=kept[-1].hash)
    assert not list(journal.check(told.harbor.pk, kept, shorter)), "the chain alone cannot show a clean cut"
    assert compare(told.harbor.pk, lines, {fact.number: bytes(fact.hash) for fact in kept}.get)


def test_an_altered_line_of_heads_is_found(told: Cast) -> None:
    line = journal.heads_line([Head.objects.get(organisation=told.harbor)], now())
    assert compare(told.harbor.pk, [line.replace("0", "1", 1)], lambda number: None)[0].wrong.startswith("a line")


def test_the_worker_exports_heads_that_fit(told: Cast) -> None:
    export_heads()
    assert against_heads(told.harbor.pk) == []


REST = 'organisation_id, at, actor, system, verb, "table", "row", about, grounds, because, hash'
ANEW = "INSERT INTO {t} (id, number, " + REST + ") SELECT {new}, {number}, " + REST + " FROM {t} "
ANEW += "WHERE organisation_id = {o} AND number = {old}"
STATEMENTS = {
    "edit": "UPDATE {t} SET {column} = {value} WHERE organisation_id = {o} AND number = {n}",
    "delete": "DELETE FROM {t} WHERE organisation_id = {o} AND number = {n}",
    "cut": "DELETE FROM {t} WHERE organisation_id = {o} AND number >= {n}",
}
COLUMNS = {"verb": "'other.verb'", "actor": "12345", "\"row\"": "12345", "about": "12345", "grounds": "'other'",
           "\"table\"": "'other'", "system": "'other'", "because": "12345"}  # fmt: skip


def _as_superuser(kind: str, place: dict[str, object], chance: random.Random) -> list[str]:
    """What somebody with every right on the database would run: no trigger stands in their way any more."""
    if kind == "edit":
        column = chance.choice(list(COLUMNS))
        return [STATEMENTS["edit"].format(**place, column=column, value=COLUMNS[column])]
    if kind == "swap":
        edit = "UPDATE {t} SET number = {to} WHERE organisation_id = {o} AND number = {at}"
        n = int(str(place["n"]))
        steps = [(n, -1), (n + 1, n), (-1, n + 1)]
        return [edit.format(**place, at=at, to=to) for at, to in steps]
    if kind == "insert":
        n = int(str(place["n"]))
        up = "UPDATE {t} SET number = -number - 1 WHERE organisation_id = {o} AND number >= {n}"
        down = "UPDATE {t} SET number = -number WHERE organisation_id = {o} AND number < 0"
        made = ANEW.format(**place, new=chance.randrange(1, 10**9), number=n, old=-n - 1)
        return [up.format(**place), made, down.format(**place)]
    return [STATEMENTS[kind].format(**place)]


def _take_the_guards_away() -> bool:
    """Whether the triggers are gone. Whoever holds the file of SQLite can; on PostgreSQL the application's role, as
    which the tests run, owns no trigger: the database refuses."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER facts_stay ON {Fact._meta.db_table}")
            for trigger in ("facts_stay_update", "facts_stay_delete"):
                cursor.execute(f"DROP TRIGGER {trigger}")
    except DatabaseError as refused:
        assert "must be owner" in str(refused)
        return False
    return True


def test_a_thousand_changes_by_a_superuser_inside_the_database_are_all_found(told: Cast) -> None:
    chance, table = random.Random(11), Fact._meta.db_table
    assert _take_the_guards_away() is (connection.vendor == "sqlite")
    if connection.vendor == "postgresql":
        return
    export_heads()
    last = Head.objects.get(organisation=told.harbor).number
    with connection.cursor() as cursor:
        kinds = ["edit", "delete", "swap", "cut", "insert"]
        for turn in range(1000):
            kind = kinds[turn % len(kinds)]
            place = {"t": table, "o": told.harbor.pk, "n": chance.randrange(2, last)}
            mark = transaction.savepoint()
            for statement in _as_superuser(kind, place, chance):
                cursor.execute(statement)
            if kind == "cut":  # with the head put back too, the chain alone shows nothing: the exported heads do
                before = Fact.objects.filter(organisation=told.harbor, number=int(str(place["n"])) - 1).get()
                Head.objects.filter(organisation=told.harbor).update(number=before.number, hash=before.hash)
            found = [*journal.breaks(told.harbor.pk), *against_heads(told.harbor.pk)]
            assert found, (kind, place)
            transaction.savepoint_rollback(mark)
    assert _breaks(told) == 0 and against_heads(told.harbor.pk) == []
