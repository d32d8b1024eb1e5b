"""What threads of the desk do with their connection stays undone here: a test has one, and rolls it back."""

import pytest

from cairn.liveroom import seating


@pytest.fixture(autouse=True)
def the_tests_own_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody closes it."""
    monkeypatch.setattr(seating, "close_old_connections", lambda: None)
