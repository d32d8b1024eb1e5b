"""How a page is looked at: what must hold on every one, in changing languages, colours and widths.

`CAIRN_SHOTS=DIR` keeps a picture of every page that is scanned.
"""

import http.client
import os
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import axe_playwright_python
from playwright.sync_api import Browser, Page, Response

from tests.addresses import patterns
from tests.lives.conftest import HARMLESS, OUR_PARTS, RULES
from tests.lives.house import House
from tests.lives.pages import NOTHING, Visit

# Every visit is measured at each width in each language; the long scan is done once a visit and goes round, so that after
# twelve visits both languages have met light and dark on a small, a middle and a wide screen. Some have forced colours.
WIDTHS = (320, 768, 1280)
ROUND = ((320, "light"), (768, "dark"), (1280, "light"), (320, "dark"), (768, "light"), (1280, "dark"))
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
SCAN = """([tags]) => axe.run(document, {resultTypes: ["violations"], runOnly: {type: "tag", values: tags},
  rules: {"target-size": {enabled: true}}}).then((found) => found.violations.flatMap((one) => one.nodes.map((node) =>
  `${one.id}: ${one.help}\\n    ${node.html.slice(0, 200)}`)))"""
PLAIN = """() => {
  const told = [], all = (what) => [...document.querySelectorAll(what)];
  if (document.title !== "Cairn") told.push(`the title says ${document.title}`);
  const heads = all("h1").filter((one) => one.checkVisibility());
  if (heads.length !== 1) told.push(`${heads.length} headings of the first level`);
  const twice = all("[id]").map((one) => one.id).filter((id, at, ids) => ids.indexOf(id) !== at);
  if (twice.length) told.push(`ids that are there twice: ${twice}`);
  for (const one of all('a[href^="#"]')) if (one.hash && !document.getElementById(decodeURIComponent(one.hash.slice(1)))) told.push(`a link to nothing here: ${one.outerHTML.slice(0, 120)}`);
  for (const one of all("a[href]")) if (one.checkVisibility() && !one.textContent.trim() && !one.querySelector("img[alt]:not([alt=''])") && !one.matches(".visually-hidden *")) told.push(`a link without a word: ${one.outerHTML.slice(0, 120)}`);
  return told; }"""
WIDE = """() => { const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [`${document.documentElement.scrollWidth - room} px wider than ${innerWidth}: ` + [...document.querySelectorAll("main *, header *, nav *, aside *, footer *")]
    .filter((one) => one.getBoundingClientRect().right > room + 1).slice(0, 4).map((one) => one.outerHTML.slice(0, 90)).join(" | ")]; }"""
LEADS = """() => [...document.querySelectorAll("a[href], form")].filter((one) => !one.matches("[data-leave]"))
  .map((one) => one.tagName === "A" ? one.href : one.getAttribute("action") ? one.action : "").filter((one) => one.startsWith(origin))"""
SEND = """([action, fields]) => {
  const fits = (form) => form.method === "post" && (!action || new URL(form.action).pathname.endsWith(action)) &&
    Object.keys(fields).every((name) => form.elements.namedItem(name));
  const form = [...document.querySelectorAll("main form")].find(fits);
  if (!form) return false;
  for (const [name, value] of Object.entries(fields)) form.elements.namedItem(name).value = value;
  HTMLFormElement.prototype.submit.call(form);
  return true; }"""
ROUTES = {name: route for name, route, _ in patterns()}
TALL = 8000
SHOTS = os.environ.get("CAIRN_SHOTS", "")


def address(house: House, visit: Visit) -> str:
    """The whole address of a visit."""
    path, parts = ROUTES[visit.page], iter(visit.of.split(" | "))
    while "<" in path:
        before, _, rest = path.partition("<")
        part = next(parts)
        path = before + ("1" if part == NOTHING else house.places.get(part, part)) + rest.partition(">")[2]
    query = f"?{visit.query}" if visit.query else ""
    return f"{house.url}/{visit.where}{'/' if visit.where else ''}{path}{query}"


class Hand:
    """A browser without eyes: asks for an address as somebody."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._known: dict[tuple[str, str], tuple[int, str]] = {}

    def ask(self, who: str, url: str) -> tuple[int, str]:
        """Status and text; asked once."""
        if (who, url) not in self._known:
            self._known[who, url] = self._ask(who, url)
        return self._known[who, url]

    def _ask(self, who: str, url: str) -> tuple[int, str]:
        parts = urlsplit(url)
        line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        cookie = {"Cookie": f"cairn={self._house.people[who]['session']}"} if who else {}
        line.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers=cookie)
        answer = line.getresponse()
        text = answer.read().decode(errors="replace")
        line.close()
        return answer.status, text if "html" in answer.getheader("Content-Type", "") else ""


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        had = dict(attributes)
        kinds = sorted(one for one in (had.get("class") or "").split() if not one.startswith("hue-"))
        self.parts.add(" ".join([tag, *kinds, had.get("name") or "", had.get("type") or ""]))


def parts_of(html: str) -> set[str]:
    """What a page is made of, however many there are of each."""
    reader = _Words()
    reader.feed(html)
    return reader.parts


class Crawler:
    """One browser, one house: pages one after the other, in changing looks."""

    def __init__(self, house: House, browser: Browser) -> None:
        self.house, self.browser, self.hand = house, browser, Hand(house)
        self.troubles: list[str] = []
        self._pages: dict[bool, Page] = {}
        self._count = 0

    def look(self, visit: Visit, *languages: str) -> list[str]:
        """Everything that is wrong with a page, in both languages unless some are named."""
        self._count += 1
        told = []
        scanned = ("en", "es")[self._count // 6 % 2]
        for language in languages or ("en", "es"):
            with self._opened(visit, language) as page:
                here = self._here(page, visit) + self._measured(page)
                if language == scanned or languages:
                    here += self._scanned(page, *ROUND[self._count % 6])
                told += [f"{language}: {one}" for one in here]
        return told

    def look_at(self, html: str, language: str) -> list[str]:
        """Everything that is wrong with a page that no address shows at will."""
        self._count += 1
        page, url = self._page(True), f"{self.house.url}/harbor-house/bad-day"
        page.context.clear_cookies()
        self.troubles.clear()
        page.route(url, lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto(url)
        assert page.locator("html").get_attribute("lang") == language
        told = [*page.evaluate(PLAIN), *self._measured(page), *self._scanned(page, *ROUND[self._count % 6])]
        told += self.troubles
        page.unroute(url)
        return told

    @contextmanager
    def _opened(self, visit: Visit, language: str) -> Iterator[Page]:
        page = self._page(visit.scripts)
        page.context.clear_cookies()
        cookies = {"cairn-language": language}
        if visit.who:
            self.house.speaks(visit.who, language)
            cookies["cairn"] = self.house.people[visit.who]["session"]
        page.context.add_cookies([{"name": n, "value": v, "url": self.house.url} for n, v in cookies.items()])
        page.set_viewport_size({"width": 320, "height": 740})
        self.troubles.clear()
        answer = self._go(page, visit)
        assert answer.status == visit.says or (visit.sends and answer.status == 422), f"answered {answer.status}"
        assert page.locator("html").get_attribute("lang") == language
        yield page
        if visit.who:
            self.house.speaks(visit.who, "en")

    def _go(self, page: Page, visit: Visit) -> Response:
        start = Visit("people:person", visit.who, visit.of) if visit.page == "people:link" else visit
        answer = page.goto(address(self.house, start))
        if visit.sends or visit.action:
            with page.expect_response(lambda one: one.request.method == "POST") as gone:
                assert page.evaluate(SEND, [visit.action, visit.sends]), f"no form with {list(visit.sends)}"
            answer = gone.value
            page.wait_for_load_state()
        assert answer is not None
        return answer

    def _here(self, page: Page, visit: Visit) -> list[str]:
        """What holds in every look."""
        told: list[str] = page.evaluate(PLAIN)
        told += [f"leads to {status}: {url}" for url, status in self._dead_ends(page, visit)]
        return told + self.troubles

    def _dead_ends(self, page: Page, visit: Visit) -> Iterator[tuple[str, int]]:
        for url in sorted({urljoin(page.url, one).partition("#")[0] for one in page.evaluate(LEADS)}):
            if url == page.url or url == address(self.house, visit):
                continue
            status, _ = self.hand.ask(visit.who, url)
            if status not in {200, 302, 405}:
                yield url, status

    def _measured(self, page: Page) -> list[str]:
        told: list[str] = []
        for width in reversed(WIDTHS):
            page.set_viewport_size({"width": width, "height": 740})
            told += page.evaluate(WIDE)
        return told

    def _scanned(self, page: Page, width: int, scheme: Any) -> list[str]:
        forced = "active" if self._count % 5 == 0 and scheme == "light" else "none"
        page.emulate_media(color_scheme=scheme, forced_colors=forced)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 740})
        high = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": min(max(high, 740), TALL)})
        if SHOTS:
            page.screenshot(
                path=str(Path(SHOTS) / f"{self._count:03}-{urlsplit(page.url).path[1:].replace('/', '-')}.png")
            )
        page.evaluate(AXE)
        told = [f"{width} {scheme}: {one}" for one in page.evaluate(SCAN, [RULES])]
        page.emulate_media(color_scheme="light", forced_colors="none")
        return told

    def _page(self, scripts: bool) -> Page:
        if scripts not in self._pages:
            # A worker would answer before the pages that a test lays there itself.
            context = self.browser.new_context(
                locale="en-US", reduced_motion="reduce", timezone_id="America/Phoenix", service_workers="block"
            )
            context.set_default_timeout(30_000)
            if not scripts:  # ours stay away; the scan is a script itself and must run
                context.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
            self._pages[scripts] = page = context.new_page()
            page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
            page.on("console", lambda said: self._heard(said.type, said.text))
            page.on("response", self._answered)
        return self._pages[scripts]

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and not any(words in text for words in HARMLESS):
            self.troubles.append(f"console: {text}")

    def _answered(self, answer: Response) -> None:
        if answer.status >= 400 and answer.request.resource_type in OUR_PARTS:
            self.troubles.append(f"{answer.status}: {answer.url}")

    def close(self) -> None:
        """Close its pages."""
        for page in self._pages.values():
            page.context.close()
