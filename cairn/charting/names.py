"""Another person's name in a note. Pure: words and names in, places out."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Caught:
    """A name that stands where it should not: in which field, and the word as it was written."""

    field: str
    word: str


def _plain(text: str) -> str:
    """The text without case and accents, every letter in its own place."""
    found = []
    for letter in text:
        bare = unicodedata.normalize("NFKD", letter)[0]
        folded = bare.casefold()
        found.append(folded if len(folded) == 1 else letter)
    return "".join(found)


def caught(fields: Mapping[str, str], names: Iterable[str]) -> list[Caught]:
    """The names that stand in these fields as words of their own, in the order they are read."""
    wanted = sorted({_plain(name.strip()) for name in names if len(name.strip()) > 1}, key=len, reverse=True)
    if not wanted:
        return []
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, wanted)) + r")(?=(?:['’]?s)?(?!\w))")
    found = []
    for field, text in fields.items():
        for match in pattern.finditer(_plain(text)):
            found.append(Caught(field, text[match.start() : match.end()]))
    return found
