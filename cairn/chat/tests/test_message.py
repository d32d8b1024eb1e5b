"""What one may do with a message, by the page and by the rules."""

import datetime as dt
import re
from typing import TypeVar

import pytest
from django.db.models import Model, QuerySet

from cairn.chat.actions import edit_message, react, remove_message
from cairn.chat.models import Message, Reaction
from cairn.groups.actions import leave_group
from cairn.groups.models import Seat
from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.trust.models import Fact
from tests.cast import Cast, as_, browser, say

R = TypeVar("R", bound=Model)

HERE = "/harbor-house/messages"


def here(cast: Cast, model: type[R]) -> "QuerySet[R]":
    return model._default_manager.filter(organisation=cast.harbor)


def again(message: Message) -> Message:
    return Message.objects.get(organisation_id=message.organisation_id, pk=message.pk)


def room_page(cast: Cast, person: str) -> str:
    return browser(getattr(cast, person)).get(f"{HERE}/{cast.room.pk}/").content.decode()


def test_ana_changes_her_words_for_an_hour(cast: Cast) -> None:
    message = say(cast.ana, cast.room, "at the metting")
    answer = browser(cast.ana).post(f"{HERE}/edit/{message.pk}", {"body": "at the meeting"})
    assert answer.status_code == 302 and answer["Location"].endswith(f"#m{message.number}")
    html = room_page(cast, "bo")
    assert "at the meeting" in html and '<span data-w="edited">edited</span>' in html
    here(cast, Message).filter(pk=message.pk).update(made_at=now() - dt.timedelta(minutes=61))
    answer = browser(cast.ana).post(f"{HERE}/edit/{message.pk}", {"body": "something else"})
    assert answer.status_code == 422 and "something else" in answer.content.decode()
    assert again(message).body == "at the meeting"


def test_nobody_changes_the_words_of_another(cast: Cast) -> None:
    message = say(cast.ana, cast.room, "mine")
    edit_message(as_(cast.ana), again(message), body="still mine")
    for other in (cast.bo, cast.dev):
        with pytest.raises(Refused):
            edit_message(as_(other), again(message), body="not yours")
    assert again(message).body == "still mine"


@pytest.mark.parametrize("words", ["", "   ", "x" * 8001])
def test_words_that_cannot_be_kept_are_said_so_in_place(cast: Cast, words: str) -> None:
    message = say(cast.ana, cast.room, "mine")
    answer = browser(cast.ana).post(f"{HERE}/edit/{message.pk}", {"body": words})
    assert answer.status_code == 422 and again(message).body == "mine"
    assert 'id="errors"' in answer.content.decode()


def test_the_same_words_are_no_edit(cast: Cast) -> None:
    message = say(cast.ana, cast.room, "mine")
    edit_message(as_(cast.ana), again(message), body=" mine ")
    assert again(message).edited_at is None
    assert not here(cast, Fact).filter(verb="message.edited").exists()


def test_who_wrote_and_who_leads_may_remove_and_the_place_stays(cast: Cast) -> None:
    mine, other = say(cast.ana, cast.room, "take me away"), say(cast.bo, cast.room, "and me")
    browser(cast.ana).post(f"{HERE}/remove/{mine.pk}")
    step = browser(cast.dev).post(f"{HERE}/remove/{other.pk}")
    assert step["Location"] == f"/harbor-house/reports/step/message/{other.pk}"
    remove_message(as_(cast.dev), other)
    html = room_page(cast, "bo")
    assert "take me away" not in html and "and me" not in html
    assert "This message was removed." in html and "A facilitator removed this message." in html
    assert again(mine).body_sealed == b"" and again(other).removed_by == cast.dev
    assert [m.number for m in here(cast, Message).filter(room=cast.room).order_by("number")] == [1, 2]


def test_bo_cannot_remove_what_ana_wrote(cast: Cast) -> None:
    message = say(cast.ana, cast.room, "stays")
    assert browser(cast.bo).post(f"{HERE}/remove/{message.pk}").status_code == 403
    assert again(message).removed_at is None
    assert browser(cast.ivo).post(f"{HERE}/remove/{message.pk}").status_code == 404


def test_with_removed_words_their_quotes_go(cast: Cast) -> None:
    message = say(cast.ana, cast.room, "a secret word")
    say(cast.bo, cast.room, "thank you", reply_to=message.pk)
    assert room_page(cast, "pia").count("a secret word") == 2
    remove_message(as_(cast.ana), again(message))
    html = room_page(cast, "pia")
    assert "a secret word" not in html and "thank you" in html


def test_a_reaction_comes_and_goes_and_says_who(cast: Cast) -> None:
    message = say(cast.ana, cast.room, "made it")
    client = browser(cast.bo)
    client.post(f"{HERE}/react", {"react": f"{message.pk}.with_you.on"})
    client.post(f"{HERE}/react", {"react": f"{message.pk}.with_you.on"})
    react(as_(cast.pia), message, kind="with_you")
    assert here(cast, Reaction).filter(message=message).count() == 2
    button = re.search(r'<button form="react"[^>]*>.*?</button>', room_page(cast, "bo"), re.S)
    assert button and 'aria-pressed="true"' in button[0] and f"{message.pk}.with_you.off" in button[0]
    assert 'title="Bo, Pia"' in button[0] and '<span class="num">2</span>' in button[0]
    assert 'aria-pressed="false"' in room_page(cast, "ana")
    client.post(f"{HERE}/react", {"react": f"{message.pk}.with_you.off"})
    assert here(cast, Reaction).filter(message=message, person=cast.bo).count() == 0
    assert here(cast, Fact).filter(verb="message.reacted").count() == 3


@pytest.mark.parametrize(
    "value", ["", "7", "7.proud", "7.hate.on", "x.proud.on", "7.proud.maybe", "9" * 30 + ".proud.on"]
)
def test_a_strange_reaction_is_nothing(cast: Cast, value: str) -> None:
    say(cast.ana, cast.room, "made it")
    assert browser(cast.bo).post(f"{HERE}/react", {"react": value}).status_code == 404
    assert not here(cast, Reaction).exists()


def test_outsiders_and_those_who_left_react_to_nothing(cast: Cast) -> None:
    message = say(cast.ana, cast.room, "made it")
    react(as_(cast.bo), message, kind="proud")
    leave_group(as_(cast.bo), Seat.held().get(organisation=cast.harbor, person=cast.bo))
    for person in (cast.bo, cast.ivo, cast.jo, cast.gil):
        answer = browser(person).post(f"{HERE}/react", {"react": f"{message.pk}.strength.on"})
        assert answer.status_code == 404
        assert browser(person).get(f"{HERE}/m/{message.pk}").status_code == 404
    assert here(cast, Reaction).filter(kind="strength").count() == 0


def test_the_page_of_a_message_offers_what_one_may_do(cast: Cast) -> None:
    message = say(cast.ana, cast.room, "made it")
    pages = {
        who: browser(getattr(cast, who)).get(f"{HERE}/m/{message.pk}").content.decode() for who in ("ana", "bo", "dev")
    }
    assert [name for name, html in pages.items() if f"edit/{message.pk}" in html] == ["ana"]
    assert [name for name, html in pages.items() if f"remove/{message.pk}" in html] == ["ana"]
    assert [name for name, html in pages.items() if f"reports/step/message/{message.pk}" in html] == ["dev"]
    assert [name for name, html in pages.items() if f"reports/message/{message.pk}" in html] == ["bo", "dev"]
    for html in pages.values():
        assert html.count('form="react"') == 5 and f"?reply={message.pk}" in html


def test_a_wish_travels_with_the_words_into_the_box_of_who_answers(cast: Cast) -> None:
    message = say(cast.bo, cast.room, "a hard night", wants="heard")
    assert "Would like only to be heard" in room_page(cast, "ana")
    html = browser(cast.ana).get(f"{HERE}/{cast.room.pk}/?reply={message.pk}").content.decode()
    assert "Bo would like only to be heard." in html
    assert f'<input type="hidden" name="reply_to" value="{message.pk}">' in html
    other = say(cast.bo, cast.room, "a hard night", wants="feedback")
    html = browser(cast.ana).get(f"{HERE}/{cast.room.pk}/?reply={other.pk}").content.decode()
    assert "Bo would welcome feedback." in html


def test_one_cannot_answer_into_another_room(cast: Cast) -> None:
    private = say(cast.bo, cast.pair_room, "between us")
    html = browser(cast.pia).get(f"{HERE}/{cast.room.pk}/?reply={private.pk}").content.decode()
    assert "between us" not in html
    kept = say(cast.pia, cast.room, "my words count", reply_to=private.pk)
    assert again(kept).reply_to is None
    assert "between us" not in room_page(cast, "pia") and "my words count" in room_page(cast, "pia")


def test_a_shared_check_in_is_a_card_with_its_wish_and_a_way_to_it(cast: Cast) -> None:
    say(cast.bo, cast.room, "A hard night, slept four hours.", kind="checkin", card=77, wants="company")
    html = room_page(cast, "ana")
    assert 'class="card sky"' in html and "shared a check-in" in html and "Would like company, no advice" in html
    assert 'href="../../check-ins/77/"' in html


def test_what_people_write_is_never_markup(cast: Cast) -> None:
    evil = '<script>alert(1)</script><img src=x onerror=alert(1)> "><b>&amp;'
    type(cast.bo).objects.filter(organisation=cast.harbor, pk=cast.bo.pk).update(chosen_name=evil[:50])
    message = say(cast.bo, cast.room, evil, wants="heard")
    say(cast.ana, cast.room, "answer", reply_to=message.pk)
    react(as_(cast.bo), message, kind="proud")
    for html in (
        room_page(cast, "ana"),
        browser(cast.ana).get(f"{HERE}/").content.decode(),
        browser(cast.ana).get(f"{HERE}/m/{message.pk}").content.decode(),
        browser(cast.ana).get(f"{HERE}/{cast.room.pk}/?reply={message.pk}").content.decode(),
        browser(cast.ana).get(f"{HERE}/{cast.room.pk}/find?q=alert").content.decode(),
    ):
        assert "<script>alert" not in html and "<img src=x" not in html and "onerror=alert(1)>" not in html
