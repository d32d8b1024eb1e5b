"""What travels between processes is sealed: it carries words, and a carrier may write them down.

PostgreSQL keeps what NOTIFY carries in files of its own; a Redis may be made to write to disk. So an envelope opens
only for processes of the same house, with a key that is in neither.
"""

import base64
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12


@cache
def _key() -> AESGCM:
    """A key of its own out of the house's secret, which every web process and worker of the house holds."""
    derived = HKDF(SHA256(), 32, salt=None, info=b"cairn live envelopes").derive(settings.SECRET_KEY.encode())
    return AESGCM(derived)


def close(envelope: str) -> str:
    """The envelope as it travels: base64 of nonce and ciphertext."""
    nonce = os.urandom(_NONCE)
    return base64.b64encode(nonce + _key().encrypt(nonce, envelope.encode(), None)).decode()


def opened(letter: str) -> str | None:
    """What was in it; None if it is not from this house."""
    try:
        sealed = base64.b64decode(letter)
        return _key().decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()
    except (InvalidTag, ValueError):
        return None
