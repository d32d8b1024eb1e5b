"""Sealing what belongs to an account and to no organisation: secrets of authenticators, sessions.

The key is a file of its own. What is sealed is bound to its purpose, so that a value moved elsewhere does not open.
"""

import base64
import contextlib
import hashlib
import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

MARK = "s1:"
_NONCE = 12


class NotOurs(Exception):
    """The sealed value was altered, moved, or sealed with another key."""


def seal(plain: str, purpose: str) -> str:
    """The sealed form of `plain`, as text."""
    return seal_with(settings.SIGN_IN.newest(), plain, purpose)


def seal_with(key: bytes, plain: str, purpose: str) -> str:
    """The sealed form under that key."""
    nonce = os.urandom(_NONCE)
    box = nonce + AESGCM(key).encrypt(nonce, plain.encode(), purpose.encode())
    return MARK + base64.b64encode(box).decode()


def unseal(sealed: str, purpose: str) -> str:
    """What was sealed. Raises NotOurs for anything else."""
    return unseal_with(settings.SIGN_IN.all(), sealed, purpose)


def unseal_with(keys: Iterable[bytes], sealed: str, purpose: str) -> str:
    """What was sealed with one of these keys. Raises NotOurs for anything else."""
    if not sealed.startswith(MARK):
        raise NotOurs(purpose)
    try:
        box = base64.b64decode(sealed[len(MARK) :], validate=True)
    except ValueError as error:
        raise NotOurs(purpose) from error
    for key in keys:
        with contextlib.suppress(ValueError, InvalidTag):
            return AESGCM(key).decrypt(box[:_NONCE], box[_NONCE:], purpose.encode()).decode()
    raise NotOurs(purpose)


def digest_of(key: str) -> str:
    """What the database knows of a session's key: a copy of it signs nobody in."""
    return hashlib.sha256(key.encode()).hexdigest()
