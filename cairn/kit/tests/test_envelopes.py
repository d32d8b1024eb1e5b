"""What travels between processes opens for this house alone."""

import base64

from cairn.kit.live.envelopes import close, opened


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
