"""Talking: two people in two browsers, on a phone and at a desk, in both languages, with and without scripts."""

import io
import re
import uuid
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.lives.conftest import Pages
from tests.lives.house import House

Axe = Callable[[Page], None]
Shoot = Callable[[Page, str], None]


def unheard() -> str:
    """Words nobody else in this house has said."""
    return f"Walk at {uuid.uuid4().hex[:8]}"


def enter(page: Page, house: House, room: str = "room") -> Page:
    page.goto(house.address(f"messages/{{{room}}}/"))
    return page


def online(page: Page) -> Page:
    expect(page.locator("html")).to_have_attribute("data-live", "socket")
    return page


def write(page: Page, words: str) -> None:
    page.locator("#body").fill(words)
    page.locator(".composer .write button").click()


def forgive_the_broken_line(pages: Pages) -> None:
    """A journey that cut the line wanted the browser's complaint about it."""
    pages.wrong[:] = [one for one in pages.wrong if "ERR_INTERNET_DISCONNECTED" not in one]


def message(page: Page, words: str) -> Locator:
    return page.locator(".message[data-number]", has=page.locator(".body", has_text=words)).last


def open_sheet(page: Page, words: str) -> None:
    message(page, words).locator("> .more").click()
    expect(page.locator("#sheet")).to_be_visible()


@pytest.mark.parametrize(("width", "language"), [(360, "en"), (1366, "es")])
def test_ana_and_bo_see_each_other_at_once(house: House, page_for: Pages, axe: Axe, width: int, language: str) -> None:
    ana = online(enter(page_for("ana", width=width, height=1400, language=language), house))
    bo = online(enter(page_for("bo", width=width, height=1400, language=language), house))
    words = unheard()
    write(ana, words)
    expect(message(ana, words)).to_have_class(re.compile("mine"))
    expect(message(bo, words)).to_be_visible()
    expect(bo.locator("#say")).to_contain_text(words)
    expect(ana.locator("#body")).to_have_value("")
    more = "Reply, react and more" if language == "en" else "Responder, reaccionar y más"
    expect(message(bo, words).locator("> .more")).to_contain_text(more)
    axe(bo)
    axe(ana)


def test_a_reaction_a_reply_an_edit_and_a_removal_arrive_without_reloading(
    house: House, page_for: Pages, axe: Axe
) -> None:
    ana, bo = (online(enter(page_for(name, height=1400), house)) for name in ("ana", "bo"))
    words = unheard()
    write(ana, words)
    open_sheet(bo, words)
    axe(bo)
    bo.locator("#sheet .reactions button", has_text="Proud of you").click()
    mine, theirs = (message(page, words).locator(".reactions button") for page in (bo, ana))
    expect(mine).to_have_attribute("aria-pressed", "true")
    expect(theirs).to_have_attribute("aria-pressed", "false")
    expect(theirs).to_have_text("Proud of you 1")
    expect(theirs).to_have_attribute("title", "Bo")
    mine.click()
    expect(theirs).to_have_count(0)

    open_sheet(bo, words)
    bo.locator("#sheet [data-answer]").click()
    expect(bo.locator(".composer .reply")).to_contain_text(words)
    answer = unheard()
    write(bo, answer)
    expect(message(ana, answer).locator(".quote")).to_contain_text(words)
    expect(bo.locator(".composer .reply")).to_have_count(0)

    open_sheet(ana, words)
    ana.locator("#sheet summary", has_text="Change your words").click()
    other = unheard()
    ana.locator("#sheet textarea").fill(other)
    ana.locator("#sheet button", has_text="Save").click()
    expect(message(bo, other).locator(".edited")).to_have_text("edited")
    expect(message(bo, answer).locator(".quote")).to_contain_text(other)

    open_sheet(ana, other)
    ana.locator("#sheet summary", has_text="Remove this message").click()
    ana.locator("#sheet button", has_text="Remove for good").click()
    expect(bo.locator("body")).not_to_contain_text(other)
    expect(message(bo, answer)).to_be_visible()


def test_words_written_without_a_line_arrive_once_when_it_is_back(house: House, page_for: Pages) -> None:
    ana = online(enter(page_for("ana"), house))
    bo = online(enter(page_for("bo"), house))
    words = unheard()
    ana.context.set_offline(True)
    ana.evaluate("document.dispatchEvent(new CustomEvent('cairn:doubt'))")
    write(ana, words)
    expect(ana.locator(".message.pending .body", has_text=words)).to_be_visible()
    expect(bo.locator(".message .body", has_text=words)).to_have_count(0)
    ana.context.set_offline(False)
    expect(message(bo, words)).to_be_visible()
    expect(message(ana, words)).to_be_visible()
    for page in (ana, bo):
        page.reload()
        expect(page.locator(".message .body", has_text=words)).to_have_count(1)
    forgive_the_broken_line(page_for)


def test_what_changed_while_the_line_was_down_is_there_when_it_is_back(house: House, page_for: Pages) -> None:
    ana = online(enter(page_for("ana"), house))
    bo = online(enter(page_for("bo"), house))
    words, other = unheard(), unheard()
    write(ana, words)
    expect(message(bo, words)).to_be_visible()
    bo.context.set_offline(True)
    bo.evaluate("document.dispatchEvent(new CustomEvent('cairn:doubt'))")
    open_sheet(ana, words)
    ana.locator("#sheet summary", has_text="Remove this message").click()
    ana.locator("#sheet button", has_text="Remove for good").click()
    expect(ana.locator("#sheet")).to_be_hidden()
    write(ana, other)
    bo.context.set_offline(False)
    expect(message(bo, other)).to_be_visible()
    expect(bo.locator("body")).not_to_contain_text(words)
    forgive_the_broken_line(page_for)


def test_a_wish_travels_into_the_box_of_who_answers(house: House, page_for: Pages, axe: Axe) -> None:
    ana = online(enter(page_for("ana", height=1600), house))
    bo = online(enter(page_for("bo", height=1400), house))
    ana.locator(".extras summary").click()
    ana.get_by_text("Only to be heard").click()
    axe(ana)
    words = unheard()
    write(ana, words)
    expect(message(bo, words).locator(".wants")).to_have_text("Would like only to be heard")
    open_sheet(bo, words)
    bo.locator("#sheet [data-answer]").click()
    expect(bo.locator(".composer .gentle")).to_contain_text("Ana would like only to be heard.")
    expect(bo.locator("#body")).to_be_focused()
    bo.locator("[data-unreply]").click()
    expect(bo.locator(".composer .reply")).to_have_count(0)
    ana.locator("#body").fill("next")
    expect(ana.locator("input[name=wants][value='']")).to_be_checked()


def test_a_picture_goes_along_and_both_see_it(house: House, page_for: Pages) -> None:
    ana, bo = (online(enter(page_for(name), house)) for name in ("ana", "bo"))
    out, words = io.BytesIO(), unheard()
    Image.new("RGB", (300, 200), (90, 130, 110)).save(out, "PNG")
    ana.locator("#body").fill(words)
    ana.locator(".extras summary").click()
    ana.locator("#files").set_input_files(FilePayload(name="walk.png", mimeType="image/png", buffer=out.getvalue()))
    ana.locator("#description").fill("The path by the river")
    ana.locator(".composer .write button").click()
    for page in (bo, ana):
        picture = message(page, words).locator("img")
        expect(picture).to_have_attribute("alt", "The path by the river")
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("naturalWidth", 300)


def test_half_a_thought_waits_on_another_device(house: House, page_for: Pages) -> None:
    first = online(enter(page_for("ana"), house, "pair_room"))
    words = unheard()
    first.locator("#body").fill("")
    with first.expect_response(re.compile("/draft$")):
        first.locator("#body").press_sequentially(words)
    other = enter(page_for("ana", width=1366), house, "pair_room")
    expect(other.locator("#body")).to_have_value(words)
    with first.expect_response(re.compile("/draft$")):
        first.locator(".composer .write button").click()
    other.reload()
    expect(other.locator("#body")).to_have_value("")


def test_everything_works_without_a_script(house: House, page_for: Pages) -> None:
    ana = enter(page_for("ana", javascript=False), house)
    words, other = unheard(), unheard()
    write(ana, words)
    assert re.search(r"#m\d+$", ana.url)
    message(ana, words).locator("> .more").click()
    ana.get_by_text("Change your words").click()
    ana.locator("#id_body").fill(other)
    ana.get_by_role("button", name="Save").click()
    expect(message(ana, other)).to_be_visible()
    bo = enter(page_for("bo", javascript=False), house)
    message(bo, other).locator("> .more").click()
    bo.get_by_role("button", name="Strength to you").click()
    expect(message(bo, other).locator(".reactions button")).to_have_attribute("aria-pressed", "true")
    message(bo, other).locator("> .more").click()
    bo.get_by_role("link", name="Reply").click()
    write(bo, "So glad")
    expect(message(bo, "So glad").locator(".quote")).to_contain_text(other)
    bo.get_by_role("link", name="Find").click()
    bo.get_by_label("Words to look for").fill(other[-8:])
    bo.get_by_role("button", name="Look for it").click()
    expect(bo.locator(".message .body", has_text=other)).to_be_visible()


def test_the_list_hears_of_new_words(house: House, page_for: Pages, axe: Axe) -> None:
    ana = page_for("ana", height=1000)
    ana.goto(house.address("messages/"))
    online(ana)
    bo = online(enter(page_for("bo"), house, "pair_room"))
    words = unheard()
    write(bo, words)
    expect(ana.locator(".rooms li").first).to_contain_text(words)
    expect(ana.locator(".rooms li").first).to_contain_text("new")
    axe(ana)
