"""A child of the supervisor never outlives it."""

import ctypes
import os
import signal
import sys
import threading
import time

SUPERVISOR = "CAIRN_SUPERVISOR"  # its process id, in the environment of its children
_PR_SET_PDEATHSIG = 1


def is_child() -> bool:
    """Whether a supervisor started this process (and holds the lock of the data directory)."""
    return SUPERVISOR in os.environ


def hold() -> None:
    """Die with the supervisor, however it dies.

    SIGKILL rather than a polite stop: nothing acknowledged can be lost by it, and it cannot be ignored, so a new
    supervisor never finds an old web beside it.
    """
    supervisor = int(os.environ.get(SUPERVISOR, "0"))
    if not supervisor:
        return
    # First of all things in the process: loading Django takes a moment, in which a supervisor can die.
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        threading.Thread(target=_watch, args=(supervisor,), daemon=True).start()
    if os.getppid() != supervisor:  # it died before the leash was on
        os._exit(1)


def _watch(supervisor: int) -> None:
    while os.getppid() == supervisor:
        time.sleep(0.5)
    os._exit(1)
