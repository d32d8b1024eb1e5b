"""`cairn rotate-keys`: a new key-encryption key wraps every organisation's key again.

The new key is written beside the old one first; then all organisations' keys are wrapped again in one
transaction; then the new file takes the old one's place. Stopped at any point, the next run goes on: it finds
out which of the two keys fits.
"""

import argparse
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from cairn.kit import wall
from cairn.trust.keys import WrongKey, ring, unwrap, wrap
from cairn.trust.models import Key


def main(argv: list[str]) -> int:
    """Rotate the key-encryption key. Stop web and worker first: they hold the old one in memory."""
    argparse.ArgumentParser(prog="cairn rotate-keys", description=__doc__).parse_args(argv)
    old_path: Path = settings.KEYS / "key-encryption"
    new_path = old_path.with_name("key-encryption.next")
    if not new_path.exists():
        handle = os.open(new_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
    count = rewrap(old_path.read_bytes(), new_path.read_bytes())
    os.replace(new_path, old_path)
    ring.forget()
    print(f"{count} organisation keys are wrapped under the new key.")
    print(f"Back up {old_path} now: the old one opens only old backups.")
    return 0


def rewrap(old: bytes, new: bytes) -> int:
    """Wrap every organisation's key under `new`; those already under it stay. Returns how many there are."""
    under_old, under_new = AESGCM(old), AESGCM(new)
    with wall.everywhere("the key above all organisations is changed"), transaction.atomic():
        keys = list(Key.objects.select_for_update().filter(person=None, destroyed_at=None))
        for key in keys:
            try:
                secret = unwrap(key, under_old)
            except WrongKey:
                unwrap(key, under_new)  # raises WrongKey where neither fits
                continue
            key.wrapped = wrap(secret, under_new, key.organisation_id, None, key.pk)
            key.save(update_fields=["wrapped"])
    return len(keys)
