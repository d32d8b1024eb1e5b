"""Checking in by tapping, being safe, a card that appears live, encouragement that comes back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.lives.conftest import Pages, Shoot

WAYS = [pytest.param(width, language, id=f"{name}-{language}")
        for width, name in ((360, "phone"), (1366, "desk")) for language in ("en", "es")]  # fmt: skip
TAPS = [("mood", "0"), ("used", "no"), ("craving", "3"), ("confidence", "8"), ("risky_ahead", "no"),
        ("sleep_hours", "7"), ("sleep_quality", "4")]  # fmt: skip
Axe = Callable[[Page], None]
AFTER = re.compile(r"/after/\d+$")


def check(axe: Axe, page: Page) -> None:
    """Look at the whole page at once, so that no bar lies over a part of it."""
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size(
        {"width": size["width"], "height": page.evaluate("document.documentElement.scrollHeight + 160")}
    )
    axe(page)
    page.set_viewport_size(size)


def begin(page: Page) -> None:
    page.goto("/harbor-house/check-ins/new")
    expect(page.locator(".stepping .step.now")).to_have_count(1)


def tap(page: Page, name: str, value: str) -> None:
    """One tap on an answer of the step that is shown."""
    page.locator(f'.step.now input[name="{name}"][value="{value}"]').click()


def to_the_end(page: Page) -> None:
    page.locator("[data-end]").click()
    expect(page.locator('.step.now input[name="keep"]')).to_be_visible()


def send(page: Page) -> None:
    page.locator("[data-send]").click()
    page.wait_for_url(AFTER)


@pytest.mark.parametrize(("width", "language"), WAYS)
def test_a_check_in_is_a_few_taps_each_of_which_moves_on(
    page_for: Pages, axe: Axe, shoot: Shoot, width: int, language: str
) -> None:
    page = page_for("ana", width, language=language)
    begin(page)
    check(axe, page)
    shoot(page, f"checkin-first-{width}-{language}")
    for name, value in TAPS:
        tap(page, name, value)
    expect(page.locator('.step.now input[name="halt"]')).to_have_count(4)
    page.locator('.step.now input[value="tired"]').check()
    shoot(page, f"checkin-halt-{width}-{language}")
    page.locator("[data-forward]").click()
    tap(page, "connected", "yes")
    tap(page, "safe", "yes")
    words = f"A quiet day, {width} {language}."
    page.locator(".step.now textarea").fill(words)
    page.locator("[data-forward]").click()
    tap(page, "wants", "heard")
    expect(page.locator(".if-nobody")).to_be_visible()
    page.locator('.step.now input[value="partner"]').check()
    expect(page.locator(".if-nobody")).to_be_hidden()
    expect(page.locator(".places > span").first).to_contain_text("Bo")
    check(axe, page)
    shoot(page, f"checkin-who-{width}-{language}")
    send(page)
    check(axe, page)
    page.goto("/harbor-house/check-ins/")
    expect(page.get_by_text(words)).to_be_visible()
    check(axe, page)
    shoot(page, f"checkin-mine-{width}-{language}")


def test_back_on_the_phone_is_the_question_before_and_nothing_is_lost(page_for: Pages) -> None:
    page = page_for("ana")
    begin(page)
    tap(page, "mood", "2")
    expect(page.locator('.step.now input[name="used"]')).to_have_count(3)
    page.go_back()
    expect(page.locator('.step.now input[name="mood"][value="2"]')).to_be_checked()
    page.locator("[data-clear]").click()
    expect(page.locator('.step.now input[name="mood"][value="2"]')).not_to_be_checked()


def test_by_keyboard_arrows_move_about_and_enter_moves_on(page_for: Pages) -> None:
    page = page_for("ana", 1366)
    begin(page)
    page.locator('.step.now input[name="mood"][value="-5"]').focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator('.step.now input[name="mood"][value="-2"]')).to_be_checked()
    page.locator("[data-forward]").focus()
    page.keyboard.press("Enter")
    expect(page.locator('.step.now input[name="used"]')).to_have_count(3)


@pytest.mark.parametrize(("width", "language"), WAYS)
def test_a_no_to_safe_opens_the_card_at_once_and_somebody_takes_it(
    page_for: Pages, axe: Axe, shoot: Shoot, width: int, language: str
) -> None:
    page = page_for("ivo", width, language=language)
    begin(page)
    for _ in range(8):
        page.locator("[data-forward]").click()
    expect(page.locator(".step.now [data-safe], .step.now[data-safe]")).to_be_visible()
    expect(page.locator(".if-unsafe")).to_be_hidden()
    tap(page, "safe", "no")
    expect(page.locator('.if-unsafe a[href="tel:988"]')).to_be_visible()
    check(axe, page)
    shoot(page, f"checkin-unsafe-{width}-{language}")
    page.locator("[data-end]").click()
    send(page)
    expect(page.locator('a[href="tel:988"]')).to_be_visible()
    expect(page.locator('a[href^="sms:988"]')).to_be_visible()
    expect(page.locator("#told")).to_be_visible()
    check(axe, page)
    shoot(page, f"checkin-told-{width}-{language}")


def test_what_is_shown_to_the_group_appears_live_and_encouragement_comes_back_live(
    page_for: Pages, shoot: Shoot
) -> None:
    ana, bo = page_for("ana"), page_for("bo", 1366)
    bo.goto(page_for.house.address("messages/{room}/"))
    expect(bo.locator("html")).to_have_attribute("data-live", re.compile("socket|stream"))
    begin(ana)
    tap(ana, "mood", "-2")
    to_the_end(ana)
    page_back_to_words(ana)
    ana.locator(".step.now textarea").fill("The wedding is on Saturday.")
    to_the_end(ana)
    ana.locator('.step.now input[value^="group-"]').check()
    send(ana)
    card = bo.locator(".message", has_text="The wedding is on Saturday.")
    expect(card).to_be_visible()
    ana.locator(".who-sees a").click()
    expect(ana.locator("#came-back")).to_be_visible()
    expect(ana.locator("html")).to_have_attribute("data-live", re.compile("socket|stream"))
    bo.goto(ana.url)
    bo.get_by_role("button", name="I’m with you").click()
    expect(ana.locator("#came-back .person", has_text="Bo")).to_contain_text("I’m with you")
    shoot(ana, "checkin-came-back")
    ana.locator(".shown .button").first.click()
    bo.goto(ana.url)
    expect(bo.locator("body")).not_to_contain_text("The wedding is on Saturday.")


def page_back_to_words(page: Page) -> None:
    """From the last step back to the words."""
    while page.locator(".step.now textarea").count() == 0:
        page.locator("[data-back]").click()
        if page.locator('.step.now input[name="mood"]').count():
            break
    while page.locator(".step.now textarea").count() == 0:
        page.locator("[data-forward]").click()


def test_offline_the_answers_stay_and_go_out_once_when_the_line_is_back(page_for: Pages) -> None:
    page = page_for("ana", worker=False)
    begin(page)
    tap(page, "mood", "0")
    to_the_end(page)
    page.context.set_offline(True)
    page.locator("[data-send]").click()
    expect(page.locator(".offline-note")).to_be_visible()
    page.context.set_offline(False)
    page.wait_for_url(AFTER)
    page_for.wrong[:] = [one for one in page_for.wrong if "ERR_INTERNET_DISCONNECTED" not in one]


@pytest.mark.parametrize("language", ["en", "es"])
def test_without_javascript_it_is_one_calm_page(page_for: Pages, shoot: Shoot, language: str) -> None:
    page = page_for("bo", language=language, javascript=False)
    page.goto("/harbor-house/check-ins/new")
    shoot(page, f"checkin-plain-{language}")
    page.locator('input[name="mood"][value="0"]').check()
    page.locator('input[name="safe"][value="no"]').check()
    expect(page.locator('.if-unsafe a[href="tel:988"]')).to_be_visible()
    page.locator('input[name="safe"][value="yes"]').check()
    page.locator('input[value="partner"]').check()
    expect(page.locator(".places > span").first).to_contain_text("Ana")
    page.locator("[data-send]").click()
    expect(page).to_have_url(AFTER)
    page.goto("/harbor-house/check-ins/new")
    page.locator("[formaction]").click()
    expect(page).to_have_url(AFTER)


@pytest.mark.parametrize(("width", "language"), WAYS)
def test_the_week_the_line_and_the_victories(
    page_for: Pages, axe: Axe, shoot: Shoot, width: int, language: str
) -> None:
    page = page_for("bo", width, language=language)
    page.goto("/harbor-house/check-ins/week")
    if page.locator('textarea[name="victory"]').count():
        check(axe, page)
        shoot(page, f"week-{width}-{language}")
        page.locator('textarea[name="commitment"]').fill("Call my sister")
        page.locator('textarea[name="victory"]').fill("Slept three nights")
        page.locator('input[value^="group-"]').check()
        page.locator("main .button.primary.big").click()
    expect(page.get_by_text("Slept three nights")).to_be_visible()
    check(axe, page)
    shoot(page, f"week-said-{width}-{language}")
    for place in ("check-ins/weeks", "check-ins/trend", "check-ins/victories/{tuesday}/"):
        page.goto(page_for.house.address(place))
        check(axe, page)
        shoot(page, f"{place.split('/')[1]}-{width}-{language}")
