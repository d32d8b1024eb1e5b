"""What tests of signing in share."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from cairn.people.models import Account, Person

GOOD = "three warm stones rest"
LOGIN = "/harbor-house/accounts/login/"


@pytest.fixture(autouse=True)
def nothing_tried() -> Iterator[None]:
    """Tries are counted; each test begins at none."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def signs_in() -> Callable[..., Client]:
    """A browser that signed in with a password, as people do."""

    def sign_in(person: Person, *, shared: bool = False, agent: str = "") -> Client:
        account = Account.objects.get(pk=person.account_id or 0)
        if not account.has_usable_password():
            account.set_password(GOOD)
            account.save()
        client = Client(headers={"User-Agent": agent} if agent else None)
        sent = {"login": f"{person.chosen_name.lower()}@example.org", "password": GOOD}
        answer = client.post(LOGIN, {**sent, "shared": "on"} if shared else sent)
        assert answer.status_code == 302, answer.content.decode()[:2000]
        return client

    return sign_in
