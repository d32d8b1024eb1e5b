"""JSON from outside: read as what can be kept, or not read at all."""

import json
from typing import Any


def read_json(sent: str | bytes) -> Any:
    """What was sent, as Python things. Raises ValueError for everything that is no JSON, or is nested without end.

    Half a character, as a phone leaves it that cuts a text in the middle of an emoji, becomes one that says so:
    no database and no page could take it as it is.
    """
    try:
        found = json.loads(sent)
        words = json.dumps(found, ensure_ascii=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    whole = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return found if whole == words else json.loads(whole)
