"""Every page in every state, as everybody of the cast: readable, reachable, at home on a small screen, no dead end.

A new page needs one line in tests/lives/pages.py; `test_every_address_has_a_line` names the one that is missing.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.addresses import filled, patterns
from tests.lives.crawler import Crawler, address, parts_of
from tests.lives.house import House
from tests.lives.pages import CAST, NO_PAGE, PAGES, Visit


@pytest.fixture(scope="module")
def crawler(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Crawler]:
    """A house of its own in which every table has rows, and one browser for all pages."""
    house = House(tmp_path_factory.mktemp("pages") / "data", filled=True)
    made = Crawler(house, chromium)
    yield made
    made.close()
    house.close()


@pytest.mark.parametrize("visit", PAGES, ids=str)
def test_every_page_is_open_to_everybody(crawler: Crawler, visit: Visit) -> None:
    told = crawler.look(visit)
    assert not told, "\n".join(told)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("page", "status"), [("unavailable", 503), ("broken", 500)])
def test_the_pages_of_a_bad_day_are_open_too(crawler: Crawler, page: str, status: int, language: str) -> None:
    """Drawn by the house from nothing but the request, shown at an address of its own."""
    html = crawler.house.do(
        "from django.test import RequestFactory\nfrom cairn.kit import weather\n"
        f"answer = weather.{page}(RequestFactory().get('/', headers={{'Accept-Language': '{language}'}}))\n"
        f"assert answer.status_code == {status}\nprint(answer.content.decode())"
    )
    told = crawler.look_at(html, language)
    assert not told, "\n".join(told)


def test_every_address_has_a_line(crawler: Crawler) -> None:
    lined = {visit.page for visit in PAGES}
    for name, route, _ in patterns():
        if name == "home:leave":
            continue  # it would sign her out
        status, html = crawler.hand.ask("elin", f"{crawler.house.url}/harbor-house/{filled(route, 1)}")
        only_forms = status == 405
        assert only_forms or name in lined | NO_PAGE.keys(), (
            f"No test opens {name}. Add a line to tests/lives/pages.py, such as: "
            f'Visit("{name}", "ana"{", of=…" if "<" in route else ""}),'
        )
        assert not (name in NO_PAGE and status == 200 and html), f"{name} is a page after all: give it a line"


def test_what_only_others_see_on_a_page_is_looked_at_too(crawler: Crawler) -> None:
    places = {
        (one.page, one.of, one.query, one.where) for one in PAGES if one.who and one.says == 200 and not one.action
    }
    met: dict[str, set[str]] = {}
    for visit in PAGES:
        if visit.says == 200 and not visit.sends and not visit.action:
            met.setdefault(visit.page, set()).update(
                parts_of(crawler.hand.ask(visit.who, address(crawler.house, visit))[1])
            )
    told = []
    for page, of, query, where in sorted(places):
        for who in CAST:
            visit = Visit(page, who, of, state="as everybody", query=query, where=where)
            status, html = crawler.hand.ask(who, address(crawler.house, visit))
            assert status in {200, 302, 403, 404}, f"{visit}: {status}"
            if status == 200 and parts_of(html) - met[page]:
                met[page] |= parts_of(html)
                told += [f"{visit}: {one}" for one in crawler.look(visit, ("en", "es")[len(met[page]) % 2])]
    assert not told, "\n".join(told)
