"""Looking for words in a room."""

import pytest

from cairn.chat import search
from cairn.chat.actions import edit_message, remove_message
from cairn.chat.models import Message, Room
from cairn.chat.search import find
from cairn.groups.actions import leave_group
from cairn.groups.models import Seat
from cairn.trust.viewer import Viewer
from tests.cast import Cast, as_, browser, say


def found(viewer: Viewer, room: Room, words: str, **more: int) -> list[str]:
    return [message.body for message in find(viewer, viewer.get(Room, pk=room.pk), words, **more).messages]


def test_words_are_found_newest_first_whatever_their_case_and_accents(cast: Cast) -> None:
    for words in ("The wedding is Saturday", "¿Cómo fue la BODA?", "wedding cake", "nothing here"):
        say(cast.bo, cast.room, words)
    assert found(as_(cast.ana), cast.room, "Wedding") == ["wedding cake", "The wedding is Saturday"]
    assert found(as_(cast.ana), cast.room, "wed") == ["wedding cake", "The wedding is Saturday"]
    assert found(as_(cast.ana), cast.room, "como boda") == ["¿Cómo fue la BODA?"]
    assert found(as_(cast.ana), cast.room, "wedding cake") == ["wedding cake"]
    assert found(as_(cast.ana), cast.room, "edding") == []


@pytest.mark.parametrize("words", ["", "  ", "...", "(", "[a-z]+", "\\"])
def test_signs_are_no_pattern(cast: Cast, words: str) -> None:
    say(cast.bo, cast.room, "xyz")
    assert found(as_(cast.ana), cast.room, words) == []


def test_what_was_changed_or_removed_is_not_found_as_it_was(cast: Cast) -> None:
    one, two = say(cast.bo, cast.room, "apple"), say(cast.bo, cast.room, "apple pie")
    edit_message(as_(cast.bo), as_(cast.bo).get(Message, pk=one.pk), body="pear")
    assert found(as_(cast.ana), cast.room, "apple") == ["apple pie"]
    remove_message(as_(cast.bo), as_(cast.bo).get(Message, pk=two.pk))
    assert found(as_(cast.ana), cast.room, "apple") == [] and found(as_(cast.ana), cast.room, "pear") == ["pear"]


def test_a_search_opens_only_the_room_it_is_in_and_only_for_those_in_it(cast: Cast) -> None:
    say(cast.bo, cast.room, "apple in the group")
    say(cast.bo, cast.pair_room, "apple between us")
    assert found(as_(cast.ana), cast.room, "apple") == ["apple in the group"]
    room = as_(cast.ana).get(Room, pk=cast.room.pk)
    leave_group(as_(cast.ana), Seat.held().get(organisation=cast.harbor, person=cast.ana))
    assert find(as_(cast.ana), room, "apple").messages == []


def test_a_long_room_is_looked_through_in_steps_that_say_how_far_they_came(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "LOOKED_THROUGH", 4)
    for number in range(1, 11):
        say(cast.bo, cast.room, f"{'apple' if number in (2, 9) else 'pear'} {number}")
    room = as_(cast.ana).get(Room, pk=cast.room.pk)
    first = find(as_(cast.ana), room, "apple")
    assert [m.body for m in first.messages] == ["apple 9"] and (first.looked, first.reached) == (4, 7)
    assert not first.is_done
    html = browser(cast.ana).get(f"/harbor-house/messages/{room.pk}/find?q=apple").content.decode()
    assert "There are older ones." in html and '<input type="hidden" name="before" value="7">' in html
    last = find(as_(cast.ana), room, "apple", before=3)
    assert [m.body for m in last.messages] == ["apple 2"] and last.is_done


def test_many_hits_come_a_page_at_a_time_without_loss(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST", 3)
    for number in range(1, 8):
        say(cast.bo, cast.room, f"apple {number}")
    room, seen, before = as_(cast.ana).get(Room, pk=cast.room.pk), list[int](), None
    for _ in range(3):
        page = find(as_(cast.ana), room, "apple", before=before)
        seen, before = seen + [m.number for m in page.messages], page.reached
    assert seen == [7, 6, 5, 4, 3, 2, 1] and page.is_done


def test_nothing_of_a_search_is_kept(cast: Cast) -> None:
    html = browser(cast.ana).get(f"/harbor-house/messages/{cast.room.pk}/find?q=apple")
    assert html["Cache-Control"] == "no-store" and "Nothing here." in html.content.decode()
