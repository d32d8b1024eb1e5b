"""Without a network: help, check-ins and messages that wait sealed and land once, and leaving nothing behind."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

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


def until(page: Page, question: str, seconds: float = 90) -> None:
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
    found = (
        "Object.entries(localStorage).filter(([key]) => key.startsWith('cairn-waits')).map((pair) => Number(pair[1]))"
    )
    return sum(page.evaluate(found))


def landed(page: Page, seconds: float = 90) -> None:
    """Wait until nothing waits any more."""
    until(
        page,
        "!Object.entries(localStorage).some(([key, value]) => key.startsWith('cairn-waits') && value !== '0')",
        seconds,
    )


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


def test_what_no_right_stands_behind_any_more_is_refused_with_words_and_kept(
    pages: Pages, house: House, axe: Axe, shoot: Shoot
) -> None:
    page = pages("finn")
    ready(page, "waiting")
    gone = {
        "kind": "message",
        "client_id": "to-nowhere",
        "fields": [["room", house.places["room"]], ["body", "I miss you all."]],
    }
    page.context.set_offline(True)
    page.evaluate(
        "(one) => document.dispatchEvent(new CustomEvent('cairn:hold', {detail: one, cancelable: true}))", gone
    )
    until(page, "document.querySelectorAll('#outbox li').length === 1")
    page.context.set_offline(False)
    expect(page.locator("#outbox [data-why]")).to_contain_text("no longer open to you")
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
    page.evaluate(
        "(one) => document.dispatchEvent(new CustomEvent('cairn:hold', {detail: one, cancelable: true}))", held
    )
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


def test_leaving_in_a_hurry_leaves_nothing_and_ends_the_session_even_without_a_network(
    pages: Pages, house: House
) -> None:
    page = pages("jo")
    context = ready(page)
    context.route("https://www.weather.gov/**", lambda route: route.fulfill(body="<title>Weather</title>"))
    other = context.new_page()
    other.goto("/harbor-house/me")
    context.set_offline(True)
    hidden_at_once = page.evaluate("""async () => {
      document.getElementById("leave").click();
      return document.body.hidden;
    }""")
    assert hidden_at_once
    other.wait_for_timeout(1500)
    context.set_offline(False)
    again = context.new_page()
    again.goto("/harbor-house/today")
    expect(again).to_have_url(re.compile("/accounts/login/"))
    left = again.evaluate(LEFT)
    assert (left["databases"], left["session"]) == ([], [])
    assert not [key for key in left["local"] if key.startswith("cairn-me")]


def test_a_shared_phone_keeps_the_numbers_and_nothing_else(pages: Pages, house: House) -> None:
    page = pages("sam")
    page.context.route(re.compile(r"/harbor-house/(today|me)$"), _as_shared)
    page.goto("/harbor-house/me")
    assert page.locator("html").get_attribute("data-shared-phone") is not None
    until(page, "navigator.serviceWorker.getRegistration('/harbor-house/').then((one) => Boolean(one?.active))")
    until(
        page,
        "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((one) => one.keys()))))"
        ".then((all) => all.flat().some((one) => one.url.endsWith('/kept/en/support')))",
    )
    held = {"kind": "not_today", "client_id": "shared", "fields": []}
    taken = page.evaluate(
        "(one) => !document.dispatchEvent(new CustomEvent('cairn:hold', {detail: one, cancelable: true}))", held
    )
    left = page.evaluate(LEFT)
    assert not taken
    assert (left["databases"], left["local"]) == ([], [])
    assert all(re.search(r"/kept/|/static/|/language$", url) for url in left["cached"]), left["cached"]
    assert any(url.endswith("/kept/en/support") for url in left["cached"])


def _as_shared(route: Any) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("<html ", "<html data-shared-phone ", 1))


def test_a_ringing_phone_says_the_same_few_words(pages: Pages, house: House) -> None:
    page = pages("cleo")
    context = ready(page, "inbox/settings")
    context.grant_permissions(["notifications"])
    talk = context.new_cdp_session(page)
    seen: list[dict[str, Any]] = []
    talk.on("ServiceWorker.workerRegistrationUpdated", lambda event: seen.extend(event["registrations"]))
    talk.send("ServiceWorker.enable")
    found: list[dict[str, Any]] = []
    while not found:
        page.wait_for_timeout(100)
        found = [one for one in seen if one["scopeURL"].endswith("/harbor-house/") and not one["isDeleted"]]
    for word in ("es              ", ""):
        talk.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": house.url, "registrationId": found[0]["registrationId"], "data": word},
        )
    shown = "navigator.serviceWorker.ready.then((one) => one.getNotifications()).then((all) => all.map((one) => [one.title, one.body]))"
    until(page, f"{shown}.then((all) => all.length > 0)")
    assert {tuple(one) for one in page.evaluate(shown)} <= {
        ("Cairn", "Tienes un mensaje nuevo."), ("Cairn", "You have a new message."),
    }  # fmt: skip
    page.goto("/harbor-house/me")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/accounts/login/**")
    until(page, f"{shown}.then((all) => all.length === 0)")  # signing out clears the tray


def test_the_page_of_notices(pages: Pages, axe: Axe, shoot: Shoot) -> None:
    for name, width, language in (("finn", 360, "es"), ("pia", 1366, "en")):
        page = pages(name, width, language=language)
        page.goto("/harbor-house/inbox/settings")
        axe(page)
        shoot(page, f"notices-{width}-{language}")
        page.locator("#id_quiet_from").fill("22:00")
        page.locator("#id_quiet_until").fill("07:00")
        page.locator("[name=push_encouraged]").check()
        page.locator("#choose > button.primary").click()
        expect(page.locator(".notice.success")).to_be_visible()
        expect(page.locator("[name=push_encouraged]")).to_be_checked()


def test_fifty_things_done_without_a_network_land_once_and_in_order(pages: Pages, house: House) -> None:
    """R12: a device clock three days off, a killed tab, two tabs, a session that ended, somebody else in between."""
    page = pages("ana", 1366)
    context, room = page.context, house.places["pair_room"]
    context.clock.install()
    ready(page, "waiting")
    context.set_offline(True)
    said = [f"fifty {number:02}" for number in range(47)]
    things: list[dict[str, Any]] = [
        {"kind": "message", "client_id": f"fifty-{number}", "fields": [["room", room], ["body", words]]}
        for number, words in enumerate(said)
    ]
    things.insert(10, {"kind": "not_today", "client_id": "fifty-not", "fields": []})
    things.insert(
        20, {"kind": "checkin", "client_id": "fifty-in", "fields": [["mood", "0"], ["words", "fifty offline"]]}
    )
    things.insert(
        30,
        {"kind": "message", "client_id": "fifty-no", "fields": [["room", house.places["steps"]], ["body", "nowhere"]]},
    )
    page.evaluate(
        """async (things) => { for (const one of things) {
          const kept = new Promise((done) => document.addEventListener("cairn:held", done, { once: true }));
          document.dispatchEvent(new CustomEvent("cairn:hold", { detail: one, cancelable: true }));
          await kept;
        } }""",
        things,
    )
    assert waits(page) == 50
    raw = page.evaluate(RAW)
    assert raw["waiting"] == 50 and not raw["extractable"]
    assert "fifty" not in json.dumps(raw["text"]) and "nowhere" not in raw["text"]
    page.close()
    context.clear_cookies()
    context.set_offline(False)
    bo = context.new_page()
    context.add_cookies([{"name": "cairn", "value": house.people["bo"]["session"], "url": house.url}])
    bo.goto("/harbor-house/waiting")
    bo.wait_for_timeout(3000)
    expect(bo.locator("#nothing")).to_be_visible()
    bo.goto(f"/harbor-house/messages/{room}/")
    assert "fifty 00" not in bo.locator("main").inner_text(), "nothing of Ana goes out as Bo"
    context.clear_cookies()
    context.add_cookies([{"name": "cairn", "value": house.people["ana"]["session"], "url": house.url}])
    tabs = [context.new_page(), context.new_page()]
    for tab in tabs:
        tab.clock.set_fixed_time("2026-11-18T00:00:00Z")
        tab.goto("/harbor-house/waiting")
    expect(tabs[0].locator("#outbox li")).to_have_count(1, timeout=90_000)
    expect(tabs[0].locator("#outbox [data-why]")).to_be_visible()
    expect(tabs[0].locator("#outbox [data-words]")).to_have_text("nowhere")
    reader = pages("bo", 1366)
    reader.goto(f"/harbor-house/messages/{room}/")
    found = [one for one in reader.locator(".message .body").all_inner_texts() if one.startswith("fifty")]
    assert found == said
    mine = tabs[0]
    mine.goto("/harbor-house/check-ins/")
    assert mine.get_by_text("fifty offline").count() == 1
    print(json.dumps({"drill": "R12", "n": 50, "lost": 0, "dup": 0, "refused": 1}))


RAW = """async () => {
  const name = (await indexedDB.databases()).find((one) => one.name.startsWith("cairn ")).name;
  const settled = (asked) => new Promise((done, no) => { asked.onsuccess = () => done(asked.result); asked.onerror = no; });
  const rows = await settled(indexedDB.open(name));
  const all = async (place) => settled(rows.transaction(place).objectStore(place).getAll());
  const [[key], waiting, things] = [await all("key"), await all("waiting"), await all("things")];
  rows.close();
  const text = [...waiting, ...things].map((one) => new TextDecoder("latin1").decode(one.sealed) + Object.keys(one)).join(" ");
  return { extractable: key.extractable, waiting: waiting.length, text };
}"""


def test_a_weak_line_at_the_first_visit_costs_no_help_later(pages: Pages, house: House) -> None:
    """A piece of what a phone keeps did not come: it is fetched again without another page being opened."""
    page = pages("bo")
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route.request.url)
            route.abort()

    page.context.route("**/kept/es/support", refuse_once)
    ready(page)
    assert refused
