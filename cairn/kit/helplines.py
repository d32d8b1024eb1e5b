"""The lines that answer at any hour: what to text depends on the language, and a number is dialled without its dashes."""

from dataclasses import dataclass

from django.utils.translation import get_language

from cairn.kit.text import clean


@dataclass(frozen=True)
class Lines:
    """Words to text in the reader's language, and the organisation's own line as a phone dials it."""

    text_988: str
    text_crisis: str
    own_dial: str


def lines(own_number: str) -> Lines:
    """The numbers, in the language of the page."""
    spanish = (get_language() or "en").startswith("es")
    dial = "".join(c for c in clean(own_number) if c.isdigit() or c in "+,*#")
    return Lines("AYUDA" if spanish else "", "HOLA" if spanish else "HOME", dial)
