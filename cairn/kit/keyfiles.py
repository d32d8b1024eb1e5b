"""Keys that live in files outside the database, readable by nobody but the process."""

import os
import secrets
from pathlib import Path

LENGTH = 32


def read_or_make(path: Path) -> bytes:
    """The 32 bytes kept at `path`, made on first use with mode 0600 in a directory of mode 0700.

    The file is written beside and linked into place, so that a stop half-way never leaves half a key
    and two processes starting together agree on one.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}.new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(LENGTH))
            file.flush()
            os.fsync(file.fileno())
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
