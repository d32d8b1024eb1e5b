"""Visit every page as different people and count its queries: `python -m bench.inside.walk FILE`.

What there is to visit comes from the table of addresses and from the pages' own links: addresses without
arguments are asked for directly, the others are found by following links and forms. What nobody reached is
named. Each page is visited twice: cold (nothing remembered between requests) and warm.
"""

import json
import re
import sys
from collections import deque
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from bench.inside import setup  # noqa: F401  (before any model)
from bench.inside.sessions import cookie_of
from cairn.kit import wall
from cairn.people.models import Organisation, Person, Role
from cairn.trust import standing
from cairn.trust.keys import ring
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

LINK = re.compile(r'(?:href|hx-get)="([^"#]+)')
FORM = re.compile(r'<form[^>]*?(?:action|hx-post)="([^"#]+)')
SAMPLES = 2  # pages visited of each address with arguments
NOT_PAGES = {"leave", "account_logout", "service_worker", "favicon", "robots", "health", "ready", "owner", "enter"}


@dataclass
class Page:
    """One page as one person."""

    viewer: str
    name: str
    path: str
    status: int
    cold: int
    warm: int
    bytes: int


def addresses(resolver: URLResolver | None = None, prefix: str = "", names: str = "") -> dict[str, str]:
    """Every named address: name -> route."""
    found: dict[str, str] = {}
    for one in (resolver or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            found |= addresses(one, route, f"{names}{one.namespace}:" if one.namespace else names)
        elif isinstance(one, URLPattern) and one.name:
            found[names + one.name] = route
    return found


class Walk:
    """One person's way through the product."""

    def __init__(self, viewer: str, organisation: Organisation, client: Client) -> None:
        self.viewer, self.slug, self.client = viewer, f"/{organisation.slug}/", client
        self.pages: list[Page] = []
        self.posts: set[str] = set()
        self._seen: dict[str, int] = {}

    def run(self, starts: list[str]) -> None:
        """Breadth first from the given paths."""
        waiting, known = deque(self.slug + path for path in starts), set[str]()
        while waiting:
            path = waiting.popleft()
            name = self._name(path)
            if path in known or not name or name.rpartition(":")[2] in NOT_PAGES or self._seen.get(name, 0) >= SAMPLES:
                continue
            known.add(path)
            waiting.extend(self._visit(name, path))

    def _name(self, path: str) -> str:
        try:
            return resolve("/" + urlsplit(path).path.removeprefix(self.slug)).view_name
        except Resolver404:
            return ""

    def _visit(self, name: str, path: str) -> list[str]:
        ring.forget()
        standing.forget()
        with CaptureQueriesContext(connection) as cold:
            answer = self.client.get(path)
        if answer.status_code != 200:
            return self._elsewhere(answer.headers.get("Location", ""), path)
        with CaptureQueriesContext(connection) as warm:
            answer = self.client.get(path)
        self._seen[name] = self._seen.get(name, 0) + 1
        size = len(answer.getvalue())
        self.pages.append(Page(self.viewer, name, path, answer.status_code, len(cold), len(warm), size))
        if "html" not in answer.headers["Content-Type"]:
            return []
        text = answer.getvalue().decode()
        self.posts |= {self._name(urljoin(path, action)) for action in FORM.findall(text)}
        return self._elsewhere(*[link.replace("&amp;", "&") for link in LINK.findall(text)], path)

    def _elsewhere(self, *links: str) -> list[str]:
        *links_found, path = links
        here = [urljoin(path, link) for link in links_found if link]
        return [link for link in here if link.startswith(self.slug)]


def viewers() -> dict[str, Person]:
    """One person of each role who can sign in; the one who has held it longest."""
    found: dict[str, Person] = {}
    with wall.everywhere("a bench looks for people of every role"):
        for held in Role.live().exclude(person__account=None).select_related("person__account", "organisation").order_by("pk"):
            found.setdefault(held.role, held.person)
    return found


def main(path: Path) -> None:
    """Walk as everybody; write pages, cookies, and what nobody reached."""
    settings.ALLOWED_HOSTS = ["*"]
    everything = addresses()
    direct = [route for route in everything.values() if "<" not in route]
    pages: list[Page] = []
    posts: set[str] = set()
    cookies = {}
    for role, person in viewers().items():
        client = Client()
        client.force_login(person.account, backend=settings.AUTHENTICATION_BACKENDS[0])
        walk = Walk(role, person.organisation, client)
        walk.run(["today", *direct])
        pages += walk.pages
        posts |= walk.posts
        cookies[role] = cookie_of(person.account)
    reached = {page.name for page in pages} | posts
    unreached = [name for name in everything if name not in reached and name.rpartition(":")[2] not in NOT_PAGES]
    path.write_text(json.dumps({"pages": [asdict(page) for page in pages], "cookies": cookies, "unreached": unreached}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
