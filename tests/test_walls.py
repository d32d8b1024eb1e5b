"""Behind the rules stands a second wall: row-level security on PostgreSQL, the guard of the tests on SQLite."""

import pytest
from django.db import DatabaseError, connection, transaction

from cairn.chat.models import Message
from cairn.kit import wall
from cairn.trust.walls import walled_tables
from tests.cast import Cast, say
from tests.guard import Unwalled

EVERY_MESSAGE = f"SELECT count(*) FROM {Message._meta.db_table}"


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute(EVERY_MESSAGE)
        return int(cursor.fetchone()[0])


def test_a_forgotten_organisation_finds_nothing_or_is_refused(cast: Cast) -> None:
    say(cast.ana, cast.room, "hello")
    assert Message.objects.filter(organisation=cast.harbor).count() == 1
    wall.serve(cast.lantern.pk)
    if connection.vendor == "postgresql":
        assert _count() == 0

    else:
        with pytest.raises(Unwalled):
            Message.objects.all().count()


def test_without_any_organisation_there_are_no_rows(cast: Cast) -> None:
    say(cast.ana, cast.room, "hello")
    wall.serve(cast.harbor.pk)
    inside = _count()
    wall.serve(None)
    outside = _count()
    assert inside == 1
    assert outside == (0 if connection.vendor == "postgresql" else 1)


def test_a_row_of_another_organisation_is_neither_made_nor_changed(cast: Cast) -> None:
    message = say(cast.ana, cast.room, "hello")
    wall.serve(cast.lantern.pk)
    if connection.vendor != "postgresql":
        return  # SQLite has no roles: there the rules and the guard are the wall (docs/decisions/0004)
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.create(
            organisation=cast.harbor, room=cast.room, number=99, author=cast.ana, client_id="intruder"
        )
    assert Message.objects.filter(pk=message.pk).update(number=7) == 0


def test_every_table_of_an_organisation_is_walled(cast: Cast) -> None:
    tables = [table for table, _ in walled_tables()]
    assert len(tables) > 30
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        forced = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT tablename FROM pg_policies WHERE policyname = 'wall'")
        ruled = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone()[0] is False, "tests must run as the application's role, or they prove nothing"
    assert set(tables) <= forced & ruled
