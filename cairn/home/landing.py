"""What was done without a network comes in: each thing once, in the order it was done, by the one who did it.

The same forms and the same actions as with a network, so that a right that ended meanwhile ends here too: the words
are then refused with a sentence, and stay on the phone. The clock of a phone is not believed; only how long ago
something was written, by that same clock, is: a clock that is days wrong is wrong at both ends.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cairn.chat import pace
from cairn.chat.forms import SendForm
from cairn.chat.posting import post
from cairn.checkins.actions import make_checkin
from cairn.checkins.audience import circle_of
from cairn.checkins.forms import CheckInForm
from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.trust.viewer import Viewer

OLDEST, AT_ONCE = dt.timedelta(days=60), dt.timedelta(minutes=2)
KEPT, REFUSED, LATER = 200, 422, 429


@dataclass(frozen=True)
class Landed:
    """What became of one thing: an HTTP status, and a sentence where it was refused."""

    status: int
    why: "str | Promise" = ""


@dataclass(frozen=True)
class Thing:
    """One thing from a phone."""

    kind: str
    client_id: str
    fields: QueryDict
    written_at: dt.datetime | None

    @classmethod
    def from_phone(cls, said: object) -> "Thing | None":
        """What a phone sent, or None where it is nothing of ours."""
        if not isinstance(said, Mapping):
            return None
        kind, client_id, age = said.get("kind"), said.get("client_id"), said.get("age")
        fields = _fields(said.get("fields"))
        if not isinstance(kind, str) or not isinstance(client_id, str) or not isinstance(age, int | float):
            return None
        if fields is None or not 0 < len(client_id) <= 40 or not (client_id.isascii() and client_id.isprintable()):
            return None
        return cls(kind, client_id, fields, _written_at(age))


def _fields(pairs: object) -> QueryDict | None:
    if not isinstance(pairs, Sequence) or isinstance(pairs, str):
        return None
    fields = QueryDict(mutable=True)
    for pair in pairs:
        if not isinstance(pair, Sequence) or len(pair) != 2 or not all(isinstance(part, str) for part in pair):
            return None
        fields.appendlist(pair[0], pair[1])
    return fields


def _written_at(age: float) -> dt.datetime | None:
    """When it was written, by our clock; None where that is now."""
    if age != age:  # not a number
        return None
    ago = dt.timedelta(milliseconds=min(max(age, 0), OLDEST / dt.timedelta(milliseconds=1)))
    return now() - ago if ago > AT_ONCE else None


def land(viewer: Viewer, thing: Thing) -> Landed:
    """Let one thing in, or say why not. A second try changes nothing."""
    known = {"message": _message, "checkin": _checkin, "not_today": _not_today}.get(thing.kind)
    if known is None:
        return Landed(REFUSED, _("We do not know what this is any more. Your words are still here."))
    try:
        return known(viewer, thing)
    except Refused as refusal:
        return Landed(REFUSED, refusal.sentence)
    except NotHere:
        return Landed(
            REFUSED, _("This place is no longer open to you. Your words are still here, so that you can copy them.")
        )


def _message(viewer: Viewer, thing: Thing) -> Landed:
    room = thing.fields.get("room", "")
    if not (room.isascii() and room.isdigit() and len(room) <= 18):
        raise NotHere
    thing.fields["client_id"] = thing.client_id
    answer = post(viewer, int(room), SendForm(thing.fields), written_at=thing.written_at)
    if answer.message is not None:
        return Landed(KEPT)
    return Landed(LATER if answer.refused == pace.TOO_FAST else REFUSED, answer.refused)


def _checkin(viewer: Viewer, thing: Thing) -> Landed:
    form = CheckInForm(thing.fields, circle=circle_of(viewer))
    made: dict[str, Any] = {"client_id": thing.client_id, "written_at": thing.written_at}
    if form.is_valid():
        make_checkin(viewer, **made, **form.answers())
        return Landed(KEPT)
    if form.says_unsafe:  # whatever else is wrong must not keep help away
        make_checkin(viewer, client_id=f"no-{thing.client_id[:37]}", written_at=thing.written_at, safe=False)
    return Landed(REFUSED, " ".join(dict.fromkeys(str(error) for errors in form.errors.values() for error in errors)))


def _not_today(viewer: Viewer, thing: Thing) -> Landed:
    make_checkin(viewer, client_id=thing.client_id, written_at=thing.written_at, not_today=True)
    return Landed(KEPT)
