"""What is wrong is said at its field, in the person's language; everything else stays as it was typed, and nothing is kept."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cairn.care.models import Level
from cairn.kit import wall
from cairn.kit.once import ticket
from cairn.people.models import Organisation, Person
from cairn.trust.records import Record
from tests.bad_input import CASES, NOTHING_SEEN, PLACE, Bad, Case, Fields
from tests.cast import Cast, browser
from tests.fuzzing.files import content
from tests.fuzzing.pages import Form, read

_ERROR = re.compile(r'<div class="error" id="([^"]*_error)">(.*?)</div>', re.S)
ENDS = (".", "?", ")")


@pytest.fixture(autouse=True)
def nothing_tried() -> None:
    cache.clear()


def _client(cast: Cast, case: Case, language: str) -> Client:
    if not case.who:
        client = Client(headers={"Accept-Language": language})
    else:
        person = cast.everyone()[case.who]
        Person.objects.filter(organisation=cast.harbor, pk=person.pk).update(language=language)
        client = browser(person)
    return client


def _rows() -> dict[str, int]:
    with wall.everywhere("the rows of two organisations are counted"):
        return {one.__name__: one._default_manager.count() for one in Record.__subclasses__() if not one._meta.abstract}


def _said_at(page: str, name: str) -> str:
    """The sentence at a field, which the field points to."""
    for where, words in _ERROR.findall(page):
        if where.removesuffix("_error").endswith(f"_{name}"):
            assert re.search(rf'aria-describedby="[^"]*{where}[^"]*"', page), f"{name} does not point to its sentence."
            return " ".join(re.sub(r"<[^>]+>", " ", words).split())
    return ""


def _form_with(page: str, names: set[str]) -> Form:
    forms, _ = read(page, "")
    return max(forms, key=lambda form: len(names & set(form.fields)))


def _shows(form: Form, name: str) -> list[str]:
    one = form.fields.get(name)
    if one is None:
        return []
    return [value for value in (one.chosen if one.offers else [one.value]) if value]


def _typed(sent: Fields, name: str) -> list[str]:
    value = sent[name]
    return sorted(value) if isinstance(value, list) else [value] if value else []


def _assert_still_there(page: str, sent: Fields, case: Case, bad: Bad) -> None:
    form = _form_with(page, set(sent))
    for name in sent:
        shown = sorted(_shows(form, name))
        if name in case.secret:
            assert not shown, f"{name} must not come back"
        elif name != bad.name:
            assert shown == _typed(sent, name), f"{name} was lost"


def _send(client: Client, where: str, case: Case, bad: Bad) -> tuple[Any, Fields]:
    sent = {**case.well(), bad.name: bad.value}
    before = _rows()
    answer = client.post(where, sent)
    assert _rows() == before, f"something was kept with {bad.name} as {str(bad.value)[:40]!r}"
    return answer, sent


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title.replace(" ", "_"))
def test_the_form_as_it_should_be_goes_through(cast: Cast, case: Case) -> None:
    answer = _client(cast, case, "en").post(case.where(cast), case.well())
    if case.who:
        assert answer.status_code == 302 or b"/welcome/" in answer.content, answer.content.decode()[:4000]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title.replace(" ", "_"))
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(cast: Cast, case: Case) -> None:
    client, where = _client(cast, case, "en"), case.where(cast)
    for bad in case.bad:
        answer, sent = _send(client, where, case, bad)
        page, shown = answer.content.decode(), f"{bad.name} as {str(bad.value)[:40]!r}"
        assert answer.status_code in {200, 422}, shown
        said = _said_at(page, bad.name)
        assert said.endswith(ENDS) and bad.says in said, f"at {shown} stands: {said!r}"
        _assert_still_there(page, sent, case, bad)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title.replace(" ", "_"))
def test_it_is_said_in_spanish_too(cast: Cast, case: Case) -> None:
    client, where = _client(cast, case, "es"), case.where(cast)
    for bad in case.bad[:3]:
        answer, sent = _send(client, where, case, bad)
        page = answer.content.decode()
        said = _said_at(page, bad.name)
        assert 'lang="es"' in page and said.endswith(ENDS), said
        assert not bad.says or bad.says not in said, f"English stands at {bad.name}: {said}"
        _assert_still_there(page, sent, case, bad)


def _levels(cast: Cast) -> tuple[str, Fields]:
    level = Level.objects.get(organisation=cast.harbor)
    Organisation.objects.filter(pk=cast.harbor.pk).update(setup_step=5)
    names = {"name": "IOP", "hours_min": "9", "hours_max": "19", "is_offered": "on"}
    return "/harbor-house/set-up/5", {f"level{level.pk}-{name}": value for name, value in names.items()}


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("hours_min", "-3", "greater than or equal to 0"),
        ("hours_min", "9" * 400, "less than or equal to"),
        ("hours_max", "a few", "whole number"),
        ("hours_max", "2", "This is less than the least."),
        ("name", NOTHING_SEEN, "Please write a name."),
    ],
)
def test_a_table_of_levels_says_it_in_its_row(cast: Cast, name: str, value: str, says: str) -> None:
    where, well = _levels(cast)
    field = next(one for one in well if one.endswith(name))
    case = Case("levels", "gil", lambda _cast: where, lambda: well)
    answer, sent = _send(_client(cast, case, "en"), where, case, Bad(field, value))
    assert answer.status_code == 422 and says in _said_at(answer.content.decode(), field)
    _assert_still_there(answer.content.decode(), sent, case, Bad(field, value))


@pytest.mark.parametrize(("body", "language", "says"), [
    ("x" * 8001, "en", "This message is too long."),
    ("x" * 8001, "es", "demasiado largo"),
    ("\u202e\u200b \x00", "en", "There is nothing to send yet."),
])  # fmt: skip
def test_a_message_that_cannot_be_kept_stands_in_the_box_again(cast: Cast, body: str, language: str, says: str) -> None:
    case = Case("a message", "ana", lambda one: f"/harbor-house/messages/{one.room.pk}/send",
                lambda: {"client_id": "a-try", "wants": "heard"})  # fmt: skip
    answer, _sent = _send(_client(cast, case, language), case.where(cast), case, Bad("body", body))
    page = answer.content.decode()
    notice = re.search(r'role="alert" id="errors".*?<p>(.*?)</p>', page, re.S)
    assert answer.status_code == 422 and notice and says in notice[1], notice and notice[1]
    assert re.search(r'<textarea[^>]*aria-describedby="errors"', page)
    form = _form_with(page, {"body", "wants"})
    assert _shows(form, "wants") == ["heard"] and (not body.startswith("x") or form.fields["body"].value == body)


ROSTERS = [
    ("empty", "roster.csv", "This file is empty."),
    ("workbook", "roster.csv", "This is a workbook, not a table."),
    ("pdf", "a" * 300 + ".csv", ""),
    ("table of one column", "\u202evsc.exe", ""),
    ("table with nothings", "roster.csv", ""),
    ("six megabytes", "roster.csv", "This file is larger than 5 MB."),
    ("table of 5,001", "../../roster.csv", "5,000"),
]


@pytest.mark.parametrize(("file", "called", "says"), ROSTERS, ids=[one[0].replace(" ", "_") for one in ROSTERS])
def test_a_roster_that_cannot_be_read_says_why(cast: Cast, file: str, called: str, says: str) -> None:
    client, before = _client(cast, PLACE, "en"), _rows()
    answer = client.post(
        "/harbor-house/people/roster/", {"once": ticket(), "file": SimpleUploadedFile(called or "x", content(file))}
    )
    said = _said_at(answer.content.decode(), "file")
    assert answer.status_code == 422 and says in said and said.endswith("."), said
    assert _rows() == before


@pytest.mark.parametrize("file", ["table in latin-1", "table in utf-16", "table of carriage returns",
                                  "table with hostile names", "table with bad days", "table with one person many times"])  # fmt: skip
def test_a_roster_with_something_wrong_in_it_is_shown_with_its_problems_and_takes_nobody_in(
    cast: Cast, file: str
) -> None:
    client, people = _client(cast, PLACE, "en"), Person.objects.filter(organisation=cast.harbor).count()
    answer = client.post(
        "/harbor-house/people/roster/",
        {"once": ticket(), "file": SimpleUploadedFile("r.csv", content(file))},
        follow=True,
    )
    page = answer.content.decode()
    assert answer.status_code == 200 and "/people/roster/" in answer.redirect_chain[0][0]
    assert "\u202e" not in page and "\x00" not in page
    assert Person.objects.filter(organisation=cast.harbor).count() == people


def test_what_no_row_can_hold_is_in_no_row(cast: Cast) -> None:
    ana = browser(cast.ana)
    assert ana.get("/harbor-house%00/today").status_code == ana.get("/%00").status_code == 404
    assert ana.get("/", {"place": "harbor-house\x00"}).status_code == 404
    assert ana.get("/harbor-house/me/kept", {"place": "\x00"}).json() == {"fields": []}
    assert ana.post("/harbor-house/me/kept", {"place": "\x00", "fields": '[["words", "a\\u0000b"]]'}).status_code == 204
    assert (
        ana.post("/harbor-house/me", {"kept_place": "\x00", "chosen_name": "Ann", "language": "en"}).status_code == 302
    )
    elin = browser(cast.elin)
    assert elin.get(f"/harbor-house/groups/{cast.tuesday.pk}/seats", {"name": "A\x00"}).status_code == 200
    assert elin.post("/harbor-house/me/sign-in/there", {"place": "\x00"}).status_code in {302, 404}
