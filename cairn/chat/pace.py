"""How fast one person may send: a bucket of tokens in the memory of this process.

Generous, for it stands against scripts and stuck keys, not against people. CAIRN_CHAT_RATE=0 takes it away.
"""

import time
from collections import OrderedDict

from django.conf import settings
from django.utils.translation import gettext_lazy as _

BURST = 30.0
REMEMBERED = 20_000
TOO_FAST = _("That was a lot at once. Your words are still in the box; please wait a moment and send them again.")
_left: OrderedDict[int, tuple[float, float]] = OrderedDict()


def may_send(person: int) -> bool:
    """Take one token of this person's bucket, if there is one."""
    rate = settings.CHAT_RATE
    if not rate:
        return True
    moment = time.monotonic()
    tokens, at = _left.pop(person, (BURST, moment))
    tokens = min(BURST, tokens + (moment - at) * rate)
    _left[person] = (tokens - 1 if tokens >= 1 else tokens, moment)
    if len(_left) > REMEMBERED:
        _left.popitem(last=False)
    return tokens >= 1


def forget() -> None:
    """Everybody's bucket is full again: between tests."""
    _left.clear()
