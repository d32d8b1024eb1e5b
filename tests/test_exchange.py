"""An organisation moves whole, or not at all."""

import gzip
import json
from pathlib import Path

import pytest
from django.apps import apps

from cairn.cli.exchange import _made, export_organisation, import_organisation, tables
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


def test_every_value_of_every_table_reads_back_as_it_was(cast: Cast, written: Path) -> None:
    lines = [json.loads(line) for line in gzip.decompress(written.read_bytes()).decode().splitlines()[1:]]
    with wall.everywhere("an operator moves an organisation"):
        for label, row in lines:
            if label == "file":
                continue
            read = _made(apps.get_model(label), row)
            kept = type(read)._default_manager.get(pk=read.pk)
            for field in read._meta.concrete_fields:
                was, is_now = (_comparable(getattr(one, field.attname)) for one in (kept, read))
                assert was == is_now, f"{label}.{field.attname}"


def _comparable(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def test_what_is_here_already_is_not_overwritten(cast: Cast, written: Path) -> None:
    with wall.everywhere("an operator moves an organisation"), pytest.raises(Stop, match="already an organisation"):
        import_organisation(written)
