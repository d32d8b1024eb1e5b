"""A new key-encryption key: every organisation's key is wrapped again under it. What people wrote stays as it is."""

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from cairn.kit import wall
from cairn.trust.keys import WrongKey, unwrap, wrap
from cairn.trust.models import Key


def rewrap(old: bytes, new: bytes) -> int:
    """Wrap every organisation's key under `new`, in one transaction; those already under it stay. Returns how many
    were still under `old`. Raises WrongKey where neither fits."""
    under_old, under_new, count = AESGCM(old), AESGCM(new), 0
    with wall.everywhere("the key above all organisations is changed"), transaction.atomic():
        for key in Key.objects.select_for_update().filter(person=None, destroyed_at=None):
            try:
                secret = unwrap(key, under_old)
            except WrongKey:
                unwrap(key, under_new)
                continue
            key.wrapped = wrap(secret, under_new, key.organisation_id, None, key.pk)
            key.save(update_fields=["wrapped"])
            count += 1
    return count
