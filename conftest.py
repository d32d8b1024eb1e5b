"""What every test stands on: a database with its walls, the cast, and nothing remembered from the test before."""

import datetime as dt
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from cairn.care import worry
from cairn.cli.messages import compile_stale
from cairn.kit import wall
from cairn.signin import door
from cairn.trust import standing
from cairn.trust.keys import ring
from cairn.trust.walls import let_in, raise_walls
from tests.cast import Cast
from tests.guard import guarded
from tests.photograph import the_stage


def pytest_configure(config: pytest.Config) -> None:
    """Translations are compiled before the first worker begins: a process that loaded Django's catalogue without ours
    would speak English in every language until it ends."""
    if not hasattr(config, "workerinput"):
        compile_stale()


def _become(url: str) -> None:
    """Connect as the role of that address from now on."""
    parts = urlsplit(url)
    connection.close()
    connection.settings_dict["USER"] = unquote(parts.username or "")
    connection.settings_dict["PASSWORD"] = unquote(parts.password or "")


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix(request: pytest.FixtureRequest) -> None:
    """A database for each worker of `-n 2`. On SQLite it lives in each worker's own memory already; pytest-django
    knows only Django's backend for that and would name a file after ours."""
    worker = getattr(request.config, "workerinput", {}).get("workerid")
    if worker and connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["NAME"] = f"test_{connection.settings_dict['NAME']}_{worker}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """On PostgreSQL the owner makes the database; the tests then run as the application's role."""
    if connection.vendor == "postgresql":
        _become(settings.DATABASE_OWNER_URL or settings.DATABASE_URL)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The walls go up once, after the tables. A superuser would see over them: tests are the application's role."""
    with django_db_blocker.unblock():
        raise_walls()
        if connection.vendor == "postgresql":
            let_in(unquote(urlsplit(settings.DATABASE_URL).username or ""))
            _become(settings.DATABASE_URL)
    yield
    if connection.vendor == "postgresql":
        _become(settings.DATABASE_OWNER_URL or settings.DATABASE_URL)


@pytest.fixture(autouse=True)
def nothing_remembered(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Caches are forgotten, and no organisation is being served, before and after each test."""
    # A test that counts queries must not find one more because the machine was slow; sign-in's own look at this clock.
    if "signin" not in request.node.path.parts:
        monkeypatch.setattr(door, "NOTED_EVERY", dt.timedelta(hours=1))
    for _ in range(2):
        ring.forget()
        standing.forget()
        worry.forget()
        wall.serve(None)
        if _ == 0:
            yield


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """The cast on its stage; from then on every query must say which organisation it is for."""
    stage = the_stage()
    with guarded():
        yield stage
