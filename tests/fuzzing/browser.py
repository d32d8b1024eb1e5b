"""How it goes about: look around, spoil what is there, look again."""

import random
import traceback
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urlsplit

from django.db import transaction
from django.test import Client, TestCase

from tests.addresses import filled, patterns
from tests.fuzzing import beyond, pages, spoiling
from tests.fuzzing.holding import wrong_with
from tests.fuzzing.sending import Sent
from tests.fuzzing.stage import NOBODY, Stage, forget

LOOKS, A_FORM, ADDRESSES_ = 0.16, 0.66, 0.82
ENDS_THE_SESSION = ("/logout", "/leave", "/everywhere", "/there")


@dataclass
class Fault:
    """What did not hold, and the request it did not hold for."""

    role: str
    seed: int
    number: int
    wrong: str
    line: str

    def __str__(self) -> str:
        return f"{self.wrong}\n    as {self.role}, request {self.number} of seed {self.seed}; to send it again:\n    {self.line}"


@dataclass
class Browser:
    """One role's browser on one stage."""

    role: str
    seed: int
    stage: Stage
    client: Client = field(init=False)
    faults: list[Fault] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(f"{self.role} {self.seed}")
        self.client = self.stage.client(self.role)
        self.to_see: deque[str] = deque(self._first())
        self.seen: set[str] = set()
        self.forms: dict[tuple[str, ...], deque[Any]] = {}
        self.turns: deque[tuple[str, ...]] = deque()
        self.routes = [route for _, route, _ in patterns()]
        self.count = 0

    def _first(self) -> list[str]:
        """Addresses without places, then some rows in the others."""
        plain = [f"/harbor-house/{filled(route, 0)}" for _, route, _ in patterns() if "<" not in route]
        some = [f"/harbor-house/{filled(route, int(pk))}" for _, route, _ in patterns() if "<int" in route
                for pk in self.random.sample(sorted(self.stage.names), 2)]  # fmt: skip
        tokens = [
            f"/harbor-house/accounts/welcome/{token}{more}" for token in self.stage.tokens for more in ("", "/you")
        ]
        first = [*tokens, *plain] if self.role == NOBODY else plain
        self.random.shuffle(some)
        return [one for one in [*first, *some] if not one.endswith(ENDS_THE_SESSION)]

    def spoil(self, requests: int) -> None:
        """Send that many hostile requests."""
        self._look(12)
        while self.count < requests:
            self.count += 1
            if self.count % 40 == 0:
                forget()
            self._come_back()
            if self.random.random() < LOOKS:
                self._look(1)
            self.send(self._next())

    def _next(self) -> Sent:
        chance = self.random.random()
        if chance < A_FORM and self.turns:
            shape = self.turns[0]
            self.turns.rotate(-1)
            return self._spoiled(shape)
        if chance < ADDRESSES_:
            return beyond.addressed(self.routes, sorted(self.stage.names), self.random)
        me = str(self.stage.people[self.role].pk) if self.role != NOBODY else "0"
        return beyond.by_a_script(me, self.stage.rooms, self.random)

    def _spoiled(self, shape: tuple[str, ...]) -> Sent:
        waiting = self.forms[shape]
        form, bad = waiting[0], waiting
        if self.random.random() < 0.35 or len(bad) == 1:
            return self.random.choice(spoiling.OF_A_FORM)(form, self.random)
        name, value = bad.pop()
        return spoiling.one_bad_value(form, name, value, self.random)

    def send(self, sent: Sent) -> Any:
        """Send one, and hold the answer against what must hold. What was to follow a commit follows."""
        line = sent.written(self.stage.names)
        try:
            with transaction.atomic(), TestCase.captureOnCommitCallbacks(execute=True):
                answer = sent.by(self.client)
        except Exception as trouble:
            where = "".join(traceback.format_exception(trouble, limit=-6))
            self._note(f"{type(trouble).__name__} reached the client:\n{where}", line)
            return None
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        for wrong in wrong_with(answer, self.role):
            self._note(wrong, line)
        if self.role == NOBODY and "_auth_user_id" in self.client.session:
            self.client = Client()  # somebody's link and a password: from here on this would be that person
        return answer

    def _note(self, wrong: str, line: str) -> None:
        self.faults.append(Fault(self.role, self.seed, self.count, wrong, line))

    def _look(self, pages_: int) -> None:
        """Open pages as everybody does, and remember their forms and where they lead."""
        for _ in range(pages_):
            if not self.to_see:
                return
            path = self.to_see.popleft()
            if path in self.seen:
                continue
            self.seen.add(path)
            address = urlsplit(path)
            answer = self.send(Sent("GET", address.path, query=address.query))
            if answer is not None and "html" in answer.get("Content-Type", "") and not answer.streaming:
                self._remember(answer.content.decode("utf-8", "replace"), path)

    def _remember(self, page: str, here: str) -> None:
        forms, links = pages.read(page, here)
        for form in forms:
            form.action = _path(form.action, here) or urlsplit(here).path
            if form.shape not in self.forms and not form.action.endswith(ENDS_THE_SESSION):
                bad = list(spoiling.bad_values_of(form))
                self.random.shuffle(bad)
                self.forms[form.shape] = deque([form, *bad])
                self.turns.append(form.shape)
        leads = [path for link in dict.fromkeys(links) if (path := _path(link, here))]
        self.random.shuffle(leads)
        for path in leads:
            if path not in self.seen and len(self.to_see) < 3000 and not path.endswith(ENDS_THE_SESSION):
                self.to_see.appendleft(path) if self.random.random() < 0.5 else self.to_see.append(path)

    def _come_back(self) -> None:
        """Whose session ended signs in again."""
        if self.role != NOBODY and "_auth_user_id" not in self.client.session:
            self.client = self.stage.client(self.role)


def _path(link: str, here: str) -> str:
    """Where a link leads, if it stays in this house."""
    link = urldefrag(link)[0]
    if link.startswith("?"):
        link = urlsplit(here).path + link
    return link if link.startswith("/harbor-house/") else ""
