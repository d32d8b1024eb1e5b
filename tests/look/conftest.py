"""A browser for a file of tests, a fresh stage for each test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from cairn.cli.catalogues import ROOT, compile_catalogues
from tests.look.stage import Stage, chromium

expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    compile_catalogues(ROOT)
    with chromium() as opened:
        yield opened


@pytest.fixture
def stage(browser: Browser) -> Iterator[Stage]:
    made = Stage(browser)
    yield made
    made.context.close()
