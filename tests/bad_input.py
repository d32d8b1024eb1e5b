"""Forms of the product with what is wrong in each field: read by `tests/test_bad_input.py`.

A sentence is what stands at the field in English; where a row has none, the product's own words for every form are meant.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from cairn.kit.once import ticket
from cairn.privacy.tests.stage import soon
from tests.cast import Cast, say

Fields = dict[str, str | list[str]]
NOTHING_SEEN = "\u200b\u202e \u2066"
GONE_CHOICE = "not one of the available choices"
ENDLESS = "at most"


@dataclass(frozen=True)
class Bad:
    """One field, what is written into it, and what is said about that."""

    name: str
    value: str | list[str]
    says: str = ""


@dataclass(frozen=True)
class Case:
    """One form: who fills it in, where it stands, what is well, and what is not."""

    title: str
    who: str
    where: Callable[[Cast], str]
    well: Callable[[], Fields]
    bad: tuple[Bad, ...] = ()
    secret: frozenset[str] = field(default_factory=frozenset)


def _at(path: str) -> Callable[[Cast], str]:
    return lambda cast: f"/harbor-house/{path}"


def _hurtful(cast: Cast) -> str:
    return f"/harbor-house/reports/message/{say(cast.bo, cast.room, 'You are never on time.').pk}"


CHECK_IN = Case(
    "a check-in", "ana", _at("check-ins/new"),
    lambda: {"mood": "2", "sleep_hours": "7", "halt": ["tired"], "words": "Slept well.", "to": [], "client_id": "a-try"},
    (
        Bad("words", "x" * 4001, "This is longer than we can keep."),
        Bad("words", "half\x00a word"),
        Bad("mood", "99", "Please choose one of the answers"),
        Bad("mood", "very", "Please choose one of the answers"),
        Bad("sleep_hours", "-1", "Please choose one of the answers"),
        Bad("safe", "perhaps", "Please choose one of the answers"),
        Bad("halt", ["tired", "sleepy"], "Please choose one of the answers"),
        Bad("wants", "gold", "Please choose one of the answers"),
        Bad("to", ["person-1"], "Somebody you ticked can no longer see this."),
    ),
)  # fmt: skip
WEEK = Case(
    "a weekly checkpoint", "ana", _at("check-ins/week"),
    lambda: {"went_well": "Two walks.", "was_hard": "Monday.", "commitment": "One call.", "client_id": "a-try"},
    (
        Bad("went_well", "x" * 4001, "This is longer than we can keep."),
        Bad("was_hard", "🙂" * 4001, "This is longer than we can keep."),
        Bad("commitment", "x" * 10_000, "This is longer than we can keep."),
        Bad("wants", "gold", "Please choose one of the answers"),
        Bad("to", ["group-9"], "Somebody you ticked can no longer see this."),
    ),
)  # fmt: skip
REPORT = Case(
    "a report", "ana", _hurtful,
    lambda: {"once": ticket(), "kind": "hurts", "words": "It was the second time."},
    (
        Bad("kind", "", "required"),
        Bad("kind", "worse", GONE_CHOICE),
        Bad("words", "x" * 2001, ENDLESS),
        Bad("words", "nul\x00"),
    ),
)  # fmt: skip
CONSENT = Case(
    "a consent", "ana", _at("privacy/consents/new"),
    lambda: {
        "once": ticket(), "whom": "Sam", "covers": ["how_i_am"], "expires_on": soon().isoformat(), "signer_role": "patient",
        "signature": "Ana Legalname", "co_signature": "", "confirmed": "on",
    },
    (
        Bad("whom", "", "required"),
        Bad("whom", "Nobody Here", "Nobody of that name"),
        Bad("whom", "x" * 255, ENDLESS),
        Bad("whom", "Sam\x00"),
        Bad("covers", ["diary"], GONE_CHOICE),
        Bad("covers", [], "required"),
        Bad("expires_on", "2026-02-31", "valid date"),
        Bad("expires_on", "0000-00-00", "valid date"),
        Bad("expires_on", "2001-01-01", "a day that is still to come"),
        Bad("expires_on", "9999-12-31", "a day before the year 2200"),
        Bad("signer_role", "king", GONE_CHOICE),
        Bad("signature", NOTHING_SEEN, "Please write a name."),
        Bad("signature", "x" * 10_000, ENDLESS),
        Bad("confirmed", [], "required"),
    ),
)  # fmt: skip
INVITE = Case(
    "an invitation", "gil", _at("people/invitations/new"),
    lambda: {"once": ticket(), "name": "Nel", "email": "nel@example.net", "roles": ["member"], "language": "en"},
    (
        Bad("name", "x" * 10_000, ENDLESS),
        Bad("name", "Nel\x00"),
        Bad("email", "nel", "valid email"),
        Bad("email", "nel@example.net\nBcc: all@example.net", "valid email"),
        Bad("email", "x" * 300 + "@example.net"),
        Bad("roles", ["king"], GONE_CHOICE),
        Bad("roles", [], "required"),
        Bad("language", "xx", GONE_CHOICE),
    ),
)  # fmt: skip
ADD = Case(
    "letting somebody in", "gil", _at("people/add"),
    lambda: {"once": ticket(), "chosen_name": "Nel", "legal_name": "Nel Legalname", "email": "nel@example.net",
             "phone": "+1 602 555 0100", "language": "en", "roles": ["member"], "level": "", "carer": ""},
    (
        Bad("chosen_name", NOTHING_SEEN, "Please write a name."),
        Bad("chosen_name", "x" * 10_000, ENDLESS),
        Bad("legal_name", "x" * 121, ENDLESS),
        Bad("phone", "5" * 41, ENDLESS),
        Bad("email", "@", "valid email"),
        Bad("level", "99999999999999999999", GONE_CHOICE),
        Bad("carer", "me", GONE_CHOICE),
    ),
)  # fmt: skip
PLACE = Case(
    "set-up: the place", "gil", _at("set-up/1"),
    lambda: {"name": "Harbor House", "zone": "America/Phoenix", "language": "en", "languages": ["en", "es"]},
    (
        Bad("name", "   ", "required"),
        Bad("name", NOTHING_SEEN, "Please write a name."),
        Bad("name", "x" * 10_000, ENDLESS),
        Bad("zone", "Mars/Base", GONE_CHOICE),
        Bad("language", "xx", GONE_CHOICE),
        Bad("languages", ["en", "xx"], GONE_CHOICE),
    ),
)  # fmt: skip
LINE = Case(
    "set-up: the line", "gil", _at("set-up/2"),
    lambda: {"crisis_name": "On duty", "crisis_phone": "602 555 0100", "crisis_hours": "", "from_0": "08:00", "to_0": "20:00"},
    (
        Bad("crisis_phone", "call us", "Please write the number to dial."),
        Bad("crisis_phone", "5" * 41, ENDLESS),
        Bad("crisis_name", "x" * 121, ENDLESS),
        Bad("from_0", "25:61", "valid time"),
        Bad("from_1", "08:00", "Please write both times, or none."),
    ),
)  # fmt: skip
PART2 = Case(
    "set-up: the law", "gil", _at("set-up/3"),
    lambda: {"status": "yes", "privacy_contact": "Hana, 602 555 0100", "signed_name": "Gil Legalname", "attests": "on"},
    (
        Bad("status", "maybe", GONE_CHOICE),
        Bad("signed_name", NOTHING_SEEN, "Please write a name."),
        Bad("privacy_contact", "x" * 201, ENDLESS),
        Bad("attests", [], "Please tick this if it is so."),
    ),
)  # fmt: skip
GROUP = Case(
    "a group", "gil", _at("groups/new"),
    lambda: {
        "once": ticket(), "name": "Friday group", "kind": "therapy", "track": "", "purpose": "To begin the weekend.",
        "language": "en", "programme": "", "size_cap": "8", "is_open": "on", "camera": "choice", "text": "We listen.",
    },
    (
        Bad("name", "", "required"),
        Bad("name", NOTHING_SEEN, "Please write a name."),
        Bad("name", "x" * 10_000, ENDLESS),
        Bad("kind", "secret", GONE_CHOICE),
        Bad("purpose", "x" * 301, ENDLESS),
        Bad("language", "xx", GONE_CHOICE),
        Bad("programme", "1", GONE_CHOICE),
        Bad("size_cap", "1", "greater than or equal to 2"),
        Bad("size_cap", "9" * 400, "less than or equal to 200"),
        Bad("size_cap", "many", "whole number"),
        Bad("camera", "always", GONE_CHOICE),
        Bad("text", NOTHING_SEEN, "Please write what everybody promises."),
    ),
)  # fmt: skip
PROGRAMME = Case(
    "a programme", "gil", _at("programmes/"),
    lambda: {"once": ticket(), "name": "Morning IOP", "kinds": ["iop"]},
    (
        Bad("name", NOTHING_SEEN, "Please write a name."),
        Bad("name", "x" * 121, ENDLESS),
        Bad("kinds", ["spa"], GONE_CHOICE),
    ),
)  # fmt: skip
ME = Case(
    "how I appear", "ana", _at("me"),
    lambda: {"chosen_name": "Annie", "language": "en", "zone": "America/Phoenix"},
    (
        Bad("chosen_name", "", "required"),
        Bad("chosen_name", NOTHING_SEEN, "Please write a name."),
        Bad("chosen_name", "x" * 10_000, ENDLESS),
        Bad("chosen_name", "An\x00nie"),
        Bad("zone", "Mars/Base", GONE_CHOICE),
    ),
)  # fmt: skip
ALIAS = Case(
    "an alias", "ana", _at("me/names"), lambda: {"name": "Quiet Heron"},
    (
        Bad("name", "", "required"),
        Bad("name", "!?", "Please write a name with at least three letters."),
        Bad("name", NOTHING_SEEN, "Please write a name with at least three letters."),
        Bad("name", "Just Ana", "That has your own name in it."),
        Bad("name", "x" * 41, ENDLESS),
    ),
)  # fmt: skip
CORRECTION = Case(
    "a correction", "ana", _at("privacy/correct"), lambda: {"once": ticket(), "words": "My first name is wrong."},
    (Bad("words", "", "required"), Bad("words", "x" * 2001, ENDLESS), Bad("words", "nul\x00")),
)  # fmt: skip
KEEP_BACK = Case(
    "keeping something back", "ana", _at("privacy/keep-back"),
    lambda: {"once": ticket(), "what": "milestones", "words": "Not to my health plan."},
    (Bad("what", "everything", GONE_CHOICE), Bad("words", "   ", "required"), Bad("words", "x" * 2001, ENDLESS)),
)  # fmt: skip
NOTICES = Case(
    "how I hear of things", "ana", _at("inbox/settings"),
    lambda: {"digest": "daily", "quiet_from": "22:00", "quiet_until": "07:00", "push_invited": "on"},
    (
        Bad("quiet_from", "25:61", "valid time"),
        Bad("quiet_until", "", "Please give both times, or neither."),
    ),
)  # fmt: skip
RETENTION = Case(
    "how long things are kept", "gil", _at("privacy/retention"), lambda: {"notices": "90"},
    (Bad("notices", "7", GONE_CHOICE), Bad("notices", "-1", GONE_CHOICE), Bad("papers", "1", GONE_CHOICE)),
)  # fmt: skip
SIGN_IN = Case(
    "signing in", "", _at("accounts/login/"), lambda: {"login": "ana@example.org", "password": "not the right words"},
    (
        Bad("login", "ana", "valid email"),
        Bad("login", "x" * 300 + "@example.org"),
        Bad("login", "ana@example.org\x00"),
        Bad("password", "", "required"),
    ),
    frozenset({"password"}),
)  # fmt: skip
CASES = (
    CHECK_IN, WEEK, REPORT, CONSENT, INVITE, ADD, PLACE, LINE, PART2, GROUP, PROGRAMME, ME, ALIAS, CORRECTION, KEEP_BACK,
    NOTICES, RETENTION, SIGN_IN,
)  # fmt: skip
