"""Canaries at rest: more than two hundred words that nobody else uses go in through every form, and are looked for on disk.

In the database with its log, in backups, in what was said to the log, in mail, in what a push service gets, in the data
directory and in the temporary one: as text in three widths, in base64 however it is aligned, in hexadecimal, and in
whatever is compressed. What is plain by design stands in PLAIN with its reason, and is exactly that.
"""

import base64
import re
import secrets
import sqlite3
import tarfile
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from psycopg.sql import SQL, Identifier

from cairn.cli.exits import Exit
from tests.drills.site import PATIENCE_S, Site, cairn
from tests.drills.visitor import Staged, Visitor, staged
from tests.harness.servers import postgresql
from tests.lives.stage import PASSWORD

# What every canary begins with: cut off, moved or quoted, its beginning is still found.
SEALED, PLAIN_MARK = "zqcanary", "zqplain"
PLAIN = {
    ("people_person", "chosen_name"): "the name for groups, by which lists are ordered and people are found",
    ("people_alias", "name"): "the name for the forum; whose it is, the row tells whoever has database and keys",
    ("people_alias", "plain"): "the same, as it is compared",
    ("groups_agreement", "text"): "the promise of a group, read before anybody is in it",
}


@dataclass
class Flock:
    """The canaries, counted by where each was put."""

    put: Counter[str] = field(default_factory=Counter)

    def __call__(self, place: str, *, mark: str = SEALED) -> str:
        self.put[place] += 1
        return f"{mark}{secrets.token_hex(5)}"


def forms(mark: str) -> set[bytes]:
    """A mark as it may lie somewhere: in three widths, in base64 at each alignment, in hexadecimal."""
    found = set[bytes]()
    for wide in (mark.encode(), mark.encode("utf-16-le"), mark.encode("utf-16-be")):
        found |= {wide, wide.hex().encode(), wide.hex().upper().encode()}
        for before in range(3):
            whole = base64.b64encode(bytes(before) + wide)
            end = (len(wide) + before) * 8 // 6  # what follows may change the rest
            inner = whole[-(-before * 8 // 6) : end]
            found |= {inner, inner.replace(b"+", b"-").replace(b"/", b"_")}
    return found


def unpacked(content: bytes) -> Iterator[bytes]:
    """The content, and whatever in it is compressed with gzip or zlib."""
    yield content
    for found in re.finditer(rb"\x1f\x8b\x08|PK\x03\x04|\x78[\x01\x5e\x9c\xda]", content):
        start, bits = found.start(), 47
        if content[start : start + 2] == b"PK":
            name, extra = (int.from_bytes(content[start + at : start + at + 2], "little") for at in (26, 28))
            start, bits = start + 30 + name + extra, -15
        try:
            yield zlib.decompressobj(bits).decompress(content[start:], 10_000_000)
        except zlib.error:
            continue


def holds(content: bytes, mark: str) -> bool:
    """Whether a mark lies in it, in whatever form."""
    looked_for = re.compile(b"|".join(re.escape(form) for form in forms(mark)))
    return any(looked_for.search(part) for part in unpacked(content))


def files_with(mark: str, *roots: Path) -> set[str]:
    """The names of the files below these places that hold a mark."""
    found = set()
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.is_file() and (holds(path.read_bytes(), mark) or mark in path.name):
                found.add(path.name)
    return found


def columns_with(database: Path, mark: str) -> set[tuple[str, str]]:
    """The columns of a SQLite database that hold a mark."""
    found = set()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            asked = connection.execute(f'SELECT * FROM "{table}"')
            found |= {(table, name) for name in _held([column[0] for column in asked.description], asked, mark)}
    return found


def _held(names: list[str], rows: Iterable[tuple[Any, ...]], mark: str) -> set[str]:
    found = set()
    for row in rows:
        for name, value in zip(names, row, strict=True):
            if holds(value if isinstance(value, bytes) else str(value).encode(), mark):
                found.add(name)
    return found


def rows_with(database: str, mark: str) -> set[tuple[str, str]]:
    """The columns of a PostgreSQL database that hold a mark, read as its owner, who sees over every wall."""
    found = set()
    with psycopg.connect(database) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            asked = connection.execute(SQL("SELECT * FROM {}").format(Identifier(table)))
            found |= {(table, name) for name in _held([one.name for one in asked.description or ()], asked, mark)}
    return found


def blocks_with(mark: str, cluster: Path) -> set[str]:
    """The files of a PostgreSQL cluster, its log of writes among them, that hold a mark as it is."""
    looked_for = re.compile(b"|".join(re.escape(form) for form in forms(mark)))
    return {path.name for path in cluster.rglob("*") if path.is_file() and looked_for.search(path.read_bytes())}


class PushService(HTTPServer):
    """What stands between us and a browser; keeps every byte that comes."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.came: list[bytes] = []
        self.got_one = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def subscription(self) -> str:
        """What a browser tells us."""
        key = ec.generate_private_key(ec.SECP256R1()).public_key()
        raw = key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        p256dh, auth = (base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in (raw, b"sixteen bytes ok"))
        place = f"http://127.0.0.1:{self.server_port}/push/one"
        return f'{{"endpoint": "{place}", "keys": {{"p256dh": "{p256dh}", "auth": "{auth}"}}}}'


class _Handler(BaseHTTPRequestHandler):
    server: PushService

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.came.append(self.requestline.encode() + bytes(self.headers) + body)
        self.send_response(201)
        self.end_headers()
        self.server.got_one.set()

    def log_message(self, *said: object) -> None:
        """Nothing to the screen of the tests."""


def until(holds_now: Callable[[], bool], otherwise: str) -> None:
    """Wait for a state, looking again and again."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds_now():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


@dataclass
class Lived:
    """A house in which much was said, and everything it left."""

    data: Path
    mails: Path
    temporary: Path
    backup: Path
    log: bytes
    pushed: bytes
    flock: Flock
    secrets: list[str]
    columns: Callable[[str], set[tuple[str, str]]]
    blocks: Callable[[str], set[str]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """One evening, over real HTTP; then a backup, while Cairn runs. On each engine."""
    place = tmp_path_factory.mktemp("rest")
    database = place / "var" / "cairn.sqlite3"
    if request.param == "sqlite":
        yield _live(place, {}, lambda mark: columns_with(database, mark), lambda _mark: set())
        return
    cluster = tmp_path_factory.mktemp("cluster")
    with postgresql(cluster, above=2) as roles:
        inside = cluster / "postgresql"
        own = roles.environment()
        yield _live(place, own, lambda mark: rows_with(roles.owner, mark), lambda mark: blocks_with(mark, inside))


def _live(
    place: Path,
    environment: dict[str, str],
    columns: Callable[[str], set[tuple[str, str]]],
    blocks: Callable[[str], set[str]],
) -> Lived:
    data, mails, temporary = place / "var", place / "mails", place / "tmp"
    mails.mkdir()
    temporary.mkdir()
    own = {"TMPDIR": str(temporary), "CAIRN_MAIL_URL": f"file://{mails}", "CAIRN_PUSH_HOSTS": "127.0.0.1",
           "CAIRN_CHAT_RATE": "0", **environment}  # fmt: skip
    house, flock, service = staged(data, **environment), Flock(), PushService()
    with Site(data, **own) as site:
        site.wait_for("Cairn is ready")
        told = _evening(site, house, flock, service)
        assert service.got_one.wait(60), "No push came."
        until(lambda: any(mails.iterdir()), "No mail came.")
        backup = place / "backup.tar"
        assert cairn("backup", str(backup), "--data", str(data), **own).returncode == 0
        if not environment:
            wal = (data / "cairn.sqlite3-wal").read_bytes()
            assert wal, "The log of the database is looked into as well."
            (place / "log of the database").write_bytes(wal)
        assert site.stop() == Exit.FINE
    service.shutdown()
    log = "\n".join(site.lines).encode()
    return Lived(data, mails, temporary, backup, log, b"\n".join(service.came), flock, told, columns, blocks)


def _evening(site: Site, house: Staged, flock: Flock, service: PushService) -> list[str]:
    people = {
        name: Visitor(site.port, house, name) for name in ("ana", "bo", "dev", "pia", "elin", "gil", "hana", "ivo")
    }
    _pia_hears(people, service)
    _talk(people, house, flock)
    _days(people, house, flock)
    _care_and_privacy(people, house, flock)
    _names(people, house, flock)
    told = _ways_in(site, people, flock)
    _what_fails(people, house, flock)
    return told


def _fine(status: int) -> None:
    assert status in {200, 204, 302}, status


def _pia_hears(people: dict[str, Visitor], service: PushService) -> None:
    pia, gil = people["pia"], people["gil"]
    _fine(gil.fill(f"people/{pia.id}/contact", legal_name="Pia", email="pia@example.org", phone=""))
    _fine(pia.post("inbox/settings/ring", service.subscription()))
    _fine(pia.fill("inbox/settings", push_concern="on", mail_concern="now", digest="daily"))


def _talk(people: dict[str, Visitor], house: Staged, flock: Flock) -> None:
    room, pair = house["places"]["room"], house["places"]["pair_room"]
    for number in range(15):
        for name in ("ana", "bo", "dev", "pia"):
            said = {"body": flock("message"), "client_id": f"m{number}"}
            _fine(people[name].post(f"messages/{room}/send", said))
    for number in range(10):
        _fine(people["bo"].post(f"messages/{pair}/send", {"body": flock("private message"), "client_id": f"p{number}"}))
    written = re.findall(
        r'"id": "(\d+)", "number": \d+, "author": "(\d+)"', people["ana"].get(f"messages/{room}/again?first=1&last=60")
    )
    own = [pk for pk, author in written if author == people["ana"].id]
    for pk in own[:10]:
        _fine(people["ana"].post(f"messages/edit/{pk}", {"body": flock("edit")}))
    for name in ("ana", "bo", "dev", "pia"):
        _fine(people[name].post(f"messages/{room}/draft", {"body": flock("draft")}))
        people[name].get(f"messages/{room}/find?q={flock('search')}")
    for number in range(4):
        file = {f"{flock('file name')}.pdf": f"%PDF-1.4 {flock('file')}".encode()}
        _fine(people["ana"].post(f"messages/{room}/send", {"body": "", "client_id": f"f{number}"}, file))
    others = [pk for pk, author in written if author == people["bo"].id]
    for pk in others[:3]:
        _fine(people["ana"].fill(f"reports/message/{pk}", kind="hurts", words=flock("report")))
    for pk in re.findall(r"reports/(\d+)/", people["elin"].get("reports/"))[:1]:
        step: dict[str, Any] = {"kind": "reminder", "reason": flock("reason"), "days": 1}
        _fine(people["dev"].fill(f"reports/{pk}/step", **step))
        _fine(people["elin"].fill(f"reports/{pk}/", to=f"reports/{pk}/close", outcome="talked", answer=flock("answer")))


def _days(people: dict[str, Visitor], house: Staged, flock: Flock) -> None:
    for number in range(8):
        for name in ("ana", "bo", "ivo"):
            _fine(people[name].land("checkin", f"c{number}", words=flock("check-in")))
    _fine(people["ana"].post("check-ins/new", {"client_id": "unsafe", "safe": "no", "words": flock("check-in")}))
    for name in ("ana", "bo", "ivo"):
        week = {what: flock("week") for what in ("went_well", "was_hard", "commitment", "victory")}
        _fine(people[name].post("check-ins/week", {"client_id": "w", **week}))
    for number in range(8):
        fields = f'[["words", "{flock("kept words")}"]]'
        _fine(people["ana"].post("me/kept", {"place": f"/harbor-house/check-ins/{number}", "fields": fields}))
    _fine(people["ana"].post("check-ins/new", {"client_id": "shown", "words": "shown", "to": "partner"}))
    for pk in re.findall(r"check-ins/(\d+)/", people["bo"].get(f"check-ins/of/{people['ana'].id}/"))[:1]:
        for number in range(3):
            said = {"kind": "words", "words": flock("encouragement"), "client_id": f"e{number}"}
            _fine(people["bo"].post(f"check-ins/{pk}/encourage", said))


def _care_and_privacy(people: dict[str, Visitor], house: Staged, flock: Flock) -> None:
    ana = people["ana"].id
    for number in range(4):
        _fine(people["pia"].fill(f"today/{ana}/note", client_id=f"n{number}", words=flock("note")))
    for _number in range(3):
        _fine(people["ana"].fill("privacy/correct", words=flock("question")))
        _fine(people["ana"].fill("privacy/keep-back", words=flock("keep back"), what="milestones"))
    for pk in re.findall(r"questions/(\d+)/", people["hana"].get("privacy/questions"))[:2]:
        _fine(people["hana"].fill(f"privacy/questions/{pk}/", outcome="answered", answer=flock("officer's answer")))
    _fine(people["hana"].fill("privacy/retention", to="privacy/retention/hold", whom="Jo", words=flock("hold")))
    paper: dict[str, Any] = {"kinds": "specific", "recipients": flock("consent"), "recipient_type": "relative", "purposes": flock("consent"),
             "information": flock("consent"), "ends": "day", "expires_on": "2027-10-01"}  # fmt: skip
    _fine(people["pia"].fill(f"privacy/of/{ana}/consents/new", **paper))
    _fine(people["ana"].post("privacy/my-data", {}))


def _names(people: dict[str, Visitor], house: Staged, flock: Flock) -> None:
    gil, elin = people["gil"], people["elin"]
    for name in ("bo", "ivo", "ana"):
        data: dict[str, Any] = {
            "legal_name": flock("legal name"),
            "email": f"{flock('e-mail')}@example.org",
            "phone": flock("phone"),
        }
        _fine(gil.fill(f"people/{people[name].id}/contact", **data))
    for _number in range(3):
        data = {"name": flock("invitation"), "email": f"{flock('invitation')}@example.org", "roles": "member"}
        _fine(elin.fill("people/invitations/new", language="en", way="show", **data))
    rows = "".join(f"{flock('roster')},{flock('roster')},\n" for _ in range(5))
    table = {"roster.csv": f"chosen_name,legal_name,email\n{rows}".encode()}
    _fine(elin.fill("people/roster/", files=table, part="file"))
    _fine(people["ana"].fill("me/names", name=flock("alias", mark=PLAIN_MARK)))
    _fine(people["dev"].fill("me", chosen_name=flock("chosen name", mark=PLAIN_MARK), language="en", zone=""))
    tuesday = house["places"]["tuesday"]
    _fine(gil.fill(f"groups/{tuesday}/renew", text=flock("promise", mark=PLAIN_MARK)))


def _ways_in(site: Site, people: dict[str, Visitor], flock: Flock) -> list[str]:
    """Signing in and setting up; returns what the product itself made up and told one person alone."""
    for _number in range(3):
        tried: dict[str, Any] = {"login": f"{flock('sign-in')}@example.org", "password": flock("password")}
        people["ivo"].fill("accounts/login/", **tried)
        people["ivo"].fill("accounts/login/code", email=f"{flock('sign-in')}@example.org")
    new = flock("password")
    people["ivo"].fill("accounts/confirm/", password=PASSWORD)
    people["ivo"].fill("accounts/password/change/", oldpassword=PASSWORD, password1=new, password2=new)
    link = people["gil"].post_for(f"people/{people['ivo'].id}/link", {})
    told = re.findall(r"accounts/welcome/([\w-]{20,})", link)
    assert told, "No one-time link was made."
    app = re.findall(r"secret=([A-Z2-7]{16,})", people["bo"].get("accounts/app/"))
    assert app, "No secret of an authenticator app was shown."
    return told + app


def _what_fails(people: dict[str, Visitor], house: Staged, flock: Flock) -> None:
    """Words sent to where they cannot be kept: another's room, no page at all, a form that is wrong, without its token."""
    ivo, room = people["ivo"], house["places"]["room"]
    for number in range(3):
        ivo.post(f"messages/{room}/send", {"body": flock("refused"), "client_id": f"r{number}"})
        ivo.land("message", f"l{number}", room=room, body=flock("refused offline"))
        ivo.post(f"nothing/{flock('address')}", {"words": flock("no page")})
        ivo.post("people/add", {"chosen_name": flock("refused form")})
        people["gil"].post("people/add", {"legal_name": flock("refused form"), "email": "no address"})
        ivo.get(f"people/?name={flock('address')}")
        ivo.post("waiting", f"{{broken {flock('broken JSON')}")
        ivo.bare_post("check-ins/new", {"words": flock("without its token")})


def test_more_than_two_hundred_went_in(lived: Lived) -> None:
    assert sum(lived.flock.put.values()) >= 200, lived.flock.put
    assert len(lived.flock.put) >= 30, lived.flock.put


@pytest.mark.parametrize("mark", [SEALED])
def test_none_lies_anywhere(lived: Lived, mark: str, tmp_path: Path) -> None:
    assert lived.columns(mark) == set()
    assert lived.blocks(mark) == set()
    with tarfile.open(lived.backup) as packed:
        packed.extractall(tmp_path, filter="data")
    copy = tmp_path / "database.sqlite3"
    assert not copy.exists() or columns_with(copy, mark) == set(), "in the backup"
    assert files_with(mark, lived.data.parent, tmp_path) == set()
    assert not holds(lived.log, mark), next(line for line in lived.log.splitlines() if holds(line, mark))
    assert not holds(lived.pushed, mark)


def test_what_the_product_tells_one_person_alone_lies_nowhere_either(lived: Lived) -> None:
    for told in lived.secrets:
        assert files_with(told, lived.data.parent) == set()
        assert lived.columns(told) == set() and lived.blocks(told) == set()
        assert not holds(lived.log, told)


def test_what_is_plain_is_exactly_what_is_said(lived: Lived) -> None:
    assert lived.columns(PLAIN_MARK) == PLAIN.keys()  # so a mark that lies in a table is found
    assert not lived.blocks(SEALED)
    on_postgresql = not (lived.data / "cairn.sqlite3").exists()
    assert bool(lived.blocks(PLAIN_MARK)) == on_postgresql  # so a mark that lies in the cluster's files is found
    assert not holds(lived.log, PLAIN_MARK) and not holds(lived.pushed, PLAIN_MARK)
    assert files_with(PLAIN_MARK, lived.mails, lived.temporary) == set()


def test_mail_and_push_went_out(lived: Lived) -> None:
    assert list(lived.mails.iterdir()) and lived.pushed


@pytest.mark.parametrize("how", [
    str.encode, lambda word: word.encode("utf-16-le"), lambda word: base64.b64encode(b"x" + word.encode()),
    lambda word: base64.urlsafe_b64encode(b"xy" + word.encode("utf-16-be")), lambda word: word.encode().hex().encode(),
    lambda word: b"before" + zlib.compress(word.encode()),
])  # fmt: skip
def test_a_leak_in_any_form_would_be_found(how: Callable[[str], bytes], tmp_path: Path) -> None:
    word = Flock()("planted")
    (tmp_path / "leak").write_bytes(b"something before " + how(word) + b" and after")
    assert files_with(SEALED, tmp_path) == {"leak"}


def test_a_leak_in_each_place_would_be_found(lived: Lived, tmp_path: Path) -> None:
    word = Flock()("planted")
    database = tmp_path / "cairn.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE planted (plain TEXT, sealed BLOB)")
        connection.execute("INSERT INTO planted VALUES (?, ?)", (word, base64.b64encode(word.encode())))
        connection.commit()
    assert columns_with(database, SEALED) == {("planted", "plain"), ("planted", "sealed")}
    assert holds(lived.log + f"\nINFO cairn.chat {word} was sent".encode(), SEALED)
    assert holds(lived.pushed + word.encode(), SEALED)
    for place in (lived.mails, lived.temporary, lived.data / "files"):
        leak = place / "planted"
        leak.write_text(word)
        assert files_with(SEALED, place) == {"planted"}
        leak.unlink()
