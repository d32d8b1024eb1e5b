"""Who may see or speak, remembered for as long as nothing could have changed it.

Live delivery asks the policy at every send. Asking anew each time would cost a query a room; remembering
blindly would let a right that ended live on. So an audience is remembered together with the journal head's
`rights` counter, read under the same lock as the write it serves: any fact that may move rights raises the
counter in its own transaction, and the next send asks the policy again. Rules that end by the clock alone
(`by_clock`) are remembered for two seconds. See docs/decisions/0003.
"""

import threading
import time
from collections import OrderedDict

from cairn.trust import compiled, rules
from cairn.trust.records import Record

SECONDS, SECONDS_BY_CLOCK, REMEMBERED = 300.0, 2.0, 5000
_guard = threading.Lock()
_known: OrderedDict[tuple[str, int, int, str], tuple[int, float, frozenset[int]]] = OrderedDict()


def persons_who_may(verb: str, row: Record, rights: int) -> frozenset[int]:
    """The persons who may do `verb` with `row`, given the rights counter of its locked journal head."""
    # The organisation stands in the place: somebody who asks in theirs about a row of another must not leave their
    # empty answer where that other one looks.
    place = (row._meta.db_table, row.organisation_id, row.pk, verb)
    found = _known.get(place)
    soon = time.monotonic()
    if found and found[0] == rights and found[1] > soon:
        return found[2]
    persons = compiled.audience_ids(row, verb)
    with _guard:
        lasts = SECONDS_BY_CLOCK if rules.rule(type(row), verb).by_clock else SECONDS
        _known[place] = (rights, soon + lasts, persons)
        _known.move_to_end(place)
        while len(_known) > REMEMBERED:
            _known.popitem(last=False)
    return persons


def forget() -> None:
    """Remember nothing: between tests."""
    with _guard:
        _known.clear()
