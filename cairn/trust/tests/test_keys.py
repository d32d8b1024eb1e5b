"""Keys: made once, never remembered before they are committed, rotated without losing a word."""

import secrets

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from cairn.chat.models import Message
from cairn.trust.keys import Ring, WrongKey, ring, unwrap
from cairn.trust.models import Key
from cairn.trust.rotation import rewrap
from tests.cast import Cast, say


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


def test_a_rotation_wraps_every_organisation_and_every_word_still_opens(
    cast: Cast, settings: pytest.FixtureRequest
) -> None:
    say(cast.ana, cast.room, "Before the rotation")
    old, new = settings.KEY_ENCRYPTION_KEY, secrets.token_bytes(32)  # type: ignore[attr-defined]
    assert rewrap(old, new) == 2
    assert rewrap(old, new) == 2, "a rotation that was stopped half-way can be run again"
    settings.KEY_ENCRYPTION_KEY = new  # type: ignore[attr-defined]
    ring.forget()
    assert Message.objects.get(organisation=cast.harbor).body == "Before the rotation"


def test_many_keys_are_fetched_in_one_query(cast: Cast, django_assert_num_queries: pytest.FixtureRequest) -> None:
    for person in (cast.ana, cast.bo, cast.dev, cast.pia):
        say(person, cast.room, "hello")
    messages = list(Message.objects.filter(organisation=cast.harbor))
    ring.forget()
    with django_assert_num_queries(2):  # type: ignore[operator]
        ring.warm(m.body_sealed for m in messages)
        assert {m.body for m in messages} == {"hello"}
