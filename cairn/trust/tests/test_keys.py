"""Keys: made once, never remembered before they are committed, rotated without losing a word."""

import secrets
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from cairn.chat.models import Message
from cairn.kit.keyfiles import Renewable, following, renew
from cairn.trust.keys import Ring, WrongKey, ring, unwrap
from cairn.trust.models import Key
from cairn.trust.rotation import rewrap
from tests.cast import Cast, say
from tests.own_keys import put_in_use


class Undo(Exception):
    """Takes a transaction back."""


def test_a_key_made_in_a_transaction_that_is_taken_back_is_not_used_again(cast: Cast) -> None:
    fresh = Ring()
    Key.objects.filter(organisation=cast.harbor, person=cast.finn).delete()
    with pytest.raises(Undo), transaction.atomic():
        gone, _ = fresh.sealing_key(cast.harbor.pk, cast.finn.pk)
        raise Undo
    made, _ = fresh.sealing_key(cast.harbor.pk, cast.finn.pk)
    assert made != gone
    assert Key.objects.filter(organisation=cast.harbor, pk=made).exists()


def test_the_wrong_key_encryption_key_opens_nothing(cast: Cast) -> None:
    key = Key.objects.get(organisation=cast.harbor, person=None)
    with pytest.raises(WrongKey):
        unwrap(key, AESGCM(secrets.token_bytes(32)))


@pytest.fixture
def own_key(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the key-encryption key that a test may renew, in use."""
    return put_in_use("KEY_ENCRYPTION", tmp_path / "key-encryption", settings, monkeypatch)


def test_a_rotation_wraps_every_organisation_and_every_word_still_opens(
    cast: Cast, settings: Any, own_key: Path
) -> None:
    say(cast.ana, cast.room, "Before the rotation")
    old = own_key.read_bytes()
    assert renew(own_key, rewrap) == 2
    for found in settings.KEY_ENCRYPTION, Renewable(own_key):  # in a process that ran on, and in one that starts now
        settings.KEY_ENCRYPTION = found
        ring.forget()
        assert Message.objects.get(organisation=cast.harbor).body == "Before the rotation"
    with pytest.raises(WrongKey):
        unwrap(Key.objects.get(organisation=cast.harbor, person=None), AESGCM(old))
    assert [path.name for path in own_key.parent.iterdir()] == ["key-encryption"]


def test_a_rotation_that_was_stopped_half_way_goes_on(cast: Cast, settings: Any, own_key: Path) -> None:
    say(cast.ana, cast.room, "Before the rotation")

    def stopped(old: bytes, new: bytes) -> int:
        rewrap(old, new)
        raise Undo

    with pytest.raises(Undo):
        renew(own_key, stopped)
    for _ in "between", "after":
        settings.KEY_ENCRYPTION = Renewable(own_key)
        ring.forget()
        assert Message.objects.get(organisation=cast.harbor).body == "Before the rotation"
        renew(own_key, rewrap)
    assert not following(own_key).exists()


def test_what_was_wrapped_under_the_old_key_at_the_last_moment_is_wrapped_again(cast: Cast, own_key: Path) -> None:
    old, came = own_key.read_bytes(), list[int]()

    def meanwhile(old: bytes, new: bytes) -> int:
        came.append(rewrap(old, new))
        if len(came) == 1:  # whoever had read the old key just before
            rewrap(new, old)
        return came[-1]

    renew(own_key, meanwhile)
    assert came == [2, 2, 0]
    with pytest.raises(WrongKey):
        unwrap(Key.objects.get(organisation=cast.harbor, person=None), AESGCM(old))


def test_many_keys_are_fetched_in_one_query(cast: Cast, django_assert_num_queries: pytest.FixtureRequest) -> None:
    for person in (cast.ana, cast.bo, cast.dev, cast.pia):
        say(person, cast.room, "hello")
    messages = list(Message.objects.filter(organisation=cast.harbor))
    ring.forget()
    with django_assert_num_queries(2):  # type: ignore[operator]
        ring.warm(m.body_sealed for m in messages)
        assert {m.body for m in messages} == {"hello"}
