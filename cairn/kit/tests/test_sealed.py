"""Sealed columns open only in their place, under their key."""

import pytest

from cairn.chat.models import Message
from cairn.kit import sealed
from cairn.trust.keys import ring
from cairn.trust.models import Key
from tests.cast import Cast, say


def _stored(cast: Cast) -> Message:
    message = say(cast.ana, cast.room, "Only for the group.")
    return Message.objects.get(organisation=cast.harbor, pk=message.pk)


def test_words_come_back_as_they_were(cast: Cast) -> None:
    assert _stored(cast).body == "Only for the group."


def test_nothing_readable_is_in_the_column(cast: Cast) -> None:
    assert b"group" not in bytes(_stored(cast).body_sealed)


def test_a_value_moved_to_another_row_does_not_open(cast: Cast) -> None:
    message, other = _stored(cast), _stored(cast)
    other.body_sealed = message.body_sealed
    with pytest.raises(sealed.Damaged):
        assert other.body


def test_a_value_moved_to_another_organisation_does_not_open(cast: Cast) -> None:
    message = _stored(cast)
    message.organisation_id = cast.lantern.pk
    with pytest.raises(sealed.Damaged):
        assert message.body


def test_a_flipped_bit_is_noticed(cast: Cast) -> None:
    message = _stored(cast)
    value = bytearray(message.body_sealed)
    value[-1] ^= 1
    message.body_sealed = bytes(value)
    with pytest.raises(sealed.Damaged):
        assert message.body


def test_destroying_a_persons_key_erases_their_words_and_nobody_elses(cast: Cast) -> None:
    anas, bos = say(cast.ana, cast.room, "Ana's words"), say(cast.bo, cast.room, "Bo's words")
    Key.objects.filter(organisation=cast.harbor, person=cast.ana).update(wrapped=b"", destroyed_at="2026-01-01T00:00Z")
    ring.forget()
    here = Message.objects.filter(organisation=cast.harbor)
    assert here.get(pk=anas.pk).body == ""
    assert here.get(pk=bos.pk).body == "Bo's words"


def test_the_same_words_never_look_the_same(cast: Cast) -> None:
    first, second = say(cast.ana, cast.room, "Same"), say(cast.ana, cast.room, "Same")
    assert bytes(first.body_sealed) != bytes(second.body_sealed)
