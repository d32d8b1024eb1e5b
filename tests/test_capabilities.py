"""docs/capabilities.md tells the truth: every id is there once, and what works names a test that exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINE = re.compile(r"^\| (S\d-\d\d|G\d+) \| (.+?) \| (works|not yet) \|\s*(?:`([^`]+)`)?\s*\|$")
HOW_MANY = {"S0": 18, "S1": 24, "S2": 20, "S3": 14, "S4": 15, "G": 20}


def _lines() -> list[tuple[str, str, str]]:
    page = (ROOT / "docs" / "capabilities.md").read_text().splitlines()
    rows = [line for line in page if line.startswith(("| S", "| G"))]
    found = [LINE.match(row) for row in rows]
    assert all(found), [row for row, match in zip(rows, found, strict=True) if not match]
    return [(m[1], m[3], m[4] or "") for m in found if m]


def test_every_capability_stands_there_once() -> None:
    wanted = {f"{group}-{n:02}" for group, count in HOW_MANY.items() if group != "G" for n in range(1, count + 1)}
    wanted |= {f"G{n}" for n in range(1, HOW_MANY["G"] + 1)}
    ids = [one for one, _, _ in _lines()]
    assert len(ids) == len(set(ids))
    assert set(ids) == wanted


def test_what_works_names_a_test_that_exists() -> None:
    for one, state, test in _lines():
        assert (state == "works") == bool(test), one
        if test:
            file, _, name = test.partition("::")
            assert (ROOT / file).is_file(), f"{one}: {file} is gone"
            assert f"def {name}(" in (ROOT / file).read_text(), f"{one}: {name} is gone"
