"""The house stays a house: rules of its shape that a reader would otherwise have to remember."""

import ast
import re
from pathlib import Path

import pytest

from cairn.trust import consequences
from cairn.trust.action import every_action

ROOT = Path(__file__).resolve().parent.parent
CODE = [p for p in (ROOT / "cairn").rglob("*.py") if "migrations" not in p.parts]
SOURCE = sorted(p for p in CODE if "tests" not in p.relative_to(ROOT).parts)
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_VIEW = 300, 45, 25
# The tables at the top grow by a line a thing, and half of them is imports.
LONGEST_TABLE, TABLES = 600, {"cairn/policy.py", "cairn/reactions.py"}
# Data, not code: lists of sentences for the fictional organisation.
DATA = {p for p in SOURCE if "texts" in p.parts}
# Words of the domain that `kit` must not know.
DOMAIN = re.compile(
    r"\b(clinic|patient|therap\w*|craving|check-?ins?|mentor\w*|recover\w*|facilitator\w*|member)\b", re.I
)


def _functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_a_file_is_about_one_thing_and_ends() -> None:
    pages = [*(ROOT / "cairn").rglob("*.html"), *(ROOT / "cairn").rglob("*.js"), *(ROOT / "cairn").rglob("*.css")]
    lines = {p: len(p.read_text().splitlines()) for p in {*SOURCE, *pages} - DATA}
    long = {_name(p): n for p, n in lines.items() if n > (LONGEST_TABLE if _name(p) in TABLES else LONGEST_FILE)}
    assert not long, f"More than {LONGEST_FILE} lines is two things; name the second: {long}"


def test_functions_are_short() -> None:
    long = [
        f"{_name(path)}:{node.name} {length}"
        for path in SOURCE
        for node in _functions(path)
        if (length := (node.end_lineno or 0) - node.lineno - len((ast.get_docstring(node) or "").splitlines()))
        > (LONGEST_VIEW if path.name == "views.py" else LONGEST_FUNCTION)
    ]
    assert not long, long


def test_views_read_through_the_viewer() -> None:
    for path in SOURCE:
        if path.name.startswith("views") and path.parts[-2] not in {"home", "people"}:
            assert ".objects" not in path.read_text(), f"{_name(path)}: use request.viewer.see/get/open instead."


def test_there_are_no_signals_and_no_save_overrides() -> None:
    for path in SOURCE:
        text = path.read_text()
        assert "@receiver" not in text and "post_save" not in text, f"{_name(path)}: use cairn/reactions.py."
        assert not re.search(r"def save\(self", text) or "forms" in path.name, (
            f"{_name(path)}: write an action instead."
        )


def test_imports_stand_at_the_top() -> None:
    for path in SOURCE:
        for function in _functions(path):
            inner = [n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not inner, f"{_name(path)}:{function.name} imports inside."


def test_kit_knows_no_word_of_the_domain() -> None:
    for path in (ROOT / "cairn" / "kit").rglob("*.py"):
        found = DOMAIN.findall(path.read_text())
        assert not found, f"{_name(path)} says {found}"


def test_there_is_no_drawer() -> None:
    for path in SOURCE:
        assert path.stem not in {"utils", "helpers", "common", "core", "lib", "misc"}, _name(path)


def test_public_functions_say_what_they_are_for() -> None:
    missing = [
        f"{_name(path)}:{node.name}"
        for path in SOURCE
        if "cli" not in path.parts
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not missing, missing


def test_every_fact_told_is_in_the_reactions_table_and_the_other_way_round() -> None:
    told, named = set(), set()
    for path in SOURCE:
        if path.name == "reactions.py":
            continue
        text = path.read_text()
        told |= set(re.findall(r'(?:did\(\s*|verb=)"([a-z_]+\.[a-z_]+)"', text))
        named |= set(re.findall(r'"([a-z_]+\.[a-z_]+)"', text))
    known = set(consequences.verbs())
    assert told <= known, "cairn/reactions.py lacks a line"
    assert known <= named, "cairn/reactions.py has a line that nobody tells"


def _used() -> set[str]:
    """Every name that some line of the product takes: to call it, or to put it into a table of what can be called."""
    nodes = [node for path in SOURCE for node in ast.walk(ast.parse(path.read_text()))]
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)} | {
        node.attr for node in nodes if isinstance(node, ast.Attribute)
    }


USED = _used()


@pytest.mark.parametrize("name", sorted(name for name in every_action if ".tests." not in name))
def test_every_action_is_used(name: str) -> None:
    function = name.rsplit(".", 1)[1]
    assert function in USED, f"Nobody calls {name}."


def test_scripts_are_small() -> None:
    for path in (ROOT / "cairn").rglob("*.js"):
        lines = len(path.read_text().splitlines())
        assert lines <= 100, f"{_name(path)} has {lines} lines: a behaviour is small."


def test_templates_carry_no_inline_code() -> None:
    for path in (ROOT / "cairn").rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"\son\w+=", text), f"{_name(path)}: no inline handlers."
        assert not re.search(r"\sstyle=", text), f"{_name(path)}: no inline styles; the policy refuses them."
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), f"{_name(path)}: no inline scripts."
        assert "|safe" not in text, f"{_name(path)}: what is safe is made safe in kit/text.py."


# What makes a file that somebody carries away. Whoever does so names the one way out, or stands here with a reason.
CARRIES_AWAY = re.compile(r"Content-Disposition|as_attachment|FileResponse|csv_response|zipfile\.|gzip\.open")
NOT_OUT = {
    "cairn/arriving/roster_views.py": "an empty table, and the sender's own lines of a list with which nobody came in yet",
    "cairn/chat/views_message.py": "a picture shown to those in the room, who may see it there anyway",
    "cairn/home/archive.py": "makes the archive; `privacy/taking.py` gives it out and names the ledger",
    "cairn/kit/csvout.py": "makes a table; whoever gives one out stands here or names the ledger",
}


def test_whatever_leaves_the_house_passes_the_one_way_out() -> None:
    loose = {
        _name(path)
        for path in SOURCE
        if CARRIES_AWAY.search(path.read_text()) and not re.search(r"\b(disclose|taking\.take)\(", path.read_text())
    }
    assert loose == NOT_OUT.keys(), "Write it to the ledger first: cairn/privacy/disclosing.py"
