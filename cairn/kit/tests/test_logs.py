"""The log names pages, never what somebody wrote into an address."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from cairn.kit.logs import NOWHERE, Place
from tests.cast import Cast, browser


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """What a handler with our filter writes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(Place())
    logger = logging.getLogger("django")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


def test_what_stood_in_an_address_is_not_logged(cast: Cast, said: io.StringIO) -> None:
    client = browser(cast.ana)
    client.get("/harbor-house/nothing/of-anas-mother")
    client.get(f"/harbor-house/messages/{cast.steps.pk}/")
    Client(enforce_csrf_checks=True).post("/harbor-house/accounts/welcome/a-one-time-token")
    assert said.getvalue().splitlines() == [
        f"Not Found: {NOWHERE}",
        "Not Found: messages/<int:pk>/",
        "Forbidden (CSRF cookie not set.): accounts/welcome/<str:token>",
    ]


def test_every_line_goes_by_that_way() -> None:
    written: Any = settings.LOGGING
    assert all("place" in handler["filters"] for handler in written["handlers"].values())
