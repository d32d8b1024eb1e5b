"""What reaches open pages, and to whom: sending, changes, what was missed, drafts, pace."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from cairn.chat import missed, pace
from cairn.chat.actions import edit_message, react, remove_message
from cairn.chat.drafts import mark_read
from cairn.chat.models import Draft, Message, ReadMark, Room
from cairn.chat.sending import Outgoing, send_messages
from cairn.groups.actions import leave_group
from cairn.groups.models import Seat
from cairn.kit.live import bus
from tests.cast import Cast, as_, browser, say

HERE = "/harbor-house/messages"
Sent = list[tuple[set[int], dict[str, object]]]


@pytest.fixture
def frames(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Every frame that goes out, with the people it goes to."""
    sent: Sent = []
    monkeypatch.setattr(bus, "publish", lambda people, frame: sent.append((set(people), json.loads(frame))))
    return sent


def outgoing(person: object, room: Room, body: str, client_id: str = "c1", **more: object) -> Outgoing:
    return Outgoing(person.organisation_id, person.pk, room.pk, client_id, body, **more)  # type: ignore[attr-defined, arg-type]


def items(frame: dict[str, object]) -> list[dict[str, Any]]:
    return frame["items"]  # type: ignore[return-value]


def test_a_change_is_sent_again_to_those_who_may_see_it_now(
    cast: Cast, frames: Sent, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    message = say(cast.ana, cast.room, "at the metting")
    answer = say(cast.bo, cast.room, "see you", reply_to=message.pk)
    leave_group(as_(cast.bo), Seat.held().get(organisation=cast.harbor, person=cast.bo))
    frames.clear()
    found = as_(cast.ana).get(Message, pk=message.pk)
    with django_capture_on_commit_callbacks(execute=True):
        edit_message(as_(cast.ana), found, body="at the meeting")
    ((people, frame),) = [one for one in frames if one[1]["type"] == "messages"]
    assert people == {cast.ana.pk, cast.dev.pk, cast.pia.pk}
    assert [one["number"] for one in items(frame)] == [message.number, answer.number]
    assert all("at the meeting" in one["html"] for one in items(frame)), "The quote says the new words too."
    frames.clear()
    with django_capture_on_commit_callbacks(execute=True):
        react(as_(cast.dev), found, kind="proud")
    ((_, frame),) = [one for one in frames if one[1]["type"] == "messages"]
    assert [one["number"] for one in items(frame)] == [1] and f'data-people="{cast.dev.pk}"' in items(frame)[0]["html"]
    frames.clear()
    with django_capture_on_commit_callbacks(execute=True):
        remove_message(as_(cast.dev), found)
    ((_, frame),) = [one for one in frames if one[1]["type"] == "messages"]
    assert all("meeting" not in one["html"] for one in items(frame))


def test_a_live_frame_is_for_everybody_and_says_nothing_in_one_language(cast: Cast) -> None:
    first = say(cast.bo, cast.room, "hello", wants="heard")
    delivered = send_messages([outgoing(cast.ana, cast.room, "hi", reply_to=first.pk, wants="feedback")]).deliveries
    assert delivered[0].persons == {cast.ana.pk, cast.bo.pk, cast.dev.pk, cast.pia.pk}
    html = items(json.loads(delivered[0].frame))[0]["html"]
    assert 'data-w="feedback"></span>' in html and "Feedback" not in html and "Reply" not in html
    assert '<a class="quote"' in html and "Bo</span> hello" in html and ' mine"' not in html


def test_who_has_left_hears_nothing_more_and_is_told_kindly(cast: Cast) -> None:
    assert cast.bo.pk in send_messages([outgoing(cast.ana, cast.room, "one")]).deliveries[0].persons
    leave_group(as_(cast.bo), Seat.held().get(organisation=cast.harbor, person=cast.bo))
    assert cast.bo.pk not in send_messages([outgoing(cast.ana, cast.room, "two", "c2")]).deliveries[0].persons
    refused = send_messages([outgoing(cast.bo, cast.room, "me too")]).answers[0]
    assert refused.message is None and "no longer open to you" in str(refused.refused)
    assert missed.missed_frames(cast.harbor.pk, cast.bo.pk, {cast.room.pk: 0}) == []
    page = browser(cast.bo).post(f"{HERE}/{cast.room.pk}/send", {"body": "my long words", "client_id": "c3"})
    assert page.status_code == 403
    assert "my long words" in page.content.decode() and "no longer open to you" in page.content.decode()


def test_nobody_hears_from_a_room_that_is_not_theirs(cast: Cast) -> None:
    for person in (cast.ivo, cast.gil, cast.pia):
        answer = send_messages([outgoing(person, cast.pair_room, "hello")]).answers[0]
        assert answer.message is None and "no longer open to you" in str(answer.refused)
        page = browser(person).post(f"{HERE}/{cast.pair_room.pk}/send", {"body": "x", "client_id": "c"})
        assert page.status_code == 403
    assert send_messages([outgoing(cast.bo, cast.pair_room, "hello")]).answers[0].message is not None


def test_after_a_break_a_page_asks_for_what_it_shows(cast: Cast) -> None:
    say(cast.ana, cast.room, "one")
    gone = say(cast.ana, cast.room, "two")
    remove_message(as_(cast.ana), as_(cast.ana).get(Message, pk=gone.pk))
    frame = browser(cast.bo).get(f"{HERE}/{cast.room.pk}/again?first=1&last=2").json()
    assert frame["room"] == str(cast.room.pk) and [one["number"] for one in frame["items"]] == [1, 2]
    assert "two" not in frame["items"][1]["html"]
    assert browser(cast.ivo).get(f"{HERE}/{cast.room.pk}/again?first=1&last=2").status_code == 404


def test_words_of_nothing_are_not_sent(cast: Cast) -> None:
    for empty in ("", "   \n", "\u200b\u202e"):
        assert send_messages([outgoing(cast.ana, cast.room, empty)]).answers[0].message is None
    page = browser(cast.ana).post(f"{HERE}/{cast.room.pk}/send", {"body": " ", "client_id": "c"})
    assert page.status_code == 422 and "There is nothing to send yet." in page.content.decode()


def test_a_form_sent_twice_is_one_message(cast: Cast) -> None:
    client, data = browser(cast.ana), {"body": "once", "client_id": "same"}
    first = client.post(f"{HERE}/{cast.room.pk}/send", data)
    assert first.status_code == 302 and first["Location"].endswith("#m1")
    assert client.post(f"{HERE}/{cast.room.pk}/send", data)["Location"] == first["Location"]
    assert as_(cast.bo).see(Message).count() == 1


def test_a_draft_waits_sealed_for_its_writer_alone_until_it_is_sent(cast: Cast) -> None:
    client, address = browser(cast.ana), f"{HERE}/{cast.room.pk}/"
    assert client.post(f"{address}draft", {"body": "half a thought"}).status_code == 204
    assert client.post(f"{address}draft", {"body": "half a thought more"}).status_code == 204
    (draft,) = as_(cast.ana).see(Draft)
    assert b"thought" not in bytes(draft.body_sealed)
    assert ">half a thought more</textarea>" in client.get(address).content.decode()
    assert "half a thought" not in browser(cast.bo).get(address).content.decode()
    client.post(f"{address}send", {"body": "a whole thought", "client_id": "c"})
    assert as_(cast.ana).see(Draft).count() == 0
    assert browser(cast.ivo).post(f"{address}draft", {"body": "x"}).status_code == 404


def test_a_read_mark_never_goes_back(cast: Cast) -> None:
    room = as_(cast.ana).get(Room, pk=cast.room.pk)
    mark_read(as_(cast.ana), room, 5, before=None)
    mark_read(as_(cast.ana), room, 3, before=2)
    assert as_(cast.ana).see(ReadMark).get().number == 5
    mark_read(as_(cast.ana), room, 7, before=5)
    assert as_(cast.ana).see(ReadMark).get().number == 7


def test_a_burst_is_taken_and_a_flood_is_not(cast: Cast, settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("cairn.chat.pace.time.monotonic", lambda: clock[0])
    pace.forget()
    assert [pace.may_send(1) for _ in range(32)] == [True] * 30 + [False] * 2
    assert pace.may_send(2), "Others are not slowed."
    clock[0] += 1
    assert [pace.may_send(1) for _ in range(4)] == [True, True, True, False]
    settings.CHAT_RATE = 0  # type: ignore[attr-defined]
    assert all(pace.may_send(1) for _ in range(100))


def test_a_flood_through_the_form_is_refused_with_its_words(cast: Cast) -> None:
    pace.forget()
    client, address = browser(cast.ana), f"{HERE}/{cast.room.pk}/send"
    for _ in range(40):
        pace.may_send(cast.ana.pk)
    page = client.post(address, {"body": "one more", "client_id": "c"})
    assert page.status_code == 422 and "That was a lot at once." in page.content.decode()
    assert ">one more</textarea>" in page.content.decode()
    pace.forget()
    assert client.post(address, {"body": "one more", "client_id": "c"}).status_code == 302
