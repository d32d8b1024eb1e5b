"""Finding a value without keeping it: a keyed hash stands in for an e-mail address, phone or record number."""

import hashlib
import hmac

from django.conf import settings


def blind_index(value: str, scope: str = "") -> str:
    """A 43-character stand-in for `value`; the same value in another `scope` gives another."""
    message = f"{scope}|{value.strip().casefold()}".encode()
    return hmac.new(settings.BLIND_INDEX_KEY, message, hashlib.sha256).hexdigest()[:43]
