"""An organisation moves whole, or not at all."""

import gzip
import json
from pathlib import Path

import pytest

from cairn.cli.exchange import export_organisation, import_organisation, tables
from cairn.cli.exits import Stop
from cairn.kit import wall
from tests.cast import Cast, say
from tests.things import things


@pytest.fixture
def written(cast: Cast, tmp_path: Path) -> Path:
    """Harbor House with a row of every table, written to a file."""
    things(cast)
    say(cast.ana, cast.room, "take me along")
    with wall.everywhere("an operator moves an organisation"):
        export_organisation("harbor-house", tmp_path / "house.gz")
    return tmp_path / "house.gz"


def test_the_file_holds_every_table_and_no_readable_word(cast: Cast, written: Path) -> None:
    text = gzip.decompress(written.read_bytes()).decode()
    labels = {json.loads(line)[0] for line in text.splitlines()[1:]}
    assert {model._meta.label for model in tables()} <= labels
    assert "take me along" not in text
    assert written.stat().st_mode & 0o077 == 0


def test_what_is_here_already_is_not_overwritten(cast: Cast, written: Path) -> None:
    with wall.everywhere("an operator moves an organisation"), pytest.raises(Stop, match="already an organisation"):
        import_organisation(written)
