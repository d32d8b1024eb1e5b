"""Tests of check-ins speak both languages: the catalogues are compiled first, as every start of the product does."""

import pytest
from django.utils.translation import trans_real

from cairn.cli.catalogues import ROOT, compile_catalogues


@pytest.fixture(scope="session", autouse=True)
def both_languages() -> None:
    """Compile what changed, and forget what was read before it."""
    compile_catalogues(ROOT)
    vars(trans_real)["_translations"].pop("es", None)
