"""Count what is kept: `python -m bench.inside.census FILE` writes rooms, messages and check-ins with their tokens.

A message or check-in without a token (laid by `stage`) counts for the numbering only.
"""

import json
import re
import sys
from pathlib import Path

from bench.inside import setup  # noqa: F401  (before any model)
from cairn.chat.models import Message, Room
from cairn.checkins.models import CheckIn
from cairn.kit import wall

TOKEN = re.compile(r"~\d{12}")


def _token(words: str) -> str | None:
    found = TOKEN.search(words)
    return found.group() if found else None


def main(path: Path) -> None:
    """Everything in the database, whatever organisation."""
    with wall.everywhere("a drill counts all rows"):
        messages = [(str(m.room_id), m.number, _token(m.body)) for m in Message.objects.order_by("room_id", "number")]
        rooms = {str(pk): last for pk, last in Room.objects.values_list("pk", "last_number")}
        checkins = [token for one in CheckIn.objects.all() if (token := _token(one.words))]
    path.write_text(json.dumps({"messages": messages, "rooms": rooms, "checkins": checkins}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
