"""What every request meets first."""

import pytest

from tests.cast import Cast, browser


@pytest.mark.parametrize("charset", ["zlib", "rot13", "utf-16", "latin-1", "no-such-thing"])
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=rim", "application/x-www-form-urlencoded"])
def test_whatever_charset_is_named_words_are_read_as_ours(cast: Cast, charset: str, kind: str) -> None:
    part = '--rim\r\nContent-Disposition: form-data; name="chosen_name"\r\n\r\nÁna\r\n--rim--\r\n'
    body = part if "rim" in kind else "chosen_name=%C3%81na"
    answer = browser(cast.ana).generic("POST", "/harbor-house/me", body.encode(), f"{kind}; charset={charset}")
    assert answer.status_code == 422, "Other fields of the form are missing."
    assert "Ána" in answer.content.decode()
