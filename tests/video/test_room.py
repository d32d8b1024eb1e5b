"""A session in real browsers: waiting, let in, seen, muted, removed, locked, back after a lost line."""

import pytest
from playwright.sync_api import expect

from tests.lives.conftest import Pages
from tests.video.conftest import LiveHouse
from tests.video.people import Somebody, everybody_sees_everybody


@pytest.fixture
def session(house: LiveHouse) -> str:
    """A session that has just begun."""
    return house.arrange()


def test_dev_and_ana_see_each_other_through_the_real_pages(house: LiveHouse, page_for: Pages, session: str) -> None:
    dev, ana = (Somebody(house, page_for(name, width=1366, height=850), session, name) for name in ("dev", "ana"))
    dev.knock().is_in()
    ana.knock().waits()
    dev.beside("Let in", "Ana")
    ana.is_in()
    for one in (dev, ana):
        one.shows_and_speaks()
    everybody_sees_everybody([dev, ana])
    expect(dev.page.locator(".tile")).to_have_count(2)
