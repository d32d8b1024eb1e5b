"""The house stands: pages open, strangers meet the sign-in page, and the watch really watches."""

import pytest
from playwright.sync_api import expect

from tests.lives.conftest import Pages
from tests.lives.house import House


@pytest.mark.parametrize("width", [360, 1366])
def test_ana_is_signed_in_and_a_stranger_is_not(house: House, page_for: Pages, width: int) -> None:
    page = page_for("ana", width=width)
    page.goto(house.address("groups/"))
    expect(page).to_have_url(house.address("groups/"))
    stranger = page_for(None, width=width)
    stranger.goto(house.address("groups/"))
    assert "/accounts/login/" in stranger.url


def test_the_language_is_the_persons_own(house: House, page_for: Pages) -> None:
    page = page_for("bo", language="es")
    page.goto(house.address("groups/"))
    assert page.locator("html").get_attribute("lang") == "es"


def test_an_error_on_a_page_is_noticed(house: House, page_for: Pages) -> None:
    page = page_for("ana")
    page.goto(house.address("groups/"))
    page.evaluate("console.error('a script went wrong')")
    page.evaluate("document.head.append(Object.assign(document.createElement('style'), {textContent: 'a{}'}))")
    while len(page_for.wrong) < 2:
        page.wait_for_timeout(50)
    assert any("a script went wrong" in told for told in page_for.wrong)
    assert any("Content Security Policy" in told for told in page_for.wrong)
    page_for.wrong.clear()
