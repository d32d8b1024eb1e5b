"""JSON from outside."""

import pytest

from cairn.kit.jsonin import read_json


def test_what_is_json_is_read_as_it_is() -> None:
    assert read_json('{"a": ["ñ", 1, null, "\\ud83d\\ude42"]}') == {"a": ["ñ", 1, None, "🙂"]}
    assert read_json(b"[]") == []


def test_half_a_character_becomes_one_that_can_be_kept() -> None:
    assert read_json('["see you \\ud83d", {"\\udc00": 1}]') == ["see you \ufffd", {"\ufffd": 1}]


@pytest.mark.parametrize("sent", ["", "{", b"\xff\xfe\x00", "[" * 100_000, '{"a":' * 20_000, "[" * 900 + "]" * 901])
def test_everything_else_is_no_json(sent: str | bytes) -> None:
    with pytest.raises(ValueError):
        read_json(sent)
