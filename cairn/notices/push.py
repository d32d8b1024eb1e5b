"""Web push: one small sealed word for one browser, signed with the house's key.

What travels is the language, in the same length every time: who wrote, and what it is about, never leaves. Only the
browsers' own services are spoken to, so that nobody can point us at a machine of their choice.
"""

import fnmatch
import http.client
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from py_vapid import Vapid02

LENGTH, SECONDS, DAY = 16, 5, 86400
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
# The order of the curve: the key file holds any 32 bytes, a key has to be smaller than this.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Gone(Exception):
    """The browser wants no more of these."""


class Refused(Exception):
    """The service will not take it, now or later."""


class Later(Exception):
    """The service cannot take it just now."""


def _key() -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(settings.PUSH_KEY, "big") % (_ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def public_key() -> str:
    """The house's key as a browser wants it."""
    point = _key().public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()


def is_known(address: str) -> bool:
    """Whether this is the address of a push service we speak to. Plain HTTP only to this machine, for tests."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    known = any(fnmatch.fnmatchcase(host, pattern) for pattern in settings.PUSH_HOSTS)
    return known and not parts.username and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def are_keys(keys: dict[str, str]) -> bool:
    """Whether a browser's keys can be used."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(keys["p256dh"]))
        return len(_bytes(keys["auth"])) == LENGTH
    except (KeyError, TypeError, ValueError):
        return False


def sealed(language: str, keys: dict[str, str]) -> bytes:
    """The word for that browser: always of the same length."""
    word = language.encode().ljust(LENGTH)[:LENGTH]
    body: bytes = http_ece.encrypt(
        word, salt=os.urandom(16), private_key=ec.generate_private_key(ec.SECP256R1()), dh=_bytes(keys["p256dh"]),
        auth_secret=_bytes(keys["auth"]), version="aes128gcm",
    )  # fmt: skip
    return body


def ring(address: str, keys: str, language: str) -> None:
    """Let one browser ring. Raises Gone, Refused or Later."""
    if not is_known(address):
        raise Refused("address")
    parts = urlsplit(address)
    contact = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip("> ")
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": f"mailto:{contact}"}
    signed = Vapid02(_key(), conf={"no-strict": True}).sign(claims)
    headers = {
        **signed, "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream",
        "TTL": str(DAY), "Urgency": "high", "Topic": "cairn",
    }  # fmt: skip
    _post(parts.scheme, parts.netloc, f"{parts.path}?{parts.query}" if parts.query else parts.path,
          sealed(language, json.loads(keys)), headers)  # fmt: skip


def _post(scheme: str, place: str, path: str, body: bytes, headers: dict[str, str]) -> None:
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    line = kind(place, timeout=SECONDS)
    try:
        line.request("POST", path, body, headers)
        status = line.getresponse().status
    except (OSError, http.client.HTTPException) as trouble:
        raise Later(type(trouble).__name__) from trouble
    finally:
        line.close()
    if status in {404, 410}:
        raise Gone
    if status == 429 or status >= 500:
        raise Later(str(status))
    if status >= 300:  # a redirect is no answer either: we follow nobody
        raise Refused(str(status))
