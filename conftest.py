"""What every test stands on: a database with its walls, the cast, and nothing remembered from the test before."""

from collections.abc import Iterator

import pytest

from cairn.kit import wall
from cairn.trust import standing
from cairn.trust.keys import ring
from cairn.trust.walls import raise_walls
from tests.application_role import as_application
from tests.cast import Cast, set_the_stage


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The walls go up once, after the tables; then everything is done under the application's own role."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        raise_walls()
        with as_application(), django_db_blocker.block():  # type: ignore[attr-defined]
            yield


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Caches are forgotten, and no organisation is being served, before and after each test."""
    for _ in range(2):
        ring.forget()
        standing.forget()
        wall.serve(None)
        if _ == 0:
            yield


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast on its stage."""
    return set_the_stage()
