"""The keyring: key-encryption key (a file) → key per organisation → key per person.

Unwrapped keys stay in memory for a few minutes. A key made in a transaction that is not yet committed is
never remembered: after a rollback it would seal words that nothing could open.
"""

import contextlib
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from cairn.kit import sealed
from cairn.kit.errors import Misuse
from cairn.kit.ids import new_id
from cairn.trust.models import Key

REMEMBERED, SECONDS = 20_000, 300
NOT_FITTING = "The key-encryption key does not fit this database."
_erased: tuple[int, frozenset[int]] = (0, frozenset())


# Keys of people made in the transaction under way: person to key.
_fresh: ContextVar[dict[int, int]] = ContextVar("fresh", default={})  # noqa: B039 - never changed, only replaced


class WrongKey(Exception):
    """The key-encryption key does not open this database's keys."""


def _bound(organisation: int, person: int | None, key_id: int) -> bytes:
    return f"key|{organisation}|{person or 0}|{key_id}".encode()


def wrap(secret: bytes, under: AESGCM, organisation: int, person: int | None, key_id: int) -> bytes:
    """A data key sealed under another key, bound to whose it is."""
    nonce = os.urandom(12)
    return nonce + under.encrypt(nonce, secret, _bound(organisation, person, key_id))


def unwrap(key: Key, under: AESGCM) -> bytes:
    """The data key. Raises WrongKey where `under` is not the key that wrapped it."""
    value = bytes(key.wrapped)
    try:
        return under.decrypt(value[:12], value[12:], _bound(key.organisation_id, key.person_id, key.pk))
    except InvalidTag as error:
        raise WrongKey(NOT_FITTING) from error


class Ring:
    """A `cairn.kit.sealed.Keyring` over the Key table."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._opened: OrderedDict[int, tuple[float, AESGCM]] = OrderedDict()
        self._current: dict[tuple[int, int | None], tuple[float, int]] = {}
        self._uncommitted: dict[int, AESGCM] = {}

    def forget(self) -> None:
        """Drop every key from memory: after a rotation, an erasure, or between tests."""
        with self._guard:
            self._opened.clear()
            self._current.clear()
            self._uncommitted.clear()

    def sealing_key(self, organisation: int, person: int | None) -> tuple[int, AESGCM]:
        given = _fresh.get().get(person or 0)
        if given is not None:
            return given, self._uncommitted[given]
        known = self._current.get((organisation, person))
        if known and known[0] > time.monotonic():
            cached = self._opened.get(known[1])
            if cached:
                return known[1], cached[1]
        key = _current_key(organisation, person).first()
        key = key or self._make(organisation, person)
        opened = self._open(key)
        if key.pk not in self._uncommitted:
            self._current[(organisation, person)] = (time.monotonic() + SECONDS, key.pk)
        return key.pk, opened

    @contextmanager
    def fresh_keys(self, organisation: int, persons: Iterable[int]) -> Iterator[None]:
        """Keys for people who were made in this transaction, at once; theirs while the block lasts.

        Kept only for the block: should the transaction be taken back, nothing is sealed with a key that is not there.
        """
        under, keys, given = self._organisation_key(organisation), [], {}
        for person in persons:
            key_id, secret = new_id(), AESGCM.generate_key(256)
            key = Key(id=key_id, organisation_id=organisation, person_id=person)
            key.wrapped = wrap(secret, under, organisation, person, key_id)
            self._uncommitted[key_id] = AESGCM(secret)
            given[person] = key_id
            keys.append(key)
        Key.objects.bulk_create(keys)
        token = _fresh.set(given)
        try:
            yield
        finally:
            _fresh.reset(token)
            for key_id in given.values():
                self._uncommitted.pop(key_id, None)

    def opening_key(self, key_id: int) -> AESGCM:
        cached = self._opened.get(key_id)
        if cached and cached[0] > time.monotonic() and key_id not in erased_keys():
            return cached[1]
        fresh = self._uncommitted.get(key_id)
        if fresh:
            return fresh
        key = Key.objects.filter(pk=key_id).first()
        if key is None:
            raise Misuse(f"A sealed value names key {key_id}, which is not there.")
        return self._open(key)

    def warm(self, values: Iterable[bytes | memoryview]) -> None:
        """Fetch at once the keys of many sealed values, so that a list costs one query, not one a row."""
        soon = time.monotonic()
        wanted = {sealed.key_of(bytes(value)) for value in values if value}
        missing = [k for k in wanted if k not in self._uncommitted and self._opened.get(k, (0.0,))[0] <= soon]
        if missing:
            for key in Key.objects.filter(pk__in=missing, destroyed_at=None).exclude(pk__in=erased_keys()):
                self._open(key)

    def _open(self, key: Key) -> AESGCM:
        if key.destroyed_at or not key.wrapped or key.pk in erased_keys():
            raise sealed.KeyGone
        if key.pk in self._uncommitted:
            return self._uncommitted[key.pk]
        if key.person_id:
            opened = AESGCM(unwrap(key, self._organisation_key(key.organisation_id)))
        else:
            opened = AESGCM(unwrap_organisation_key(key))
        with self._guard:
            self._opened[key.pk] = (time.monotonic() + SECONDS, opened)
            while len(self._opened) > REMEMBERED:
                self._opened.popitem(last=False)
        return opened

    def _organisation_key(self, organisation: int) -> AESGCM:
        return self.sealing_key(organisation, None)[1]

    def _make(self, organisation: int, person: int | None) -> Key:
        under = self._organisation_key(organisation) if person else key_encryption_key()
        key_id, secret = new_id(), AESGCM.generate_key(256)
        key = Key(id=key_id, organisation_id=organisation, person_id=person)
        key.wrapped = wrap(secret, under, organisation, person, key_id)
        try:
            with transaction.atomic():
                key.save(force_insert=True)
        except IntegrityError:  # another process made it first
            return _current_key(organisation, person).get()
        if transaction.get_connection().in_atomic_block:
            self._uncommitted[key_id] = AESGCM(secret)
            transaction.on_commit(lambda: self._uncommitted.pop(key_id, None) and None)
        return key


def _current_key(organisation: int, person: int | None) -> QuerySet[Key]:
    keys = Key.objects.filter(organisation_id=organisation, retired_at=None)
    return keys.filter(person_id=person) if person else keys.filter(person=None)


def erased_keys() -> frozenset[int]:
    """The numbers of destroyed keys, from the list outside the database; read again when it has grown."""
    global _erased
    path = settings.DATA / "erased-keys"
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return frozenset()
    if _erased[0] != size:
        _erased = (size, frozenset(int(line) for line in path.read_text().split() if line.isdigit()))
    return _erased[1]


def key_encryption_key() -> AESGCM:
    """The key above all keys, to wrap an organisation's with."""
    return AESGCM(settings.KEY_ENCRYPTION.newest())


def unwrap_organisation_key(key: Key) -> bytes:
    """An organisation's data key. A rotation beside us may have wrapped it under a key that we have yet to read."""
    for secret in settings.KEY_ENCRYPTION.all():
        with contextlib.suppress(WrongKey):
            return unwrap(key, AESGCM(secret))
    raise WrongKey(NOT_FITTING)


ring = Ring()
