"""What no form of a page sends: addresses made up, and what scripts send by themselves with odd things in every place."""

import copy
import json
import random
from collections.abc import Sequence
from typing import Any

from tests.fuzzing import badness
from tests.fuzzing.sending import JSON, URLENCODED, Sent

HOUSE = "/harbor-house"
CREDENTIAL = {
    "id": "AAAA", "rawId": "AAAA", "type": "public-key", "authenticatorAttachment": "platform",
    "clientExtensionResults": {"credProps": {"rk": True}},
    "response": {
        "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0", "attestationObject": "o2NmbXRkbm9uZQ", "userHandle": "AAAA",
        "authenticatorData": "AAAA", "signature": "AAAA", "transports": ["internal"],
    },
}  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND")


def addressed(routes: Sequence[str], ids: Sequence[str], random_: random.Random) -> Sent:
    """Any address with anything in its places: rows of others, no rows, no numbers."""
    route = random_.choice(routes)
    while "<" in route:
        before, _, rest = route.partition("<")
        place, _, after = rest.partition(">")
        bad = random_.random() < (0.4 if place.startswith("int") else 0.9)
        words = [one for one in badness.WORDS if one and len(one) < 2000]
        made_up = random_.choice(badness.IDS if place.startswith("int") else [*badness.IDS, *words])
        route = before + (made_up if bad else random_.choice(ids)).replace("<", "%3C") + after
    sent = Sent(random_.choice(METHODS) if random_.random() < 0.3 else "GET", f"{HOUSE}/{route}")
    if random_.random() < 0.6:
        sent.query = random_.choice(badness.QUERIES)
    if random_.random() < 0.4:
        sent.headers = random_.sample(badness.HEADERS, random_.randint(1, 3))
    return sent


def by_a_script(me: str, rooms: Sequence[str], random_: random.Random) -> Sent:
    """What scripts send: waiting things, a phone to ring, drafts, kept forms, passkeys; one thing in it is odd."""
    room = random_.choice(rooms)
    waits = {"person": me, "kind": random_.choice(["message", "checkin", "not_today"]), "client_id": f"c{random_.randint(1, 9999)}",
             "age": random_.choice([0, 5000, 10**12]), "fields": [["room", room], ["body", "A few words"], ["mood", "3"]]}  # fmt: skip
    rings = {"endpoint": "https://web.push.apple.com/a", "keys": {"p256dh": "B" * 87, "auth": "A" * 22}}
    path, thing, name = random_.choice(
        [
            ("/waiting", waits, ""), ("/waiting", waits, ""), ("/inbox/settings/ring", rings, ""),
            ("/me/kept", [["words", "half a"], ["body", "sentence"]], "fields"),
            ("/accounts/login/passkey", CREDENTIAL, "credential"), ("/accounts/login/second", CREDENTIAL, "credential"),
            ("/accounts/confirm/", CREDENTIAL, "credential"), ("/accounts/passkeys/add/", CREDENTIAL, "credential"),
            (f"/messages/{room}/draft", "half a sentence", "body"), ("/messages/react", f"{room} with_you on", "react"),
            ("/support/words", {"en": ["a"]}, "en"), ("/me/here", {}, ""),
        ]
    )  # fmt: skip
    said = random_.choice(badness.broken_json()) if random_.random() < 0.3 else json.dumps(spoiled(thing, random_))
    if not name:
        kind = (
            JSON
            if random_.random() < 0.8
            else random_.choice([URLENCODED, "text/plain", "", f"{JSON}; charset=utf-16"])
        )
        return Sent("POST", HOUSE + path, body=said, content_type=kind)
    place = random_.choice(["/harbor-house/me", "", "\x00", "x" * 300, "\ud800", "//evil.example"])
    return Sent("POST", HOUSE + path, fields=[("place", place), ("name", "My phone"), (name, said)])


def spoiled(thing: Any, random_: random.Random) -> Any:
    """The thing, with something odd in one of its places, or one of them gone."""
    thing = copy.deepcopy(thing)
    places = list(_places(thing))
    if not places or random_.random() < 0.1:
        return badness.odd_things(random_)
    where, key = random_.choice(places)
    if isinstance(where, dict) and random_.random() < 0.15:
        del where[key]
    else:
        where[key] = badness.odd_things(random_)
    return thing


def _places(thing: Any) -> Any:
    pairs = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    for key, value in pairs:
        yield thing, key
        yield from _places(value)
