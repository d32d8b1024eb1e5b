"""Row ids made by the application, so that a row knows its id before it is sealed and saved.

63 bits: 41 of milliseconds since 2025, 8 of process, 14 of a counter. They sort by time of making and
fit a signed big integer in both databases.
"""

import os
import secrets
import threading
import time

EPOCH_MS = 1_735_689_600_000
LARGEST_ID = 2**63 - 1
_PROCESS_BITS, _COUNTER_BITS = 8, 14

_process = int(os.environ.get("CAIRN_PROCESS", "0")) or os.getpid() & 0xFF
_guard = threading.Lock()
_last = 0


def _first_of(ms: int) -> int:
    return (ms << (_PROCESS_BITS + _COUNTER_BITS)) | ((_process & 0xFF) << _COUNTER_BITS)


def new_id() -> int:
    """A fresh id, larger than every id this process made before."""
    global _last
    with _guard:
        floor = _first_of(int(time.time() * 1000) - EPOCH_MS)
        following = _last + 1
        if following & ((1 << _COUNTER_BITS) - 1) == 0:  # the counter ran over: move to the next millisecond
            following = _first_of((_last >> (_PROCESS_BITS + _COUNTER_BITS)) + 1)
        _last = max(floor, following)
        return _last


def id_at(ms_since_1970: int) -> int:
    """The smallest id that can be made at that moment; for seeking by date."""
    return max(0, ms_since_1970 - EPOCH_MS) << (_PROCESS_BITS + _COUNTER_BITS)


def far_id() -> int:
    """An id by chance: it tells nothing of when it was made, nor beside what."""
    return secrets.randbits(59) + 1
