"""A conversation in a real browser, against a server played by the test."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.look.stage import HOUSE, Stage, render, until

ROOM = """{% extends "kit/base.html" %}{% load static %}
{% block styles %}<link rel="stylesheet" href="{% static "kit/talk.css" %}">{% endblock %}
{% block scripts %}{% include "kit/talk_scripts.html" %}{% endblock %}
{% block main %}<h1>Tuesday group</h1>
<section class="talk" data-room="7" data-number="{{ number }}" data-me="1" data-many="%n new messages" aria-label="Messages">
{% for one in before %}{{ one|safe }}{% endfor %}</section>
<form class="composer" method="post" action="/send" data-room="7" data-draft-url="/draft" data-typing data-refused="Not kept.">
<button class="button small newer" type="button" hidden>New messages</button>
{% csrf_token %}<input type="hidden" name="csrfmiddlewaretoken" value="t"><input type="hidden" name="client_id" value="from-the-page">
<div class="write"><label for="body">Write</label><textarea id="body" name="body" rows="1"></textarea><button class="button primary">Send</button></div>
<div class="more"><p><span class="typing" data-says="%s is writing…"></span></p><label class="tick"><input type="checkbox" data-enter>Enter sends</label></div>
<template><article class="message mine pending"><p class="by"><span class="who">You</span> <span class="state">Sending…</span></p><div class="body"></div></article></template>
</form>{% endblock %}"""


def message(number: int, author: int = 2, text: str = "", **more: str) -> dict[str, Any]:
    """A message as a live frame carries it."""
    html = (
        f'<article class="message" id="m{number}" data-number="{number}" data-author="{author}"><p class="by">'
        f'<span class="who">P{author}</span> <time datetime="2026-11-24T23:12:00+00:00" data-when="time">x</time></p>'
        f'<div class="body"><p>{text or f"words {number}"}</p></div>'
        f'<button type="button" data-people="1 2">With you</button></article>'
    )
    return {"id": str(number), "number": number, "author": str(author), "client_id": "", "html": html} | more


def frame(*items: dict[str, Any]) -> dict[str, Any]:
    """A frame of messages of the room."""
    return {"type": "messages", "room": "7", "items": list(items)}


def enter(stage: Stage, count: int = 3, live: bool = True) -> Page:
    """Open the room with some messages already in it."""
    before = [message(number)["html"] for number in range(1, count + 1)]
    stage.pages["/room"] = render(ROOM, live_url="/live", before=before, number=count)
    stage.pages |= {"/send": "sent", "/draft": "ok"}
    page = stage.open("/room")
    if live:
        page.wait_for_selector("html[data-live=socket]")
    return page


def numbers(page: Page) -> list[str]:
    """The numbers in the list, in the order of the eye."""
    found: list[str] = page.eval_on_selector_all(".talk [data-number]", "all => all.map((one) => one.dataset.number)")
    return found


def write(page: Page, words: str) -> None:
    """Write and send."""
    page.get_by_label("Write").fill(words)
    page.get_by_role("button", name="Send").click()


def test_on_connecting_the_page_asks_for_what_it_missed(stage: Stage) -> None:
    enter(stage)
    assert stage.said("since") == [{"type": "since", "rooms": {"7": 3}}]


def test_messages_arrive_in_order_once_and_in_place(stage: Stage) -> None:
    page = enter(stage)
    stage.tell(frame(message(4), message(6), message(5)))
    stage.tell(frame(message(5), message(4, text="bettered")))
    expect(page.locator("#m4 .body")).to_have_text("bettered")
    assert numbers(page) == ["1", "2", "3", "4", "5", "6"]


def test_a_gap_is_asked_for_and_a_gap_that_stays_is_accepted(stage: Stage) -> None:
    page = enter(stage)
    stage.tell(frame(message(6)))
    expect(page.locator("#m6")).to_be_visible()
    until(page, lambda: stage.said("since")[-1:] == [{"type": "since", "rooms": {"7": 3}}])
    stage.tell(frame(message(6)))  # the answer: 4 and 5 are not for this reader
    page.wait_for_selector('.talk[data-number="6"]')
    asked = len(stage.said("since"))
    stage.tell(frame(message(7)))
    page.wait_for_selector('.talk[data-number="7"]')
    assert len(stage.said("since")) == asked


def test_what_is_mine_about_a_message_is_added_on_arrival(stage: Stage) -> None:
    page = enter(stage)
    stage.tell(frame(message(4, author=1), message(5, author=2)))
    expect(page.locator("#m4")).to_have_class(re.compile("mine"))
    expect(page.locator("#m5")).not_to_have_class(re.compile("mine"))
    expect(page.locator("#m5 button")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#m5 time")).to_have_text(re.compile("6:12"))


def test_own_words_are_shown_at_once_and_become_the_kept_message(stage: Stage) -> None:
    page = enter(stage)
    write(page, "Made it <home>.")
    mine = page.locator(".message.pending")
    expect(mine.locator(".body")).to_have_text("Made it <home>.")
    expect(mine.locator(".state")).to_have_text("Sending…")
    sent = stage.said("send")[0]
    assert (sent["room"], sent["body"]) == ("7", "Made it <home>.")
    stage.tell({"type": "kept", "client_id": sent["client_id"], "room": "7", "number": 4})
    expect(page.locator(".message.pending")).to_have_count(0)
    stage.tell(frame(message(4, author=1, text="Made it &lt;home&gt;.", client_id=sent["client_id"])))
    expect(page.get_by_text("Made it <home>.")).to_have_count(1)
    assert numbers(page) == ["1", "2", "3", "4"]


def test_unkept_words_go_out_again_under_the_same_id_after_a_break(stage: Stage) -> None:
    page = enter(stage)
    write(page, "Are you there?")
    page.wait_for_selector(".message.pending")
    stage.lines[-1].close(code=1011)
    page.wait_for_selector("html[data-live=off]")
    page.wait_for_selector("html[data-live=socket]")
    until(page, lambda: len(stage.said("send")) > 1)
    first, second = stage.said("send")
    assert first == second
    stage.tell({"type": "kept", "client_id": first["client_id"], "room": "7", "number": 4})
    expect(page.locator(".message.pending")).to_have_count(0)


def test_refused_words_come_back_into_the_box_with_the_reason(stage: Stage) -> None:
    page = enter(stage)
    write(page, "Too late?")
    page.wait_for_selector(".message.pending")
    stage.tell({"type": "refused", "client_id": stage.said("send")[0]["client_id"], "why": "This room is paused."})
    expect(page.locator(".message.refused .state")).to_have_text("This room is paused.")
    expect(page.get_by_label("Write")).to_have_value("Too late?")


def test_words_written_while_there_is_no_line_wait_and_then_go(stage: Stage) -> None:
    page = enter(stage)
    stage.context.set_offline(True)
    stage.refuses_sockets = True
    stage.lines[-1].close(code=1011)
    page.wait_for_selector("html[data-live=off]")
    write(page, "From the tunnel.")
    expect(page.locator(".message.pending")).to_have_count(1)
    assert stage.said("send") == []
    stage.refuses_sockets = False
    stage.context.set_offline(False)
    page.wait_for_selector("html[data-live=socket]")
    until(page, lambda: stage.said("send"))
    assert [one["body"] for one in stage.said("send")] == ["From the tunnel."]


def test_where_no_socket_passes_the_form_carries_the_words(stage: Stage) -> None:
    stage.refuses_sockets = True
    page = enter(stage, live=False)
    write(page, "Plain post.")
    page.wait_for_url(f"{HOUSE}/send")
    fields = stage.posts("/send")[0]
    assert (fields["body"], fields["csrfmiddlewaretoken"]) == ("Plain post.", "t")
    assert re.fullmatch("[0-9a-f]{32}", fields["client_id"])


def test_while_the_house_is_shaking_the_words_wait(stage: Stage) -> None:
    stage.refuses_sockets = True
    page = enter(stage, live=False)
    stage.pages["/send"] = lambda request: (503, "later")
    write(page, "Hold this.")
    until(page, lambda: stage.posts("/send"))
    expect(page.locator(".message.pending .body")).to_have_text("Hold this.")


def test_words_that_met_a_refusal_by_form_come_back_into_the_box(stage: Stage) -> None:
    stage.refuses_sockets = True
    page = enter(stage, live=False)
    stage.pages["/send"] = lambda request: (403, "no")
    write(page, "Hold this.")
    expect(page.locator(".message.refused .state")).to_have_text("Not kept.")
    expect(page.get_by_label("Write")).to_have_value("Hold this.")


def test_where_no_socket_passes_the_stream_is_asked_for_what_is_missing(stage: Stage) -> None:
    stage.refuses_sockets = True
    page = enter(stage, live=False)
    asked = page.wait_for_event("request", lambda one: "/live/events" in one.url)
    assert asked.url == f"{HOUSE}/live/events?since=7:3"


def test_signed_out_elsewhere_means_no_more_dialling_and_a_sentence(stage: Stage) -> None:
    page = enter(stage)
    stage.lines[-1].close(code=4401)
    expect(page.get_by_text("You are signed out on this page.")).to_be_visible()
    page.wait_for_timeout(1500)
    assert len(stage.lines) == 1


def test_reading_above_is_not_disturbed_and_a_button_leads_down(stage: Stage) -> None:
    page = enter(stage, count=40)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(100)
    stage.tell(frame(message(41, text="new words")))
    button = page.get_by_role("button", name="New messages")
    expect(button).to_be_visible()
    assert page.evaluate("scrollY") == 0
    expect(page.locator("#say")).to_have_text("P2: new words")
    button.click()
    expect(page.locator("#m41")).to_be_in_viewport()
    expect(button).to_be_hidden()
    until(page, lambda: stage.said("read")[-1:] == [{"type": "read", "room": "7", "number": 41}])


def test_many_at_once_are_announced_as_one_sentence(stage: Stage) -> None:
    page = enter(stage)
    for number in (4, 5, 6):
        stage.tell(frame(message(number)))
    expect(page.locator("#say")).to_have_text("3 new messages")


def test_a_draft_is_kept_on_the_server_and_typing_is_told_seldom(stage: Stage) -> None:
    page = enter(stage)
    page.get_by_label("Write").press_sequentially("half a thought", delay=20)
    until(page, lambda: stage.posts("/draft"))
    assert [one["body"] for one in stage.posts("/draft")] == ["half a thought"]
    assert len(stage.said("typing")) == 1


def test_enter_sends_only_for_who_chose_it(stage: Stage) -> None:
    page = enter(stage)
    box = page.get_by_label("Write")
    box.fill("one")
    box.press("Enter")
    page.wait_for_timeout(100)
    assert stage.said("send") == []
    page.get_by_label("Enter sends").check()
    box.press("Shift+Enter")
    box.press("Enter")
    page.wait_for_selector(".message.pending")
    assert stage.said("send")[0]["body"] == "one"


def test_somebody_writing_is_said_without_being_announced(stage: Stage) -> None:
    page = enter(stage)
    stage.tell({"type": "typing", "room": "7", "person": "2", "name": "Bo"})
    expect(page.locator(".typing")).to_have_text("Bo is writing…")
    assert page.locator("#say").inner_text() == ""


@pytest.mark.parametrize("scripts", [True, False])
def test_nothing_complains_and_the_form_is_plain_without_scripts(browser: Browser, scripts: bool) -> None:
    stage = Stage(browser, java_script_enabled=scripts)
    page = enter(stage, live=scripts)
    if not scripts:
        write(page, "By form.")
        page.wait_for_url(f"{HOUSE}/send")
        assert (stage.posts("/send")[0]["body"], stage.posts("/send")[0]["client_id"]) == ("By form.", "from-the-page")
    assert stage.troubles == []
    stage.context.close()
