"""Every way by which words reach a person, as a function: (stage, person) to everything they get by it.

Pages, parts of pages, live frames, search, files, exports, letters and pushes, answers to scripts, and what phones keep.
There is no news feed: no address answers with one, which `tests/drills/test_channels.py` holds.
"""

import gzip
import io
import re
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.client import ClientHandler

from cairn.arriving.mail import send_link
from cairn.chat.sending import Outcome, Outgoing
from cairn.cli.exchange import export_organisation
from cairn.home.archive import archive_of
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.live import bus
from cairn.kit.live.hub import Hub
from cairn.kit.live.line import Frame
from cairn.kit.live.socket import Page
from cairn.live import Live
from cairn.meetings.feeds import subscribe
from cairn.notices import push, sending
from cairn.notices.actions import choose_notices, ring_on_device
from cairn.notices.models import Delivery, Notice
from cairn.notices.outside import Choice
from cairn.people.models import Contact, EntryLink, Organisation, Person
from cairn.signin import letters
from cairn.trust import worker
from tests.addresses import patterns
from tests.cast import Cast, as_, browser
from tests.private import KEPT_AT, THINGS, Rows, canary

HOUSE = "/harbor-house/"
Got = dict[str, set[str]]  # by a person's name, the things they came to know

# What stands in the places of an address: every row that the page could show. An address without a line fails.
ROOMS = ("room", "pair room", "mentor room")
SOME = ("message", "pair message")
MESSAGES = ("message", "pair message", "mentor message", "removed message")
PLACES: dict[str, tuple[object, ...]] = {
    "owner": ("nothing",), "entry": ("nothing",), "entry_you": ("nothing",), "mfa_edit_webauthn": ("ana",),
    "signin:give_back": ("kept",), "arriving:write_paper": ("notice",), "arriving:roster": ("roster",),
    "arriving:roster_problems": ("roster",), "arriving:step": (1,), "home:reach_call": ("ana",),
    "home:reach_note": ("ana",), "home:reach_aside": ("ana",), "home:reach_give": ("ana",),
    "home:preview": (("bo", "check-ins"), ("pia", "contact"), ("sam", "shown")), "home:shown_by": ("ana",),
    "home:after": ("for bo",), "home:group_room": ("tuesday",), "home:kept": (("en", "check-in"), ("es", "offline")),
    "people:person": ("ana", "ivo"), "people:contact": ("ana", "ivo"), "people:link": ("ana",), "people:enrol": ("ana",),
    "people:discharge": ("ana",), "people:roles": ("ana",), "people:team": ("ana",), "people:bonds": ("ana",),
    "care:programme": ("tuesday",), "care:level": ("tuesday",), "groups:group": ("tuesday",),
    "groups:agreement": ("tuesday",), "groups:leave": ("tuesday",), "groups:rules": ("tuesday",),
    "groups:renew": ("tuesday",), "groups:seats": ("tuesday",), "groups:close": ("tuesday",), "groups:end": ("bo's seat",),
    "chat:room": ROOMS, "chat:again": ROOMS, "chat:find": ROOMS, "chat:message": MESSAGES, "chat:file": ("file",),
    "checkins:victories": ("ana",), "checkins:of": ("ana", "ivo"),
    "checkins:one": ("for nobody", "for bo", "for group", "for team", "ivo's", "checkpoint"),
    "checkins:show": ("for bo",), "moderation:about_message": SOME, "moderation:about_person": ("bo",),
    "moderation:report": ("report",), "moderation:step": ("report",), "moderation:step_message": SOME,
    "moderation:step_seat": ("bo's seat",), "moderation:step_room": ("room",), "moderation:measure": ("measure",),
    "safety:concern": ("concern",), "privacy:consent": ("consent",), "privacy:of": ("ana",), "privacy:propose": ("ana",),
    "privacy:ask": ("look",), "privacy:inquiry": ("inquiry", "back"), "privacy:opened": ("glass",),
    "privacy:take": ("takeout",),
    # Sessions
    "meetings:session": ("session",), "meetings:cannot_come": ("session",), "meetings:instead": ("session",),
    "meetings:move": ("session",), "meetings:change": ("session",), "meetings:lead": ("session",),
    "meetings:cancel": ("session",), "meetings:end_series": ("session",), "meetings:words": ("said no",),
    "meetings:place": ("room here",), "meetings:plan": ("plan",), "meetings:plan_edit": ("plan",),
    "meetings:plan_ours": ("halt",), "meetings:feed": ("nothing",),
    "attendance:roster": ("evening",), "attendance:close": ("evening",), "attendance:correct": ("ana's attendance",),
    "kiosk:begin": ("nothing",), "kiosk:here": ("nothing",), "charting:of": ("ana",), "charting:note": ("ana's note",),
    "charting:session": ("evening",), "charting:sign": ("evening",), "charting:counselling": (("evening", "ana"),),
    "charting:rule": ("payer rule",),
    "liveroom:lobby": ("tonight",), "liveroom:room": ("tonight",), "liveroom:side": ("tonight",),
    "liveroom:after": ("tonight",), "liveroom:where": ("ana's entrance",),
}  # fmt: skip
ASKED = {"chat:again": "?first=1&last=99", "signin:kept": f"?place={KEPT_AT}", "chat:find": "?q=lighthouse"}
# Addresses that are a channel of their own, or end the visit.
SEARCHES, FILES = ("chat:find",), ("chat:file",)
SCRIPTS = ("chat:again", "signin:kept", "signin:here", "home:waiting", "home:offline_mine", "safety:words")
PHONE = ("service_worker", "manifest", "home:kept")
NOT_PAGES = {
    *SEARCHES,
    *FILES,
    *SCRIPTS,
    *PHONE,
    "home:leave",
    "account_logout",
    "health",
    "ready",
    "robots",
    "favicon",
}
# Pages that read nothing of anybody's but their visitor's: three people open these, everybody opens all others.
QUIET = {
    "welcome",
    "owner",
    "entry",
    "entry_you",
    "account_login",
    "mfa_login_webauthn",
    "account_request_login_code",
    "support",
    "account_confirm_login_code",
    "mfa_authenticate",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_activate_totp",
    "mfa_view_recovery_codes",
    "signin:begin",
    "signin:limits",
    "signin:devices",
    "arriving:paper",
    "arriving:notice",
    "arriving:guide",
    "arriving:papers",
    "arriving:write_paper",
    "arriving:door",
    "arriving:invite",
    "arriving:roster_template",
    "arriving:house",
    "arriving:set_up",
    "arriving:step",
    "arriving:door_switch",
    "people:add",
    "people:link",
    "care:programmes",
    "care:programme",
    "care:level",
    "groups:new",
    "groups:close",
    "groups:leave",
    "groups:agreement",
    "groups:rules",
    "groups:renew",
    "groups:list",
    "checkins:new",
    "safety:line",
    "safety:support",
    "notices:settings",
    "privacy:correct",
    "privacy:keep_back",
    "privacy:emergency",
    "privacy:leave",
    "privacy:leave_sure",
    "privacy:give",
    "home:reach_call",
    "home:reach_note",
    "home:reach_aside",
    "home:reach_give",
    "people:team",
    "groups:seats",
    "groups:end",
    "people:enrol",
    "people:discharge",
    "people:roles",
    "people:bonds",
    "meetings:calendar",
    "meetings:new",
    "meetings:places",
    "meetings:place",
    "meetings:holidays",
    "meetings:plans",
    "meetings:plan",
    "meetings:plan_new",
    "meetings:plan_edit",
    "meetings:plan_ours",
}
WHO_OPENS_QUIET = ("ana", "pia", "gil")
# Pages that fetch a part of themselves again; tests/drills/test_channels.py finds these in the templates and views.
PARTS = (
    "checkins:one", "home:after", "safety:concern", "chat:rooms", "chat:room", "chat:message", "moderation:report",
    "home:today", "home:ahead", "charting:short", "home:who_looked", "privacy:questions", "privacy:consents", "privacy:takeout", "notices:inbox",
    "groups:list", "groups:group", "meetings:board", "meetings:week", "meetings:session",
    "liveroom:side", "attendance:roster",
)  # fmt: skip


def known(text: str) -> set[str]:
    """The things whose canary stands in a text."""
    return {key for key in THINGS if canary(key) in text}


def methods(callback: Any) -> list[str] | None:
    """The methods a view was limited to, or None."""
    while callback is not None:
        free = getattr(callback, "__code__", None)
        if free and "request_method_list" in free.co_freevars:
            found: list[str] = callback.__closure__[free.co_freevars.index("request_method_list")].cell_contents
            return found
        callback = getattr(callback, "__wrapped__", None)
    return None


def readable() -> dict[str, str]:
    """Every address that answers to GET: its route by its name."""
    return {name: route for name, route, one in patterns() if (methods(one.callback) or ["GET"]) != ["POST"]}


def addresses(rows: Rows, names: Iterable[str]) -> Iterator[str]:
    """The addresses of these names, with everything plausible in their places."""
    routes = readable()
    for name in (one for one in names if one in routes):
        for given in PLACES[name] if "<" in routes[name] else ((),):
            parts = given if isinstance(given, tuple) else (given,)
            address = routes[name]
            for part in parts:
                shown = str(rows[part].pk) if isinstance(part, str) and part in rows else str(part)
                address = re.sub(r"<[^>]+>", shown, address, count=1)
            yield HOUSE + address + ASKED.get(name, "")


class Visitor(RequestFactory):
    """A signed-in browser that remembers nothing but its cookies: no copies of what templates were given."""

    handler = ClientHandler(enforce_csrf_checks=False)

    def __init__(self, person: Person | None) -> None:
        super().__init__()
        if person is not None:
            self.cookies = browser(person).cookies

    def request(self, **request: Any) -> Any:
        """The answer, as it would go out."""
        return self.handler(self._base_environ(**request))  # type: ignore[attr-defined]


def _visit(person: Person | None) -> Any:
    """A visitor whose answers are answers; the stubs know only requests."""
    return Visitor(person)


def _text_of(answers: Iterable[Any]) -> str:
    return "\n".join(answer.content.decode(errors="replace") for answer in answers)


def _walk(rows: Rows, person: Person | None, names: Iterable[str], **headers: str) -> str:
    client = _visit(person)
    return _text_of(client.get(address, headers=headers) for address in addresses(rows, names))


def pages(cast: Cast, rows: Rows, person: Person) -> str:
    """Every page."""
    quiet = QUIET if person.chosen_name.lower() not in WHO_OPENS_QUIET else set()
    return _walk(rows, person, (name for name in readable() if name not in NOT_PAGES | quiet))


def parts(cast: Cast, rows: Rows, person: Person) -> str:
    """Every part that a page fetches again by itself, and older messages above."""
    client, found = _visit(person), _walk(rows, person, PARTS, **{"HX-Request": "true"})
    older = [
        client.get(f"{HOUSE}messages/{rows[room].pk}/?before=99", headers={"HX-Request": "true"}) for room in ROOMS
    ]
    return found + _text_of(older)


def search(cast: Cast, rows: Rows, person: Person) -> str:
    """A word that stands in everything, looked for in every room, and among people."""
    found = _walk(rows, person, SEARCHES)
    people = _visit(person).get(f"{HOUSE}people/?q=lighthouse&name={canary('legal name')[:6]}")
    return found + _text_of([people])


def files(cast: Cast, rows: Rows, person: Person) -> str:
    """What people uploaded, with the name it is given out under."""
    answers = [_visit(person).get(address) for address in addresses(rows, FILES)]
    return _text_of(answers) + "".join(str(answer.headers) for answer in answers)


def scripts(cast: Cast, rows: Rows, person: Person) -> str:
    """What our own scripts ask for: rows as they are now, what was kept, what a phone may show without a network."""
    return _walk(rows, person, SCRIPTS, Accept="application/json")


def phone(cast: Cast, rows: Rows, person: Person) -> str:
    """What a browser keeps in clear for when there is no network."""
    return _walk(rows, person, PHONE)


def archive(cast: Cast, rows: Rows, person: Person) -> str:
    """Everything of one's own to take along, unpacked."""
    with wall.within(person.organisation_id), zipfile.ZipFile(io.BytesIO(archive_of(person))) as packed:
        return "".join(packed.read(name).decode(errors="replace") + name for name in packed.namelist())


def feeds(cast: Cast, rows: Rows, person: Person) -> str:
    """What a calendar app gets at an address of that person's own."""
    token = subscribe(as_(person))
    return _text_of([_visit(None).get(f"/{person.organisation.slug}/calendar/{token}.ics")])


def papers(cast: Cast, rows: Rows, person: Person) -> str:
    """Files that are given out at the press of a button: a signed consent, the list of what was given out."""
    client, consent = browser(person), rows["consent"].pk
    answers = [client.post(f"{HOUSE}privacy/{path}") for path in (f"consents/{consent}/document", "given-out/list")]
    return "".join(answer.content.decode() for answer in answers)


def moved(cast: Cast, rows: Rows, folder: Any) -> str:
    """One organisation written out by its operator, unpacked as far as anybody can without its keys."""
    export_organisation(cast.harbor.slug, folder / "moved")
    return gzip.decompress((folder / "moved").read_bytes()).decode()


BY_PERSON: dict[str, Callable[[Cast, Rows, Person], str]] = {
    "page": pages, "part of a page": parts, "search": search, "file": files, "answer to a script": scripts,
    "kept on a phone in clear": phone, "archive": archive, "paper": papers,
    "calendar feed": feeds,
}  # fmt: skip


class HttpRequestOf(HttpRequest):
    """A request in that house, from nobody."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__()
        self.organisation = organisation


class Ear:
    """An open page of one person that keeps what reaches it."""

    def __init__(self, person: int) -> None:
        self.person, self.heard = person, list[str]()

    def offer(self, frame: Frame) -> None:
        """A frame came."""
        self.heard.append(frame.text)


class Wire:
    """Everything that leaves by itself: live frames to open pages, letters, and what push services get."""

    def __init__(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cast, self.hub, self.live = cast, Hub(), Live()
        self.ears = {name: Ear(person.pk) for name, person in cast.everyone().items()}
        self.rung: list[str] = []
        for ear in self.ears.values():
            self.hub.add(ear)
        monkeypatch.setattr(bus, "hub", self.hub)
        monkeypatch.setattr(bus, "publish", self.hub.publish)
        monkeypatch.setattr(bus, "hint", self.hub.hint)
        monkeypatch.setattr("tests.cast.send_messages", self._send)
        monkeypatch.setattr(push, "_post", lambda *said: self.rung.append(repr(said)))
        encrypt = http_ece.encrypt

        def told(word: bytes, **how: Any) -> Any:
            self.rung.append(repr(word))
            return encrypt(word, **how)

        monkeypatch.setattr(http_ece, "encrypt", told)

    def _send(self, batch: Sequence[Outgoing]) -> Outcome:
        """As the socket does it: kept, answered to its writer, delivered to its audience."""
        waiting: list[Any] = [(_Writer(self.ears, one, self.cast), one) for one in batch]
        outcome = self.live._save(waiting)
        self.live._after(waiting, outcome)
        return outcome

    def frames(self, name: str) -> list[str]:
        """The frames that reached that person's open page."""
        return self.ears[name].heard


class _Writer(Page):
    """The page that a message comes from."""

    def __init__(self, ears: dict[str, Ear], one: Outgoing, cast: Cast) -> None:
        super().__init__(one.person, one.organisation, "")
        (self._ear,) = [ear for ear in ears.values() if ear.person == one.person]

    def offer(self, frame: Frame) -> None:
        self._ear.offer(frame)


def everybody_wants_everything(cast: Cast) -> None:
    """Mail at once and a ringing phone for every kind of notice, and signs that one is typing."""
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    keys = {"p256dh": _text(raw), "auth": _text(b"sixteen bytes ok")}
    kinds = Notice.Kind.values
    for name, person in cast.everyone().items():
        Person.objects.filter(organisation=person.organisation, pk=person.pk).update(shows_typing=True)
        choose_notices(as_(person), Choice(mail=dict.fromkeys(kinds, "now"), push=list(kinds)))
        ring_on_device(as_(person), address=f"https://web.push.apple.com/{name}", keys=keys)
        contact = Contact.objects.get_or_create(organisation=person.organisation, person=person)[0]
        contact.email = f"{name}@example.org"
        contact.save()


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def send_everything(cast: Cast, rows: Rows) -> None:
    """The worker does what waits: consequences, notices outside, letters, the mail of a link."""
    while todo := worker.claim("w"):
        assert worker.do(todo, "w")
    link = EntryLink.objects.get(organisation=cast.harbor, pk=rows["link"].pk)
    link.mail_wanted_at, link.base_url = now(), "https://house.example.org"
    send_link(link)
    letters.write_change(cast.ana)
    letters.write_code(HttpRequestOf(cast.harbor), "ana@example.org", "ABCD-EFGH")
    with wall.everywhere("the worker"):
        Delivery.objects.update(due_at=now())
        for _turn in range(4):
            sending.send_what_is_due()
    letters.send_waiting()
