"""Today in real Chromium: Ana says no, Pia is there, and Ana reads who looked. On a phone and a desk, in both languages."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.lives.conftest import Pages, Shoot
from tests.lives.house import House

Axe = Callable[[Page], None]
WORDS = {
    "en": {"begin": "Begin my check-in", "take": "Take it", "open": "Open", "close": "Close it", "needs": "Who needs someone"},
    "es": {"begin": "Empezar", "take": "La tomo", "open": "Abrir", "close": "Cerrar", "needs": "Quién necesita a alguien"},
}


@pytest.fixture(scope="module")
def own_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own: these journeys raise concerns."""
    opened = House(tmp_path_factory.mktemp("today") / "data")
    yield opened
    opened.close()
