"""What a first visit weighs, over the wire."""

from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from django.contrib.staticfiles import finders

HTMX = "django_htmx/htmx-4.min.js"
PAGE_CSS, TALK_CSS = ("kit/house.css", "kit/parts.css"), "kit/talk.css"
PAGE_JS = ("kit/leave.js", "kit/swap.js", "kit/when.js", "kit/live.js")
TALK_JS = ("kit/talk.js", "kit/reading.js", "kit/outbox.js", "kit/composer.js")


def file(name: str) -> Path:
    """A static file of ours or of a package."""
    found = finders.find(name)
    assert found, name
    return Path(str(found))


def wire(*names: str) -> int:
    """Bytes over the wire."""
    return sum(len(brotli.compress(file(name).read_bytes())) for name in names)


def test_scripts_stay_under_thirty_kilobytes_even_in_a_conversation() -> None:
    assert wire(HTMX, *PAGE_JS, *TALK_JS, "kit/device.js") < 30_000


def test_styles_and_icons_stay_small() -> None:
    assert wire(*PAGE_CSS, TALK_CSS) < 12_000
    assert wire("kit/icons.svg", "kit/icon.svg") < 4_000


@pytest.mark.parametrize("name", [*PAGE_JS, *TALK_JS])
def test_a_script_is_about_one_thing_and_imports_nothing(name: str) -> None:
    lines = file(name).read_text().splitlines()
    code = [line for line in lines if line.strip() and not line.strip().startswith(("//", "/**"))]
    assert len(code) <= 60
    assert not any(line.startswith(("import ", "export ")) for line in code)
