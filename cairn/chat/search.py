"""Looking for words in one room, newest first.

Messages are sealed, and stay so: there is no index of their words, blind or not, because even a keyed index
tells whoever has the database which messages share words. So a search opens the messages it looks through, a
bounded number at a time, and says how far it came. Why, and what it costs: docs/decisions/0010.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from cairn.chat.beside import whole
from cairn.chat.models import Message, Room
from cairn.kit.sealed import KeyGone, unseal
from cairn.trust.keys import ring
from cairn.trust.viewer import Viewer

LOOKED_THROUGH = 5000
MOST = 20
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Found:
    """Messages with the words, newest first, and how far the search came."""

    messages: Sequence[Message]
    looked: int
    reached: int

    @property
    def is_done(self) -> bool:
        """Whether the beginning of the room was reached."""
        return self.reached <= 1


def plain(text: str) -> str:
    """Words as they are compared: without case and accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in parts if not unicodedata.combining(one))


def find(viewer: Viewer, room: Room, words: str, *, before: int | None = None) -> Found:
    """The newest messages before a number that have every word, each as the beginning of a word."""
    wanted = [re.compile(rf"\b{re.escape(word)}") for word in _WORD.findall(plain(words))]
    number = min(before or room.last_number + 1, room.last_number + 1)
    rows = _sealed(viewer, room, number) if wanted else []
    ring.warm(sealed for _, _, sealed in rows)
    looked, hits = 0, list[int]()
    for pk, at, sealed in rows:
        looked, number = looked + 1, at
        text = _words_of(viewer, pk, sealed)
        if all(one.search(text) for one in wanted):
            hits.append(pk)
            if len(hits) == MOST:
                break
    else:
        number = number if len(rows) == LOOKED_THROUGH else 1
    found = whole(viewer.see(Message).filter(pk__in=hits)).order_by("-number") if hits else ()
    return Found(list(found), looked, number)


def _sealed(viewer: Viewer, room: Room, before: int) -> list[tuple[int, int, bytes]]:
    rows = viewer.see(Message).filter(room=room, number__lt=before, removed_at=None).order_by("-number")
    found = rows.values_list("pk", "number", "body_sealed")[:LOOKED_THROUGH]
    return [(pk, number, bytes(sealed)) for pk, number, sealed in found]


def _words_of(viewer: Viewer, pk: int, sealed: bytes) -> str:
    if not sealed:
        return ""
    context = f"{Message._meta.db_table}|{pk}|body"
    try:
        return plain(unseal(sealed, context, viewer.organisation_id).decode())
    except KeyGone:
        return ""
