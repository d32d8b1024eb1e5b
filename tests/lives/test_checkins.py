"""Checking in by tapping, being safe, a card that appears live, encouragement that comes back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.lives.conftest import Pages, Shoot

SIZES = [pytest.param(360, id="phone"), pytest.param(1366, id="desk")]
SAYS = {
    "en": {"mood": "Hard", "no": "No", "yes": "Yes", "send": "Send my check-in", "thanks": "Thank you for telling us"},
    "es": {"mood": "Difícil", "no": "No", "yes": "Sí", "send": "Enviar", "thanks": "Gracias por contárnoslo"},
}


def open_check_in(page: Page) -> None:
    page.goto("/harbor-house/check-ins/new")
    expect(page.locator(".stepping .step.now")).to_have_count(1)


def tap(page: Page, name: str, value: str) -> None:
    """One tap on an answer of the step that is shown."""
    page.locator(f'.step.now input[name="{name}"][value="{value}"]').click()


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_ana_checks_in_with_a_few_taps(
    page_for: Pages, axe: Callable[[Page], None], shoot: Shoot, width: int, language: str
) -> None:
    page = page_for("ana", width, 740, language=language)
    open_check_in(page)
    axe(page)
    shoot(page, f"checkin-1-{width}-{language}")
    answers = [("mood", "0"), ("used", "no"), ("craving", "3"), ("confidence", "8"), ("risky_ahead", "no"),
               ("sleep_hours", "7"), ("sleep_quality", "4")]  # fmt: skip
    for name, value in answers:
        tap(page, name, value)
        expect(page.locator(f'.step.now input[name="{name}"]')).to_have_count(
            len(page.locator(f'.step.now input[name="{name}"]').all())
        )
    shoot(page, f"checkin-halt-{width}-{language}")
