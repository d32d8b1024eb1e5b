"""The matrix: the cast × rows × verbs, computed from the policy and compared with the page a clinician can read.

Every cell is asked three ways, which must agree: is the row in the list, may the person do it, is the person
in the row's audience. `CAIRN_WRITE_MATRIX=1 pytest tests/test_policy.py` writes the page anew; read the diff.
"""

import os
import re
from pathlib import Path

from django.apps import apps
from django.db import connection

from cairn.chat.models import Room
from cairn.kit import wall
from cairn.trust import compiled, rules
from cairn.trust.records import Record
from cairn.trust.rules import verbs_of
from tests.cast import Cast, as_
from tests.things import things

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "who-can-do-what.md"
EVERYBODY = 12
INTRODUCTION = """# Who can do what

Computed from `cairn/policy.py` by `tests/test_policy.py`, which fails when this page and the product differ.
Ana and Bo are members of Tuesday group and accountability partners. Cleo is Ana's mentor. Dev (therapist) and
Pia (peer specialist) lead the group and are Ana's care team. Elin coordinates; Finn is an alum; Gil administers;
Hana is privacy officer; Ivo sits in another group; Jo has left Tuesday group; Sam is Ana's brother, a supporter;
Zoe belongs to another organisation. In brackets: on what grounds. Whoever is not named may not.
"""


def _cell(cast: Cast, row: Record, verb: str, sees: set[str] | None = None) -> dict[str, list[str]]:
    allowed: dict[str, list[str]] = {}
    with wall.within(row.organisation_id):
        audience = set(rules.audience(row, verb).values_list("pk", flat=True))
        for _ in "anew", "as written before":
            assert compiled.audience_ids(row, verb) == audience, f"live delivery would ask otherwise: {verb} {row}"
    for name, person in sorted(cast.everyone().items()):
        viewer = as_(person)
        grounds = viewer.why(verb, row)
        assert bool(grounds) == viewer.may(verb, row), f"{name} {verb} {row}"
        assert (person.pk in audience) == bool(grounds), f"audience and rule differ for {name} {verb} {row}"
        if grounds:
            allowed.setdefault(grounds, []).append(name.title())
            assert sees is None or name in sees, f"{name} may {verb} what they cannot see: {row}"
    return allowed


def _names(names: list[str]) -> str:
    return "everybody in Harbor House" if len(names) == EVERYBODY else ", ".join(names)


def _page(cast: Cast) -> str:
    lines = [INTRODUCTION]
    for title, row in things(cast).items():
        lines += [f"## {title}", "", "| may | who |", "|---|---|"]
        cells = {"view": _cell(cast, row, "view")}
        sees = {name.lower() for names in cells["view"].values() for name in names}
        for verb in verbs_of(type(row)):
            cells[verb] = cells.get(verb) or _cell(cast, row, verb, sees)
            who = [f"{_names(names)} ({grounds})" for grounds, names in cells[verb].items()]
            lines.append(f"| {verb.replace('_', ' ')} | {'; '.join(who) or 'nobody'} |")
        lines.append("")
    return "\n".join(lines)


def test_the_page_a_clinician_reads_is_what_the_product_does(cast: Cast) -> None:
    computed = _page(cast)
    if os.environ.get("CAIRN_WRITE_MATRIX"):
        PAGE.write_text(computed)
    assert PAGE.read_text() == computed, "Run with CAIRN_WRITE_MATRIX=1, then read the diff of the page with care."


def test_the_question_of_the_hot_path_is_written_once(cast: Cast) -> None:
    with wall.within(cast.harbor.pk):
        for verb in ("view", "speak"):
            compiled.audience_ids(cast.room, verb)
            assert compiled._known[connection.vendor, Room, verb], f"{verb} of a room is built anew at every question"


def test_nobody_in_another_organisation_may_do_anything(cast: Cast) -> None:
    for title, row in things(cast).items():
        if row.organisation_id == cast.harbor.pk:
            for verb in verbs_of(type(row)):
                assert as_(cast.zoe).why(verb, row) is None, f"Zoe may {verb}: {title}"


def test_administrators_have_keys_not_eyes(cast: Cast) -> None:
    content = {"chat_message", "checkins_checkin", "checkins_checkpoint", "chat_attachment", "safety_concern",
               "charting_note", "charting_addendum", "charting_counsellingnote", "charting_writeup"}  # fmt: skip
    for title, row in things(cast).items():
        if row._meta.db_table in content:
            assert as_(cast.gil).why("view", row) is None, f"Gil may see {title}"


def test_every_table_of_an_organisation_has_a_row_in_the_policy_and_in_the_matrix(cast: Cast) -> None:
    tables = {model for model in apps.get_models() if issubclass(model, Record)}
    ruled = set(rules.models_with_rules())
    assert tables == ruled, f"cairn/policy.py lacks {tables - ruled}"
    shown = {type(row) for row in things(cast).values()}
    assert ruled == shown, f"tests/things.py lacks {ruled - shown}"


def test_every_table_says_whom_it_is_about() -> None:
    for model in apps.get_models():
        if not issubclass(model, Record):
            continue
        persons = [f.name for f in model._meta.fields if f.related_model and f.related_model.__name__ == "Person"]
        if persons:
            assert model.about, f"{model.__name__} has a person in it: say in `about` which one the row is about."


def test_every_verb_of_the_policy_is_asked_somewhere() -> None:
    asked = set()
    for path in (ROOT / "cairn").rglob("*.py"):
        asked |= set(re.findall(r'(?:must|may|why|persons_who_may|audience)\(\s*"(\w+)"', path.read_text()))
        for group in re.findall(r"may=\(([^)]*)\)", path.read_text()):
            asked |= set(re.findall(r'"(\w+)"', group))
    for model in rules.models_with_rules():
        for verb in verbs_of(model):
            assert verb in asked | {"view"}, f"Nobody ever asks `{verb}` of {model.__name__}."
