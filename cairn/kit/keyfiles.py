"""Keys that live in files outside the database, readable by nobody but the process."""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path

LENGTH = 32
# How long a write may be under way whose key was chosen before a new one came.
SETTLING_S = 1.0


def read_or_make(path: Path) -> bytes:
    """The 32 bytes kept at `path`, made on first use with mode 0600 in a directory of mode 0700.

    The file is written beside and linked into place, so that a stop half-way never leaves half a key
    and two processes starting together agree on one.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}.new")
        _write(draft, secrets.token_bytes(LENGTH))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    key = path.read_bytes()
    if len(key) != LENGTH:
        raise ValueError(f"{path} must hold exactly {LENGTH} bytes; restore it from your backup of the keys.")
    return key


def following(path: Path) -> Path:
    """Where the key lies that is about to take the place of the one at `path`."""
    return path.with_name(f"{path.name}.next")


class Renewable:
    """A key that may be renewed while we run. What is new is sealed with the newest; what was sealed with one that we
    have known opens, and so does what another process has sealed with one that we have yet to read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known = [read_or_make(path)]
        self._seen = 0

    def newest(self) -> bytes:
        """The key to seal with: the one that is coming, once it is there."""
        self._look()
        return self._known[0]

    def all(self) -> Iterator[bytes]:
        """Keys to open with, the likeliest first; the files are read again only where none of those known fits."""
        tried = list(self._known)
        yield from tried
        self._look()
        yield from (key for key in self._known if key not in tried)

    def _look(self) -> None:
        for place in (following(self.path), self.path):
            try:
                status = place.stat()
                mark = hash((status.st_ino, status.st_mtime_ns))
                if mark == self._seen:
                    return
                key = place.read_bytes()
            except FileNotFoundError:
                continue
            if len(key) == LENGTH:
                self._known = [key, *(one for one in self._known if one != key)]
                self._seen = mark
                return


def renew(path: Path, seal_again: Callable[[bytes, bytes], int]) -> int:
    """Put a new key in the place of the one at `path`. `seal_again(old, new)` seals everything again and returns how
    much still stood under the old key. Stopped at any point, the next try goes on.

    Cairn may run meanwhile: from the moment the new key lies beside the old one, it seals with that. Whoever looked just
    before may still write something under the old key, so everything is gone through until nothing of it is left.
    """
    coming = following(path)
    if not coming.exists():
        draft = coming.with_name(f"{coming.name}.{os.getpid()}.new")
        _write(draft, secrets.token_bytes(LENGTH))
        draft.replace(coming)
    old, new = path.read_bytes(), coming.read_bytes()
    count = seal_again(old, new)
    coming.replace(path)
    time.sleep(SETTLING_S)
    while seal_again(old, new):
        time.sleep(SETTLING_S)
    return count


def _write(path: Path, key: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
