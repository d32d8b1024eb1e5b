"""Every letter as it leaves: held up against golden files, of one length, and silent about this place."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from cairn.kit import mail
from cairn.signin.letters import change_letter, code_letter

GOLDEN = Path(__file__).parent / "golden"
LETTERS = {"code": lambda: code_letter("ABCD-2345"), "change": change_letter}
# Words that would tell a stranger at the lock screen what this is about.
DENIED = re.compile(
    r"harbor|lantern|clinic|health|program|recover|addict|substance|alcohol|drug|therap|group|peer|treat|patient|mental|crisis"
    r"|salud|clínica|recuper|adicc|droga|terap|grupo|paciente|tratamiento|programa|http|<",
    re.I,
)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", sorted(LETTERS))
def test_a_letter_is_what_the_golden_file_says_and_tells_nobody_anything(name: str, language: str) -> None:
    with translation.override(language):
        subject, body = LETTERS[name]()
    assert f"{subject}\n\n{body}\n" == (GOLDEN / f"{name}-{language}.txt").read_text()
    assert not DENIED.search(subject + body)


def test_the_denylist_can_fail() -> None:
    assert DENIED.search("A message from your recovery group")


def test_all_letters_are_of_one_length_and_carry_no_mark_of_the_machine() -> None:
    sizes = set()
    for language in ("en", "es"):
        for write in LETTERS.values():
            with translation.override(language):
                subject, body = write()
            message = mail.compose("somebody@example.org", subject, body).message()
            sizes.add(len(message.get_payload(decode=True)))
            assert message["Auto-Submitted"] == "auto-generated" and "X-Mailer" not in message
            assert message["Message-ID"].endswith("@localhost>")
    assert len(sizes) == 1


def test_every_letter_has_a_golden_file_and_every_file_a_letter() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {
        f"{name}-{code}" for name in LETTERS for code in ("en", "es")
    }
