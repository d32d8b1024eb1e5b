"""The ledger of the OWASP standard: every id of level 1 has its line, and what a line names is there."""

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# Ids of level 1 in version 5.0.0: section, then how many the list of that section holds at this level.
LEVEL_1 = {
    "1.2": (1, 2, 3, 4, 5), "1.3": (1, 2), "1.5": (1,), "2.1": (1,), "2.2": (1, 2), "2.3": (1,), "3.2": (1, 2), "3.3": (1,),
    "3.4": (1, 2), "3.5": (1, 2, 3), "4.1": (1,), "4.4": (1,), "5.2": (1, 2), "5.3": (1, 2), "6.1": (1,),
    "6.2": (1, 2, 3, 4, 5, 6, 7, 8), "6.3": (1, 2), "6.4": (1, 2), "7.2": (1, 2, 3, 4), "7.4": (1, 2), "8.1": (1,),
    "8.2": (1, 2), "8.3": (1,), "9.1": (1, 2, 3), "9.2": (1,), "10.4": (1, 2, 3, 4, 5), "11.3": (1, 2), "11.4": (1,),
    "12.1": (1,), "12.2": (1, 2), "13.4": (1,), "14.2": (1,), "14.3": (1,), "15.1": (1,), "15.2": (1,), "15.3": (1,),
}  # fmt: skip


def faults(ledger: dict[str, dict[str, Any]]) -> list[str]:
    """What is wrong with a ledger, in words."""
    wanted = {f"{section}.{number}" for section, numbers in LEVEL_1.items() for number in numbers}
    found = [f"{one} has no line" for one in sorted(wanted - ledger.keys())]
    for one, line in ledger.items():
        if (line.get("level") == 1) != (one in wanted) or not line.get("what"):
            found.append(f"{one}: wrong level, or no words")
        held = [name for name in ("test", "doc", "because") if line.get(name)]
        if len(held) != 1:
            found.append(f"{one}: one of test, doc and because")
        elif held == ["test"]:
            file, _, name = line["test"].partition("::")
            path = ROOT / file
            if not name or not path.is_file() or f"def {name}(" not in path.read_text():
                found.append(f"{one}: {line['test']} is gone")
        elif held == ["doc"] and not (ROOT / line["doc"]).is_file():
            found.append(f"{one}: {line['doc']} is gone")
    return found


def _ledger() -> dict[str, dict[str, Any]]:
    return tomllib.loads((ROOT / "docs" / "asvs.toml").read_text())


def test_every_requirement_is_held_up_by_something_that_is_there() -> None:
    assert sum(len(numbers) for numbers in LEVEL_1.values()) == 70
    assert faults(_ledger()) == []


def test_a_missing_line_a_lost_test_and_a_lost_document_are_noticed() -> None:
    ledger = _ledger()
    del ledger["6.2.1"]
    ledger["6.2.2"] = {"level": 1, "what": "x", "test": "tests/test_asvs.py::test_that_is_not_there"}
    ledger["2.1.1"] = {"level": 1, "what": "x", "doc": "docs/nowhere.md"}
    ledger["7.4.1"] = {"level": 1, "what": "x"}
    assert len(faults(ledger)) == 4
