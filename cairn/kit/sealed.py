"""Columns that nobody can read without a key that is not in the database.

AES-256-GCM from `cryptography`. What is stored: one version byte, eight bytes naming the key, twelve of
nonce, the ciphertext. The additional data is organisation|table|row|field|version, so that a value moved
to another row, field or organisation does not open.
"""

import os
import struct
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
_HEAD = struct.Struct(">BQ")
_NONCE = 12


class KeyGone(Exception):
    """The key was destroyed: what it sealed is erased."""


class Damaged(Exception):
    """The sealed value does not belong to this row, or was altered."""


class Keyring(Protocol):
    """Finds the keys. The product installs its own with `use_keyring`."""

    def sealing_key(self, organisation: int, person: int | None) -> tuple[int, AESGCM]: ...

    def opening_key(self, key_id: int) -> AESGCM: ...


_keyring: Keyring | None = None


def use_keyring(keyring: Keyring) -> None:
    """Install the keyring that every sealed column asks."""
    global _keyring
    _keyring = keyring


def keyring() -> Keyring:
    """The keyring in use."""
    if _keyring is None:
        raise RuntimeError("No keyring is installed: sealed columns cannot be read or written.")
    return _keyring


def seal(plain: bytes, context: str, organisation: int, person: int | None) -> bytes:
    """The sealed form of `plain`, bound to `context` (table|row|field) in that organisation."""
    key_id, key = keyring().sealing_key(organisation, person)
    nonce = os.urandom(_NONCE)
    bound = f"{organisation}|{context}|{VERSION}".encode()
    return _HEAD.pack(VERSION, key_id) + nonce + key.encrypt(nonce, plain, bound)


def key_of(value: bytes) -> int:
    """The id of the key that sealed `value`."""
    return int(_HEAD.unpack_from(value)[1])


def unseal(value: bytes, context: str, organisation: int) -> bytes:
    """What was sealed. Raises KeyGone where it was erased, Damaged where it was moved or altered."""
    version, key_id = _HEAD.unpack_from(value)
    start = _HEAD.size + _NONCE
    bound = f"{organisation}|{context}|{version}".encode()
    try:
        return keyring().opening_key(key_id).decrypt(value[_HEAD.size : start], value[start:], bound)
    except InvalidTag as error:
        raise Damaged(context) from error


class Sealed(property):
    """A text attribute kept sealed in a binary column.

    `body = Sealed("body_sealed", of="author")` seals under the key of the person that `author` points to,
    so that destroying that person's key erases the text; without `of`, under the organisation's key.
    An erased text reads as the empty string.
    """

    def __init__(self, column: str, *, of: str | None = None) -> None:
        super().__init__(self._open, self._close)
        self.column = column
        self.owner = f"{of}_id" if of else None
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def context(self, row: Any) -> str:
        """What ties the value to its place: table, row and field."""
        return f"{row._meta.db_table}|{row.pk}|{self.name}"

    def _open(self, row: Any) -> str:
        value = getattr(row, self.column)
        if not value:
            return ""
        known: dict[str, tuple[bytes, str]] = row.__dict__.setdefault("_unsealed", {})
        if self.name in known and known[self.name][0] is value:
            return known[self.name][1]
        try:
            plain = unseal(bytes(value), self.context(row), row.organisation_id).decode()
        except KeyGone:
            plain = ""
        known[self.name] = (value, plain)
        return plain

    def _close(self, row: Any, plain: str) -> None:
        value = b""
        if plain:
            person = getattr(row, self.owner) if self.owner else None
            value = seal(plain.encode(), self.context(row), row.organisation_id, person)
        setattr(row, self.column, value)
        row.__dict__.setdefault("_unsealed", {})[self.name] = (value, plain)


def sealed_fields(model: type) -> list[Sealed]:
    """The sealed attributes of a model, for rotation and erasure."""
    return [value for klass in model.__mro__ for value in vars(klass).values() if isinstance(value, Sealed)]
