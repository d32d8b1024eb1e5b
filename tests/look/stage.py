"""A page of the kit before a real browser: templates and statics from memory, the strict policy, a socket played by the test."""

import json
import mimetypes
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines
from playwright.sync_api import Browser, Page, Request, Route, WebSocketRoute, sync_playwright

HOUSE = "http://cairn.test"
CHROMIUM = os.environ.get("CAIRN_CHROMIUM", "/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types cairn cairn-talk cairn-device"
)
SHELL: dict[str, Any] = {
    "viewer": "somebody",
    "organisation": "Harbor House",
    "nav": [
        {"label": "Today", "icon": "today", "url": "/today", "current": True},
        {"label": "Groups", "icon": "groups", "url": "/groups"},
        {"label": "Messages", "icon": "messages", "url": "/messages", "dot": True},
        {"label": "Me", "icon": "me", "url": "/me", "count": 3},
    ],
    "support_url": "/support",
    "leave_url": "/leave",
    "language_url": "/language",
    "languages": settings.LANGUAGES,
    "zone": "America/New_York",
    "csrf_token": "a-token",
}


def render(source: str, **more: Any) -> str:
    """A template given as text, in the shell of a signed-in page."""
    return engines["django"].from_string(source).render(SHELL | more)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium for a while."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def until(page: Page, holds: Callable[[], object]) -> None:
    """Let the page go on until that holds."""
    for _ in range(600):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came to hold")


class Stage:
    """What the browser meets at HOUSE: pages by path, answers to posts, and one socket."""

    def __init__(self, browser: Browser, **options: Any) -> None:
        self.pages: dict[str, str | Callable[[Request], tuple[int, str]]] = {}
        self.asked: list[Request] = []
        self.troubles: list[str] = []
        self.heard: list[dict[str, Any]] = []
        self.lines: list[WebSocketRoute] = []
        self.refuses_sockets = False
        self.context = browser.new_context(**{"viewport": {"width": 390, "height": 800}} | options)
        self.context.set_default_timeout(30_000)
        self.context.route("**/*", self._answer)
        self.page = self.new_page()

    def new_page(self) -> Page:
        """Another tab."""
        page = self.context.new_page()
        page.route_web_socket("**/live", self._line)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda line: self.troubles.append(line.text) if line.type == "error" else None)
        return page

    def open(self, path: str = "/", **more: str) -> Page:
        """Go there."""
        self.page.goto(HOUSE + path, **more)  # type: ignore[arg-type]
        return self.page

    def tell(self, frame: dict[str, Any]) -> None:
        """Speak on the newest line, as the server would."""
        self.lines[-1].send(json.dumps(frame))

    def said(self, kind: str) -> list[dict[str, Any]]:
        """The frames of one kind that the page sent."""
        return [frame for frame in self.heard if frame["type"] == kind]

    def posts(self, path: str) -> list[dict[str, str]]:
        """The forms that were posted there, by field."""
        found = [one for one in self.asked if one.method == "POST" and urlsplit(one.url).path == path]
        return [_fields(one) for one in found]

    def _line(self, line: WebSocketRoute) -> None:
        if self.refuses_sockets:
            line.close(code=1011)
            return
        self.lines.append(line)
        line.on_message(lambda text: self.heard.append(json.loads(text)))

    def _answer(self, route: Route, request: Request) -> None:
        self.asked.append(request)
        path = urlsplit(request.url).path
        if path.startswith(settings.STATIC_URL):
            file = finders.find(path.removeprefix(settings.STATIC_URL))
            kind = mimetypes.guess_type(path)[0] or "text/plain"
            route.fulfill(body=Path(str(file)).read_bytes(), content_type=kind) if file else route.fulfill(status=404)
            return
        page = self.pages.get(path)
        status, body = page(request) if callable(page) else (200 if page else 404, page or "")
        route.fulfill(
            status=status, body=body, headers={"content-type": "text/html", "content-security-policy": POLICY}
        )


def _fields(request: Request) -> dict[str, str]:
    """The fields of a posted form, however it was encoded."""
    text = request.post_data or ""
    if "form-data" not in request.headers.get("content-type", ""):
        return dict(request.post_data_json or {}) if text else {}
    parts = [part.partition("\r\n\r\n") for part in text.split("------") if "name=" in part]
    return {head.partition('name="')[2].partition('"')[0]: body.strip() for head, _, body in parts}
