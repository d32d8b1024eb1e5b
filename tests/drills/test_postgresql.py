"""Cairn on PostgreSQL as an operator meets it: two roles, prepare, serve, back up, restore, refuse."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from cairn.cli.exits import Exit
from tests.drills.site import Site, cairn
from tests.harness.servers import Roles, postgresql, postgresql_programs


@pytest.fixture(scope="module")
def roles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Roles]:
    """An empty database with an owner and the application's role."""
    folder = tmp_path_factory.mktemp("cluster")
    with postgresql(folder, above=2) as found:
        yield found


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, roles: Roles) -> Path:
    place = tmp_path_factory.mktemp("site") / "var"
    done = cairn("prepare", "--data", str(place), **roles.environment())
    assert done.returncode == 0, done.stderr
    return place


def ask(url: str, statement: str) -> str:
    """What the database answers under that role."""
    parts = urlsplit(url)
    programs = postgresql_programs()
    assert programs is not None
    where = [
        "-h",
        str(parts.hostname),
        "-p",
        str(parts.port),
        "-U",
        unquote(parts.username or ""),
        parts.path.lstrip("/"),
    ]
    own = {"PGPASSWORD": unquote(parts.password or "")}
    done = subprocess.run(
        [programs / "psql", *where, "-XAtc", statement],
        env=own,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return (done.stdout + done.stderr).strip()


def content(roles: Roles) -> dict[str, str]:
    """A hash of every table's rows."""
    tables = ask(roles.owner, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").split()
    rows = "SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {} t"
    return {table: ask(roles.owner, rows.format(table)) for table in tables}


def test_it_is_served_under_a_role_that_owns_nothing(roles: Roles, data: Path) -> None:
    with Site(data, **roles.environment()) as running:
        running.wait_for("Cairn is ready")
        assert not any("Preparing" in line for line in running.lines)
        assert (running.answers(), running.answers("/readyz")) == (200, 200)
        running.wait_for("Become the owner", 30)
        assert running.stop() == Exit.FINE
    assert ask(roles.application, "SELECT count(*) FROM pg_tables WHERE tableowner = current_user") == "0"
    assert ask(roles.application, "SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user") == "f"


def test_the_walls_stand(roles: Roles, data: Path) -> None:
    assert "permission denied" in ask(roles.application, "DELETE FROM trust_fact")
    assert "must be owner" in ask(roles.application, "DROP TABLE trust_fact")
    unforced = (
        "SELECT count(*) FROM pg_class WHERE relname LIKE 'chat_%' AND relrowsecurity AND NOT relforcerowsecurity"
    )
    assert ask(roles.owner, unforced) == "0"
    assert (
        int(ask(roles.owner, "SELECT count(*) FROM pg_class WHERE relname LIKE 'chat_%' AND relforcerowsecurity")) > 0
    )


def test_doctor_finds_it_sound_while_it_runs(roles: Roles, data: Path) -> None:
    with Site(data, **roles.environment()) as running:
        running.wait_for("Cairn is ready")
        sound = cairn("doctor", "--data", str(data), **roles.environment())
        assert sound.returncode == 0, sound.stdout + sound.stderr
        assert str(running.process.pid) in next(line for line in sound.stdout.splitlines() if "running" in line)
        running.stop()


def test_what_was_backed_up_comes_back(roles: Roles, data: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.tar"
    done = cairn("backup", str(saved), "--data", str(data), **roles.environment())
    assert done.returncode == 0, done.stderr
    before = content(roles)
    assert ask(roles.owner, "DELETE FROM django_migrations; DROP TABLE chat_draft").endswith("DROP TABLE")
    assert content(roles) != before
    given = ["restore", str(saved), "--data", str(data)]
    assert cairn(*given, **roles.environment()).returncode == Exit.IN_THE_WAY
    restored = cairn(*given, "--force", **roles.environment())
    assert restored.returncode == 0, restored.stderr
    assert content(roles) == before
    with Site(data, **roles.environment()) as running:
        running.wait_for("Cairn is ready")
        assert running.answers("/readyz") == 200
        running.stop()


def test_a_backup_of_the_other_engine_is_refused(roles: Roles, data: Path, tmp_path: Path) -> None:
    embedded = tmp_path / "embedded"
    assert cairn("prepare", "--data", str(embedded)).returncode == 0
    saved = tmp_path / "embedded.tar"
    assert cairn("backup", str(saved), "--data", str(embedded)).returncode == 0
    refused = cairn("restore", str(saved), "--force", "--data", str(data), **roles.environment())
    assert refused.returncode == Exit.BAD_BACKUP
    assert int(ask(roles.owner, "SELECT count(*) FROM django_migrations")) > 0


def test_a_database_that_is_away_is_named(roles: Roles, tmp_path: Path) -> None:
    away = roles.application.rpartition(":")[0] + ":1/cairn"
    refused = cairn("run", "--data", str(tmp_path / "var"), CAIRN_DATABASE_URL=away)
    assert (refused.returncode, len(refused.stderr.strip().splitlines())) == (Exit.NO_DATABASE, 1), refused.stderr
