"""Leaving in a hurry."""

from playwright.sync_api import Browser, Page

from tests.look.stage import HOUSE, Stage, render

PAGE = '{% extends "kit/base.html" %}{% block main %}<h1>Something private</h1><input id="name" aria-label="Name">{% endblock %}'
AWAY = "http://cairn.test/elsewhere"


def _ready(stage: Stage, **more: str) -> Page:
    stage.pages = {
        "/before": "<title>Before</title>",
        "/page": render(PAGE, **more),
        "/leave": "bye",
        "/elsewhere": "weather",
    }
    stage.open("/before")
    return stage.open("/page")


def test_the_link_leads_out_without_any_script(browser: Browser) -> None:
    stage = Stage(browser, java_script_enabled=False)
    _ready(stage).get_by_role("link", name="Leave page").click()
    assert stage.page.url == f"{HOUSE}/leave"
    stage.context.close()


def test_leaving_replaces_the_page_in_the_history_and_ends_the_session(stage: Stage) -> None:
    page = _ready(stage, away_url=AWAY)
    page.get_by_role("link", name="Leave page").click()
    page.wait_for_url(AWAY)
    assert f"{HOUSE}/leave" in [one.url for one in stage.asked]
    page.go_back()
    assert page.url == f"{HOUSE}/before"


def test_the_page_is_blank_before_anybody_answers(stage: Stage) -> None:
    page = _ready(stage)
    stage.pages["/leave"] = lambda request: (204, "")  # a server that leads nowhere
    page.get_by_role("link", name="Leave page").click()
    assert not page.get_by_role("heading", name="Something private").is_visible()
    assert page.title() == "Cairn"


def test_shift_three_times_leaves_and_says_so_before(stage: Stage) -> None:
    page = _ready(stage, away_url=AWAY)
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    assert page.locator("#say").inner_text() == "Press Shift again to leave."
    assert page.url == f"{HOUSE}/page"
    page.keyboard.press("Shift")
    page.wait_for_url(AWAY)


def test_writing_capitals_does_not_leave(stage: Stage) -> None:
    page = _ready(stage, away_url=AWAY)
    page.locator("#name").press_sequentially("ANA BO CLEO")
    for letter in "ANA":
        page.keyboard.press(f"Shift+{letter}")
    page.wait_for_timeout(300)
    assert page.url == f"{HOUSE}/page"


def test_other_tabs_leave_too(stage: Stage) -> None:
    page = _ready(stage, away_url=AWAY)
    other = stage.new_page()
    other.goto(f"{HOUSE}/page")
    page.get_by_role("link", name="Leave page").click()
    other.wait_for_url(AWAY)
