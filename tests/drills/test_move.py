"""A clinic moves to another database: every row, every word, and a journal that still verifies."""

import shutil
from pathlib import Path

import pytest

from tests.lives.house import House

LAST_WORDS = """
from cairn.kit import wall
from cairn.chat.models import Message
with wall.everywhere('a drill'):
    print([m.body for m in Message.objects.order_by('number')])
"""
SPEAK = """
from tests.cast import say
from cairn.kit import wall
from cairn.people.models import Person
from cairn.chat.models import Room
with wall.everywhere('a drill'):
    ana = Person.objects.get(chosen_name='Ana')
    room = Room.objects.get(group__name='Tuesday group')
wall.serve(ana.organisation_id)
say(ana, room, 'take me along')
"""


@pytest.fixture
def old(tmp_path: Path) -> House:
    """A house with a past."""
    house = House(tmp_path / "old" / "data")
    house.do(SPEAK)
    house.close()
    return house


def test_an_organisation_moves_whole_and_nothing_opens_without_its_key(old: House, tmp_path: Path) -> None:
    file = tmp_path / "house.gz"
    assert "rows written" in old.tell("-m", "cairn", "export", "harbor-house", str(file))
    (tmp_path / "new" / "data" / "keys").mkdir(parents=True, mode=0o700)
    for key in (old.data / "keys").iterdir():
        shutil.copy2(key, tmp_path / "new" / "data" / "keys")
    new = House(tmp_path / "new" / "data", staged=False)
    new.close()
    assert "chain holds" in new.tell("-m", "cairn", "import", str(file))
    assert "take me along" in new.do(LAST_WORDS)
    assert "0 breaks" in new.tell("-m", "cairn", "verify")
    stranger = House(tmp_path / "stranger" / "data", staged=False)
    stranger.close()
    with pytest.raises(AssertionError, match="another key-encryption key"):
        stranger.tell("-m", "cairn", "import", str(file))
    assert "take me along" not in stranger.do(LAST_WORDS)
