"""Without a network: help, check-ins and messages that wait sealed and land once, and leaving nothing behind."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.lives.conftest import Pages, Shoot
from tests.lives.house import House

Axe = Callable[[Page], None]
# What a browser says when there is no network, which here is what we asked for.
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "WebSocket connection to", "net::ERR")
LEFT = """async () => ({
  databases: (await indexedDB.databases()).map((one) => one.name),
  local: Object.keys(localStorage), session: Object.keys(sessionStorage),
  cached: (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map((one) => one.url)))).flat(),
})"""


@pytest.fixture
def pages(page_for: Pages) -> Iterator[Pages]:
    """Pages on which a missing network is no fault."""
    yield page_for
    page_for.wrong[:] = [told for told in page_for.wrong if not any(words in told for words in OFFLINE)]


def until(page: Page, question: str, seconds: float = 40) -> None:
    """Ask the page again and again; the policy of our pages lets no browser do that by itself."""
    for _ in range(int(seconds * 10)):
        if page.evaluate(question):
            return
        page.wait_for_timeout(100)
    raise AssertionError(question)


def ready(page: Page, path: str = "today") -> BrowserContext:
    """Open a page and wait until its phone has what it keeps."""
    page.goto(f"/harbor-house/{path}")
    until(page, "navigator.serviceWorker.controller !== null")
    until(page, "Object.keys(localStorage).some((key) => key.startsWith('cairn-kept'))")
    return page.context


def waits(page: Page) -> int:
    """How many things wait, as the phone counts them."""
    found = "Object.entries(localStorage).filter(([key]) => key.startsWith('cairn-waits')).map((pair) => Number(pair[1]))"
    return sum(page.evaluate(found))


def landed(page: Page, seconds: float = 60) -> None:
    """Wait until nothing waits any more."""
    until(page, "!Object.entries(localStorage).some(([key, value]) => key.startsWith('cairn-waits') && value !== '0')", seconds)


@pytest.mark.parametrize(("width", "language"), [(360, "en"), (1366, "es")])
def test_help_and_a_check_in_without_a_network(
    house: House, pages: Pages, axe: Axe, shoot: Shoot, width: int, language: str
) -> None:
    page = pages("ana", width, language=language)
    page.goto("/harbor-house/check-ins/")
    count = page.locator("main article").count()
    context = ready(page)
    context.set_offline(True)
    page.goto("/harbor-house/support")
    expect(page.locator('a[href="tel:988"]')).to_be_visible()
    assert page.locator("html").get_attribute("lang") == language
    shoot(page, f"offline-support-{width}-{language}")
    page.goto("/harbor-house/today")
    expect(page.locator("#check-in")).to_be_visible()
    expect(page.locator("#rooms details").first).to_be_visible()
    axe(page)
    shoot(page, f"offline-today-{width}-{language}")
    page.goto("/harbor-house/check-ins/new")
    page.locator('.step.now input[name="mood"][value="0"]').click()
    page.locator("[data-end]").click()
    expect(page.get_by_label(re.compile("My partner|Mi pareja"))).to_be_visible()
    axe(page)
    shoot(page, f"offline-check-in-{width}-{language}")
    page.locator("[data-send]").click()
    expect(page.locator("#outbox li")).to_have_count(1)
    axe(page)
    shoot(page, f"offline-waits-{width}-{language}")
    assert waits(page) == 1
    context.set_offline(False)
    expect(page.locator("#nothing")).to_be_visible(timeout=20_000)  # the page came back by itself
    landed(page)
    page.goto("/harbor-house/check-ins/")
    expect(page.locator("main article")).to_have_count(count + 1)


def test_what_is_written_in_a_room_without_a_line_waits_and_lands_in_order(pages: Pages, house: House) -> None:
    page, bo = pages("ana"), pages("bo")
    context = ready(page, f"messages/{house.places['pair_room']}/")
    until(page, "document.documentElement.dataset.live === 'socket'")
    context.set_offline(True)
    page.evaluate("document.dispatchEvent(new CustomEvent('cairn:doubt'))")
    until(page, "document.documentElement.dataset.live === 'off'")
    said = [f"without a network {number}" for number in range(3)]
    for words in said:
        page.locator("#body").fill(words)
        page.get_by_role("button", name="Send").click()
    expect(page.locator(".message.pending .state").last).to_have_text("Waits on this phone for the network")
    expect(page.locator("#waits")).to_be_visible()
    assert waits(page) == 3
    page.close()  # the tab is killed
    context.set_offline(False)
    again = context.new_page()
    ready(again, "today")
    landed(again)
    bo.goto(f"/harbor-house/messages/{house.places['pair_room']}/")
    found = [one for one in bo.locator(".message .body").all_inner_texts() if one.startswith("without a network")]
    assert found == said


def test_what_no_right_stands_behind_any_more_is_refused_with_words_and_kept(pages: Pages, house: House, axe: Axe, shoot: Shoot) -> None:
    page = pages("finn")
    ready(page, "waiting")
    gone = {"kind": "message", "client_id": "to-nowhere", "fields": [["room", house.places["room"]], ["body", "I miss you all."]]}
    page.context.set_offline(True)
    page.evaluate("(one) => document.dispatchEvent(new CustomEvent('cairn:hold', {detail: one, cancelable: true}))", gone)
    until(page, "document.querySelectorAll('#outbox li').length === 1")
    page.context.set_offline(False)
    expect(page.locator("#outbox [data-why]")).to_contain_text("no longer open to you", timeout=20_000)
    expect(page.locator("#outbox [data-words]")).to_have_text("I miss you all.")
    axe(page)
    shoot(page, "waiting-refused-360-en")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.locator("#nothing")).to_be_visible()


def test_signing_out_asks_first_and_leaves_nothing(pages: Pages, house: House) -> None:
    page = pages("ivo")
    context = ready(page, "me")
    sealed = page.evaluate(LEFT)
    assert len(sealed["databases"]) == 1
    context.set_offline(True)
    held = {"kind": "not_today", "client_id": "ivo-waits", "fields": []}
    page.evaluate("(one) => document.dispatchEvent(new CustomEvent('cairn:hold', {detail: one, cancelable: true}))", held)
    expect(page.locator("#waits")).to_be_visible()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_text("Signing out deletes them")).to_be_visible()
    context.set_offline(False)
    page.get_by_role("button", name="Sign out and delete them").click()
    page.wait_for_url("**/accounts/login/**")
    left = page.evaluate(LEFT)
    assert (left["databases"], left["local"], left["session"]) == ([], [], [])
    assert all(re.search(r"/kept/|/static/|/language$", url) for url in left["cached"]), left["cached"]
    page.go_back()
    expect(page).to_have_url(re.compile("/accounts/login/"))
