"""Visit every page as different people and count its queries: `python -m bench.inside.walk FILE [ROLE ...]`.

What there is to visit comes from the table of addresses and from the pages' own links: addresses without
arguments are asked for directly, the others are found by following links and forms. What nobody reached is
named. Each page is visited twice. A first visit unlocks keys, and leaves a trace where somebody's sensitive
rows are opened: those are queries too. Statements that only open or close a transaction are not counted.
"""

import json
import logging
import re
import sys
from collections import deque
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from bench.inside import setup  # noqa: F401  (before any model)
from bench.inside.sessions import cookie_of
from cairn.kit import wall
from cairn.people.models import Organisation, Person, Role
from cairn.trust import standing
from cairn.trust.keys import ring
from tests.cast import second_step_shown

LINK = re.compile(r'(?:href|hx-get)="([^"#]+)')
FORM = re.compile(r'<form[^>]*?(?:action|hx-post)="([^"#]+)')
SAMPLES = 2  # pages visited of each address with arguments
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT set_config")
NOT_PAGES = {"leave", "account_logout", "service_worker", "favicon", "robots", "health", "ready", "owner", "enter"}


@dataclass
class Page:
    """One page as one person."""

    viewer: str
    name: str
    path: str
    status: int
    first: int
    again: int
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
        self.answered: set[str] = set()  # pages, redirections and targets of forms
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
        with CaptureQueriesContext(connection) as first:
            answer = self.client.get(path)
        self.answered.add(name)
        if answer.status_code >= 500:
            self.pages.append(Page(self.viewer, name, path, answer.status_code, _count(first), _count(first), 0))
        if answer.status_code != 200:
            return self._elsewhere(answer.headers.get("Location", ""), path)
        with CaptureQueriesContext(connection) as again:
            answer = self.client.get(path)
        self._seen[name] = self._seen.get(name, 0) + 1
        size = len(answer.getvalue())
        self.pages.append(Page(self.viewer, name, path, answer.status_code, _count(first), _count(again), size))
        if "html" not in answer.headers["Content-Type"]:
            return []
        text = answer.getvalue().decode()
        self.answered |= {self._name(urljoin(path, action)) for action in FORM.findall(text)}
        return self._elsewhere(*[link.replace("&amp;", "&") for link in LINK.findall(text)], path)

    def _elsewhere(self, *links: str) -> list[str]:
        *links_found, path = links
        here = [urljoin(path, link) for link in links_found if link]
        return [link for link in here if link.startswith(self.slug)]


def _count(captured: CaptureQueriesContext) -> int:
    return sum(not query["sql"].startswith(CONTROL) for query in captured.captured_queries)


def viewers() -> dict[str, Person]:
    """One person of each role who can sign in; the one who has held it longest."""
    found: dict[str, Person] = {}
    with wall.everywhere("a bench looks for people of every role"):
        for held in (
            Role.live().exclude(person__account=None).select_related("person__account", "organisation").order_by("pk")
        ):
            found.setdefault(held.role, held.person)
    return found


def main(path: Path, roles: list[str]) -> None:
    """Walk as everybody and as a stranger; write pages, cookies, and what nobody reached."""
    logging.disable(logging.CRITICAL)
    settings.ALLOWED_HOSTS = ["*"]
    everything = addresses()
    direct = [route for route in everything.values() if "<" not in route]
    cast = {role: person for role, person in viewers().items() if not roles or role in roles}
    house = next(iter(cast.values())).organisation
    walks = [Walk("stranger", house, Client(raise_request_exception=False))]
    cookies = {"stranger": ""}
    for role, person in cast.items():
        client = Client(raise_request_exception=False)
        client.force_login(person.account, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.session
        session.update(second_step_shown(person.account))
        session.save()
        walks.append(Walk(role, person.organisation, client))
        cookies[role] = cookie_of(person.account)
    for walk in walks:
        walk.run(["today", *direct])
    pages = [asdict(page) for walk in walks for page in walk.pages]
    answered = set[str]().union(*(walk.answered for walk in walks))
    unreached = [name for name in everything if name not in answered and name.rpartition(":")[2] not in NOT_PAGES]
    path.write_text(json.dumps({"pages": pages, "cookies": cookies, "unreached": unreached}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
