"""What stands when nothing else does: the two pages need no database, and say where help is."""

import pytest
from django.test import RequestFactory

from cairn.kit import weather


@pytest.mark.parametrize(("page", "status"), [(weather.broken, 500), (weather.unavailable, 503)])
@pytest.mark.parametrize(("language", "words"), [("en", "Try again"), ("es", "Intentar otra vez")])
def test_the_page_needs_no_database_and_leads_to_help(page, status, language, words) -> None:  # type: ignore[no-untyped-def]
    answer = page(RequestFactory().get("/harbor-house/today", headers={"Accept-Language": language}))
    text = answer.content.decode()
    assert answer.status_code == status
    assert words in text and 'href="tel:988"' in text and f'lang="{language}"' in text
    assert answer["Cache-Control"] == "no-store"


def test_a_memory_that_is_away_says_when_to_come_back() -> None:
    assert weather.unavailable(RequestFactory().get("/"))["Retry-After"] == "10"
