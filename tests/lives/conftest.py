"""Real Chromium against the real product.

`house` is shared by the whole run: a journey that changes what others read should use people or groups of its
own. Every page fails its test on console errors, blocked content, failed statics, a broken page or a request to
anybody else. `CAIRN_SHOTS=DIR` keeps the screenshots that journeys take with `shoot`.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Response,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

from tests.lives.house import House

TIMEOUT_MS = 30_000
expect.set_options(timeout=TIMEOUT_MS)  # a busy machine is slow, not wrong
HIGHEST = 8000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--no-first-run", "--disable-default-apps"]  # fmt: skip
# What a browser says of itself, not of us: an answer that a journey wanted, a socket closed by going elsewhere.
HARMLESS = ("Failed to load resource: the server responded with a status of 4",
            "WebSocket is closed before the connection is established")  # fmt: skip
OUR_PARTS = {"script", "stylesheet", "image", "font", "manifest"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Shoot = Callable[[Page, str], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """For `--dist loadgroup`: a file stays with one browser, because its journeys share a house. The crawl over every
    page, which is most of the time, is two such groups and comes first."""
    crawl = [item for item in items if item.path.name == "test_pages.py" and item.path.parent.name == "lives"]
    for number, item in enumerate(crawl):
        item.add_marker(pytest.mark.xdist_group(f"pages-{number % 2}"))
    for item in items:
        if item.path.parent.name in {"lives", "look"} and item not in crawl:
            item.add_marker(pytest.mark.xdist_group(str(item.path)))
    items.sort(key=lambda item: item not in crawl)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Harbor House with its cast, served for the whole run."""
    opened = House(tmp_path_factory.mktemp("house") / "data")
    yield opened
    opened.close()


# Not for the session: while Playwright's loop runs, Django refuses its database to other tests of this thread.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Playwright itself."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One browser; every page gets a context of its own."""
    path = os.environ.get("CAIRN_CHROMIUM", "/usr/bin/chromium")
    browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, timeout=60_000)
    yield browser
    browser.close()


class Pages:
    """Opens pages for the cast and remembers what went wrong on them."""

    def __init__(self, house: House, browser: Browser) -> None:
        self.house, self.browser = house, browser
        self.wrong: list[str] = []
        self._contexts: list[BrowserContext] = []
        self._spoken: set[str] = set()

    def __call__(
        self, name: str | None, width: int = 360, height: int = 740, *, language: str = "en", dark: bool = False,
        javascript: bool = True, house: House | None = None, worker: bool = True,
    ) -> Page:  # fmt: skip
        """A page of that person, signed in; of a stranger, if `name` is None. `house`: another one than usual.

        `worker`: whether the browser may have a service worker, as one in a private window may not."""
        serving = house or self.house
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale={"en": "en-US", "es": "es-US"}[language],
            timezone_id="America/Phoenix", color_scheme="dark" if dark else "light", reduced_motion="reduce",
            java_script_enabled=javascript, has_touch=width < 600, base_url=serving.url,
            service_workers="allow" if worker else "block",
        )  # fmt: skip
        context.set_default_timeout(TIMEOUT_MS)
        self._contexts.append(context)
        if name is not None:
            serving.speaks(name, language)
            self._spoken.add(name)
            context.add_cookies([{"name": "cairn", "value": serving.people[name]["session"], "url": serving.url}])
        page = context.new_page()
        self._watch(page, serving.url)
        return page

    def _watch(self, page: Page, ours: str) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        page.on("response", self._answered)
        page.on("request", lambda asked: self._went_out(asked.url, ours))

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not any(words in said.text for words in HARMLESS):
            self.wrong.append(f"console: {said.text} ({said.location.get('url', '')})")

    def _answered(self, answer: Response) -> None:
        if answer.status >= 500 or (answer.status >= 400 and answer.request.resource_type in OUR_PARTS):
            self.wrong.append(f"{answer.status}: {answer.url}")

    def _went_out(self, url: str, ours: str) -> None:
        """No page tells anybody else; leaving the page in a hurry is the one way out."""
        if not url.startswith((ours, ours.replace("http", "ws"), "data:", "blob:", "https://www.weather.gov/")):
            self.wrong.append(f"asked somebody else: {url}")

    def close(self) -> None:
        """Close every page and put languages back."""
        for context in self._contexts:
            context.close()
        for name in self._spoken & self.house.people.keys():
            self.house.speaks(name, "en")


@pytest.fixture
def page_for(house: House, chromium: Browser) -> Iterator[Pages]:
    """`page_for("ana", width=360, language="es", dark=True, javascript=False)`: a signed-in page."""
    pages = Pages(house, chromium)
    yield pages
    pages.close()
    assert not pages.wrong, "\n".join(pages.wrong)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)`: no violation of WCAG 2.2 AA, nor of good practice, anywhere on the page."""
    return no_violations


@contextmanager
def stretched(page: Page) -> Iterator[None]:
    """A window as high as the page: bars that stick to its edges then cover nothing."""
    page.wait_for_load_state()
    size = page.viewport_size
    if size is None:
        yield
        return
    high = page.evaluate("document.documentElement.scrollHeight") if _has_scripts(page) else size["height"]
    page.set_viewport_size({"width": size["width"], "height": min(max(high, size["height"]), HIGHEST)})
    yield
    page.set_viewport_size(size)


def _has_scripts(page: Page) -> bool:
    try:
        return bool(page.evaluate("true"))
    except PlaywrightError:
        return False


def no_violations(page: Page) -> None:
    """Run axe on the page as it stands."""
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": RULES}, "rules": {"target-size": {"enabled": True}}}
    with stretched(page):
        found = Axe().run(page, options=options).response["violations"]
    told = [f"{one['id']}: {one['help']}\n    " + "\n    ".join(node["html"] for node in one["nodes"]) for one in found]
    assert not told, f"{page.url}\n" + "\n".join(told)


@pytest.fixture
def shoot() -> Shoot:
    """`shoot(page, "groups-list")`: a whole-page screenshot, kept where CAIRN_SHOTS says; nothing otherwise."""
    folder = os.environ.get("CAIRN_SHOTS", "")

    def take(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            with stretched(page):
                page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)

    return take
