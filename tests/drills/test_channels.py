"""Who hears what: every private thing × every person × every channel, against a table that was written apart from the policy.

The table stands in tests/private.py and, for people who read no code, in docs/who-hears-what.md, which
`CAIRN_WRITE_MATRIX=1 pytest tests/drills/test_channels.py` writes anew. Both ways are asked: whoever should come to know a thing
does, so that a check which looks at nothing fails; whoever should not, does not.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.apps import apps
from django.core import mail
from django.db.models import CharField, JSONField, TextField

from cairn.chat.missed import missed_frames
from cairn.chat.models import Attachment, Message
from cairn.home import archive as packing
from cairn.home import keeper
from cairn.kit.sealed import sealed_fields
from cairn.notices import mail as notes
from cairn.notices import push
from cairn.people.models import Organisation, Person
from cairn.privacy.models import Consent
from cairn.relations import someone
from cairn.trust import rules
from cairn.trust.records import Record
from cairn.trust.viewer import Viewer
from tests import channels
from tests.cast import Cast, as_, say
from tests.channels import BY_PERSON, Wire, known
from tests.private import CHANNELS, NOT_ON_PAGES, NOT_THERE, OTHERWISE, THINGS, Rows, canary, plant, words

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "who-hears-what.md"
INTRODUCTION = """# Who hears what

Written from the table in `tests/private.py` by `tests/drills/test_channels.py`, which puts a word nobody else uses into each of these
things and then looks for it in everything each of thirteen people can get, by every channel. It fails when somebody hears
what this page does not say, and when somebody does not hear what it says. The people are those of
[who-can-do-what.md](who-can-do-what.md). Whoever is not named hears nothing of it.
"""
Commits = Callable[..., AbstractContextManager[object]]


@pytest.fixture
def wire(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any, django_capture_on_commit_callbacks: Commits
) -> Iterator[tuple[Wire, Rows]]:
    """Everything private is there, put there while everybody listened, and the worker has done what waited."""
    settings.MAIL_URL, settings.MAIL_ON = "smtp://127.0.0.1:25", True
    channels.everybody_wants_everything(cast)
    listening = Wire(cast, monkeypatch)
    with django_capture_on_commit_callbacks(execute=True):
        rows = plant(cast)
    channels.send_everything(cast, rows)
    yield listening, rows


def _differences(channel: str, heard: dict[str, set[str]]) -> list[str]:
    """In words, where what people heard is not what the table says."""
    carried = CHANNELS[channel][1]
    found = []
    for name, things in heard.items():
        said = {key for key, sees in carried.items() if name in sees.split()}
        found += [f"{channel}: {name} hears of {key!r}" for key in sorted(things - said)]
        found += [f"{channel}: {name} hears nothing of {key!r}" for key in sorted(said - things)]
    return found


def _live(cast: Cast, wire: Wire, rows: Rows, name: str, person: Person) -> set[str]:
    """What came to an open page, and what it is told when it asks for what it missed."""
    asked = {rows[room].pk: 0 for room in channels.ROOMS}
    missed = missed_frames(person.organisation_id, person.pk, asked)
    return known("".join(wire.frames(name) + missed))


def test_everybody_hears_what_the_table_says_and_nothing_else(
    cast: Cast, wire: tuple[Wire, Rows], tmp_path: Path
) -> None:
    listening, rows = wire
    everyone = cast.everyone()
    wrong = _differences("live frame", {n: _live(cast, listening, rows, n, p) for n, p in everyone.items()})
    for channel, function in BY_PERSON.items():
        wrong += _differences(channel, {n: known(function(cast, rows, p)) for n, p in everyone.items()})
    wrong += _differences("letter", {"outside": known(_letters())})
    wrong += _differences("push", {"outside": known("".join(listening.rung))})
    wrong += _differences("move", {"operator": known(channels.moved(cast, rows, tmp_path))})
    assert not wrong, "\n".join(wrong)


def _letters() -> str:
    return "".join(f"{one.subject}\n{one.body}" for one in mail.outbox)


def _holes() -> dict[str, tuple[str, str, Callable[[pytest.MonkeyPatch, Cast, Rows], Any]]]:
    """For each channel a mistake somebody could make, and who then hears what."""
    everyone = someone()

    def opened(model: type[Record]) -> Callable[[pytest.MonkeyPatch, Cast, Rows], None]:
        return lambda patch, cast, rows: patch.setitem(rules._table[model], "view", everyone)

    return {
        "page": ("gil", "for nobody", opened(apps.get_model("checkins", "CheckIn"))),
        "part of a page": ("ivo", "pair", opened(Message)),
        "file": ("finn", "file", opened(Attachment)),
        "search": ("ivo", "pair", lambda patch, cast, rows: _forgetful_search(patch)),
        "answer to a script": ("bo", "draft", lambda patch, cast, rows: _draft_of_anybody(patch)),
        "archive": ("bo", "for nobody", lambda patch, cast, rows: _neighbours_rows(patch, cast)),
        "paper": ("finn", "paper", _consents_for_everybody),
        "calendar feed": ("bo", "cannot come", lambda patch, cast, rows: _talkative_feed(patch)),
    }


def _consents_for_everybody(patch: pytest.MonkeyPatch, cast: Cast, rows: Rows) -> None:
    """Three rules at once, as the file is given out only to whom it may be shown, may read it, and may be disclosed to."""
    patch.setitem(rules._table[Consent], "view", someone())
    patch.setitem(rules._table[Consent], "read", someone())
    patch.setitem(rules._table[Person], "disclose", someone())


def _talkative_feed(patch: pytest.MonkeyPatch) -> None:
    """An appointment that says why somebody will not be there."""
    patch.setattr("cairn.meetings.feeds.SUMMARY", words("cannot come"))


def _forgetful_search(patch: pytest.MonkeyPatch) -> None:
    """A search that forgets who asks."""
    patch.setattr(
        "cairn.chat.search.Viewer.see",
        lambda self, model, **more: model.objects.filter(organisation=self.organisation_id),
    )


def _draft_of_anybody(patch: pytest.MonkeyPatch) -> None:
    """What a phone may keep holds the words of whoever wrote there last."""
    patch.setitem(keeper.MINE, "rooms", lambda viewer: [_anybody(viewer).body])


def _anybody(viewer: Viewer) -> Any:
    return apps.get_model("chat", "Draft").objects.filter(organisation=viewer.organisation_id).latest("pk")


def _neighbours_rows(patch: pytest.MonkeyPatch, cast: Cast) -> None:
    """An archive that is made through somebody else's eyes."""
    tables = packing._tables
    patch.setattr(packing, "_tables", lambda viewer: tables(as_(cast.ana)))


def test_a_hole_in_each_channel_is_reported_by_that_channel(cast: Cast, wire: tuple[Wire, Rows]) -> None:
    _, rows = wire
    holes = _holes()
    assert holes.keys() | {"kept on a phone in clear"} == BY_PERSON.keys()
    for channel, (name, key, dig) in holes.items():
        person = cast.everyone()[name]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(channels, "readable", _only(channel))
            dig(patch, cast, rows)
            found = _differences(channel, {name: known(BY_PERSON[channel](cast, rows, person))})
        assert f"{channel}: {name} hears of {key!r}" in found, f"The hole in {channel} was not seen: {found}"


NEAR = {"page": {"checkins:one"}, "part of a page": {"chat:message"}}


def _only(channel: str) -> Callable[[], dict[str, str]]:
    """Few addresses instead of all, where a hole is dug."""
    every, near = channels.readable(), NEAR.get(channel)
    return lambda: {name: route for name, route in every.items() if near is None or name in near}


def test_a_hole_in_what_goes_out_by_itself_is_reported_too(
    cast: Cast, wire: tuple[Wire, Rows], monkeypatch: pytest.MonkeyPatch
) -> None:
    listening, rows = wire
    monkeypatch.setattr(
        "cairn.chat.sending.standing.persons_who_may", lambda *asked: frozenset({cast.ana.pk, cast.ivo.pk})
    )
    say(cast.ana, cast.room, words("tuesday"))
    heard = _differences("live frame", {"ivo": _live(cast, listening, rows, "ivo", cast.ivo)})
    assert heard == ["live frame: ivo hears of 'tuesday'"], "An audience that is too wide is seen."
    monkeypatch.setattr(notes, "render_to_string", lambda template: canary("tuesday"))
    notes.letter("ana@example.org", "en").send()
    quoted = _differences("letter", {"outside": known(_letters())})
    assert quoted == ["letter: outside hears of 'tuesday'"], "A letter that quotes is seen."
    monkeypatch.setattr(push, "LENGTH", 32)
    push.sealed(canary("pair"), {"p256dh": channels._text(_point()), "auth": channels._text(b"sixteen bytes ok")})
    assert _differences("push", {"outside": known("".join(listening.rung))}) == ["push: outside hears of 'pair'"]
    Organisation.objects.filter(pk=cast.harbor.pk).update(name=canary("phone"))
    monkeypatch.setattr(keeper, "kept_page", lambda request, name, language: request.organisation.name)
    kept = known(BY_PERSON["kept on a phone in clear"](cast, rows, cast.finn))
    assert _differences("kept on a phone in clear", {"finn": kept}) == [
        "kept on a phone in clear: finn hears of 'phone'"
    ]


def _point() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


# Completeness: what is new has no line, and fails here until somebody says who may hear of it -----------------


def test_every_address_is_walked_with_something_in_its_places() -> None:
    routes = channels.readable()
    placed = {name for name, route in routes.items() if "<" in route}
    assert placed == channels.PLACES.keys(), "An address with a place needs the rows it can show: channels.PLACES."
    for names in (channels.QUIET, channels.NOT_PAGES, channels.PARTS, channels.ASKED):
        assert set(names) <= routes.keys(), set(names) - routes.keys()


def test_every_part_that_a_page_fetches_again_is_walked() -> None:
    asked = set()
    for path in (ROOT / "cairn").rglob("*.html"):
        text = path.read_text()
        asked |= set(re.findall(r"hx-get=\"\{% url ['\"]([\w:]+)['\"]", text))
        if 'hx-get="{{ request.path }}"' in text:
            asked.add("home:after")
    answering = {
        str(p.relative_to(ROOT)) for p in (ROOT / "cairn").rglob("*views*.py") if "request.htmx" in p.read_text()
    }
    assert asked <= set(channels.PARTS), asked - set(channels.PARTS)
    known_to = {
        "cairn/charting/views_hours.py",
        "cairn/chat/views.py",
        "cairn/chat/views_message.py",
        "cairn/home/ahead_views.py",
        "cairn/home/today_views.py",
        "cairn/liveroom/views.py",
    }
    assert answering == known_to, "A view that answers otherwise to a part: its address belongs into channels.PARTS."


# Every kind of live frame, and what it may carry.
FRAMES = {
    "messages": "messages, as the table says of a live frame",
    "kept": "ids and a number",
    "refused": "a sentence of the product to the one who wrote",
    "nudge": "a topic: a word of the product, and an id",
    "room": "who is in a live room and under which name, to those let in; what media servers say to browsers",
    "typing": "a chosen name, to those in the room who show it too",
    "look again": "nothing; for the process itself",
}


def test_what_was_planted_reached_every_frame_letter_and_column(cast: Cast, wire: tuple[Wire, Rows]) -> None:
    listening, rows = wire
    heard = " ".join(text for ear in listening.ears.values() for text in ear.heard)
    assert len(listening.rung) > 1, "Nobody was rung."
    assert {"messages", "kept", "nudge"} <= set(re.findall(r'"type": "(\w+)"', heard))
    assert {one.subject for one in mail.outbox} == {"A message for you", "You have a new message", "Your code"}
    bodies = _letters()
    assert "house.example.org" in bodies and "Sign in to read it." in bodies
    held = {column for thing in THINGS.values() for column in thing.columns}
    there = set()
    for row in rows.values():
        found = type(row)._default_manager.filter(organisation_id=row.organisation_id, pk=row.pk)
        fresh = found.first() or row  # a letter is gone once it is sent
        mine = [one for one in held if one.startswith(f"{row._meta.label}.")]
        there |= {one for one in mine if known(str(getattr(fresh, one.rpartition(".")[2])))}
    assert there == held, f"the canary is not where it is said to be: {held - there}"


def test_every_kind_of_live_frame_is_known() -> None:
    sources = [p for p in (ROOT / "cairn").rglob("*.py") if "tests" not in p.parts]
    told = {kind for p in sources for kind in re.findall(r'dumps\(\{"type": "(\w+)"', p.read_text())}
    told |= {
        kind
        for p in sources
        for kind in re.findall(r'^\s*(?:frame|LOOK_AGAIN) = .?\{"type": "([\w ]+)"', p.read_text(), re.M)
    }
    assert told == FRAMES.keys(), (
        "A new kind of live frame: say in FRAMES what it may carry, and send it in the drill above."
    )


# Every place where a mail is made, and the file with words for one.
LETTERS = {"cairn/arriving/mail.py", "cairn/kit/mail.py", "cairn/notices/mail.py", "cairn/signin/letters.py"}


def test_every_letter_there_is_was_looked_into() -> None:
    making = {
        str(p.relative_to(ROOT)) for p in (ROOT / "cairn").rglob("*.py")
        if "tests" not in p.parts and re.search(r"EmailMessage\(|compose\(|send_mail\(.*\)\.|EmailMultiAlternatives", p.read_text())
    }  # fmt: skip
    assert making == LETTERS, "A new letter: send it in channels.send_everything, then name its file here."
    assert [p.name for p in (ROOT / "cairn").rglob("templates/**/*.txt")] == ["mail.txt"], "A new template of a letter."


def test_every_column_with_words_has_a_canary_or_a_reason() -> None:
    held, found = {column for thing in THINGS.values() for column in thing.columns}, set()
    for model in apps.get_models():
        if issubclass(model, Record):
            found |= {f"{model._meta.label}.{one.name}" for one in sealed_fields(model)}
            found |= {f"{model._meta.label}.{one.name}" for one in model._meta.fields if _is_free(one)}
    assert found == held | OTHERWISE.keys(), f"{found - held - OTHERWISE.keys()} {(held | OTHERWISE.keys()) - found}"


def _is_free(column: Any) -> bool:
    """Whether people could write words into it: what is chosen from a list is not free."""
    free = isinstance(column, CharField | TextField | JSONField) and not column.choices
    return free and column.name not in {"language", "zone"}


def test_there_is_no_feed_yet() -> None:
    kinds = {kind for kinds in NOT_THERE.values() for kind in kinds}
    for path in (ROOT / "cairn").rglob("*.py"):
        assert "tests" in path.parts or not any(kind in path.read_text() for kind in kinds), (
            f"{path.name} answers with a feed: give it a function in channels.BY_PERSON and a line in private.CHANNELS."
        )


def _page() -> str:
    lines = [INTRODUCTION, "## Who comes to know it", "", "| what | who |", "|---|---|"]
    lines += [f"| {thing.title} | {_names(thing.sees)} |" for thing in THINGS.values()]
    lines += ["", "## By which way", ""]
    lines += [
        "Each way carries these to the same people, or to the few who are named.",
        "",
        "| way | carries |",
        "|---|---|",
    ]
    for channel, (says, carried) in CHANNELS.items():
        lines.append(f"| **{channel}**: {says} | {_carried(carried)} |")
    lines += [f"| **{name}** | there is none yet |" for name in NOT_THERE]
    return "\n".join(lines) + "\n"


def _names(sees: str) -> str:
    return ", ".join(name.title() for name in sorted(sees.split())) or "nobody"


def _carried(carried: dict[str, str]) -> str:
    if carried.keys() == THINGS.keys() - NOT_ON_PAGES.keys():
        left = "; ".join(f"{THINGS[key].title} ({why})" for key, why in NOT_ON_PAGES.items())
        fewer = [f"{THINGS[key].title} (*{_names(sees)}*)" for key, sees in carried.items() if sees != THINGS[key].sees]
        return f"all of the above, to fewer: {'; '.join(fewer)}; but not: {left}"
    few = [
        THINGS[key].title + ("" if sees == THINGS[key].sees else f" (*{_names(sees)}*)")
        for key, sees in carried.items()
    ]
    return "; ".join(few) or "nothing of it, to nobody"


def test_the_page_a_clinician_reads_is_the_table() -> None:
    if os.environ.get("CAIRN_WRITE_MATRIX"):
        PAGE.write_text(_page())
    assert PAGE.read_text() == _page(), "Run with CAIRN_WRITE_MATRIX=1, then read the diff of the page with care."
