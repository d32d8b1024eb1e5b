"""How a command ends when it cannot go on: one code and one sentence.

docs/operations.md shows the same table, and a test keeps the two together. `./run` reads this file with
whatever Python 3 a bare machine has, so it uses the standard library alone.
"""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import NoReturn


class Exit(IntEnum):
    """Every code a command of Cairn ends with, and when."""

    says: str

    def __new__(cls, code: int, says: str = "") -> "Exit":
        """Keep the meaning beside the number."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.says = says
        return member

    FINE = 0, "It did what was asked, or was stopped by you."
    BROKEN = 1, "A check found something (verify, words), or something nobody foresaw happened; the lines above tell."
    USAGE = 2, "The command was not understood."
    OLD_PYTHON = 10, "Python is older than 3.11."
    MISSING = 11, "A system package, or the right to install it, is missing; the exact line is printed."
    INSTALL = 12, "Cairn's own packages could not be installed (network, proxy, certificate or hash)."
    READ_ONLY = 13, "Cairn's own directory cannot be written by this user and is not installed yet."
    DISK_FULL = 14, "The disk is full, or too full to begin safely."
    PORT_TAKEN = 20, "Another program listens on the port."
    NO_ADDRESS = 21, "The address or port cannot be used by this user on this machine."
    SECOND_INSTANCE = 22, "Cairn already runs on this data directory."
    BAD_SQLITE = 23, "The SQLite engine could damage this database."
    NOT_PRIVATE = 24, "The data directory is somebody else's, or holds other things."
    NO_DATA = 25, "There is no data of Cairn in the data directory."
    WRONG_KEYS = 26, "The keys are missing, or are not the ones this data was sealed with."
    DEMO_OVER_REAL = 30, "Demo mode was asked for over real data."
    REAL_OVER_DEMO = 31, "The data directory holds the demo, and demo mode was not asked for."
    DEMO_BEYOND = 32, "Demo mode would have been reachable from other machines."
    NO_DATABASE = 40, "The database does not answer."
    UNMIGRATED = 41, "The database cannot be brought to this version."
    NO_START = 42, "Web or worker would not start; the lines above tell why."
    UNSOUND = 50, "Doctor found something to mend."
    BAD_BACKUP = 51, "The backup is damaged, incomplete or not a backup."
    IN_THE_WAY = 52, "Something is there already and was not to be overwritten."
    PASSPHRASE = 53, "The passphrase is wrong, missing or too short."
    INTERRUPTED = 130, "You stopped it before it was done. Starting again goes on from there."


class Stop(Exception):
    """Ends the command with a code and a sentence for the person at the keyboard."""

    def __init__(self, code: Exit, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def is_disk_full(error: BaseException | None) -> bool:
    """Whether this error, or one that led to it, says that the disk (or the quota) is full."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return True
        if "disk is full" in str(error) or "No space left on device" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def ending() -> Iterator[None]:
    """Turn what stops a command into one sentence on stderr and its exit code."""
    try:
        yield
    except Stop as stop:
        _leave(stop.code, stop.sentence)
    except KeyboardInterrupt:
        _leave(Exit.INTERRUPTED, "Stopped. Starting again goes on from there.")
    except Exception as error:
        if not is_disk_full(error):
            raise
        _leave(Exit.DISK_FULL, "The disk is full: make room and start again. What was kept before is kept.")


def _leave(code: Exit, sentence: str) -> NoReturn:
    try:
        if sentence:
            print(sentence, file=sys.stderr, flush=True)
    finally:
        sys.exit(int(code))
