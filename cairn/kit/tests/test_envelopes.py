"""What travels between processes opens for this house alone."""

import base64
import json

import pytest

from cairn.kit.live import bus
from cairn.kit.live.envelopes import close, opened
from cairn.kit.live.hub import hub


def test_an_envelope_opens_again_and_shows_nothing_on_the_way() -> None:
    letter = close('["a", [1], "heron 🪨"]')
    assert opened(letter) == '["a", [1], "heron 🪨"]'
    assert b"heron" not in base64.b64decode(letter) and close("heron") != close("heron")


def test_what_was_altered_or_comes_from_elsewhere_does_not_open() -> None:
    letter = base64.b64decode(close("heron"))
    assert opened(base64.b64encode(letter).decode()) == "heron"
    altered = letter[:-1] + bytes([letter[-1] ^ 1])
    for strange in (base64.b64encode(altered).decode(), "", "AAAA", "no base64!", '["plain", [1], "frame"]'):
        assert opened(strange) is None


def test_an_envelope_of_another_release_is_passed_over_and_the_next_one_arrives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(hub, "publish", lambda persons, frame: heard.append(frame))
    for envelope in (
        ["elsewhere", [1], "before hints"],
        ["elsewhere", [1], "now", False],
        ["elsewhere", [1], "later", False, 7],
    ):
        bus._receive(close(json.dumps(envelope)))
    assert heard == ["now"]
