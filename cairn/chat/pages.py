"""What the pages of a room are made of."""

import datetime as dt
import json
import uuid
from typing import Any

from django.db.models import F
from django.http import QueryDict

from cairn.care import worry
from cairn.chat import reads
from cairn.chat.files import ACCEPT
from cairn.chat.forms import WISHES, SendForm
from cairn.chat.lines import lines_of
from cairn.chat.models import Message, Room
from cairn.chat.words import WORDS, removal, table
from cairn.kit.errors import NotHere
from cairn.kit.text import excerpt
from cairn.trust.keys import ring
from cairn.trust.viewer import Viewer


def open_room(viewer: Viewer, pk: int) -> Room:
    """A room as its page needs it: everything said of it in one query."""
    rooms = reads.with_draft(reads.my_rooms(viewer, may=("speak", "pause")), viewer)
    room = rooms.filter(pk=pk).first()
    if room is None:
        raise NotHere
    return room


def stretch_asked(viewer: Viewer, room: Room, asked: QueryDict) -> reads.Stretch:
    """The messages an address asks for: before or after a number, around one, or the newest."""
    if number := number_of(asked, "before"):
        return reads.before(viewer, room, number)
    if (number := number_of(asked, "after")) is not None:
        return reads.after(viewer, room, number)
    if number := number_of(asked, "at"):
        return reads.around(viewer, room, number)
    return reads.newest(viewer, room)


def room_context(viewer: Viewer, room: Room, stretch: reads.Stretch, asked: QueryDict) -> dict[str, Any]:
    """Everything the page of a room shows, apart from what stands in the box."""
    read: int | None = getattr(room, "read", None)
    plain = stretch.is_newest and not {"before", "after", "at"} & set(asked)
    above = stretch.first - 1 - read if plain and read is not None and stretch.messages else 0
    return {
        "room": room,
        "stretch": stretch,
        "lines": lines_of(stretch, viewer, read=read),
        "words": json.dumps(table()),
        "is_live": stretch.is_newest,
        "new_above": max(0, above),
        "read": read,
    }


def box_context(
    viewer: Viewer, room: Room, asked: QueryDict, *, form: SendForm | None = None, why: object = "", seen: str = ""
) -> dict[str, Any]:
    """What stands in the box: words that were refused, else the draft; and the message that is answered."""
    reply = number_of(asked, "reply") or number_of(asked, "reply_to")
    others = viewer.see(Message).select_related("author").filter(room=room, removed_at=None)
    return {
        "body": form.word("body") if form else reads.draft_of(room, viewer),
        "client_id": (form.word("client_id") if form else "") or uuid.uuid4().hex,
        "why": why,
        "wishes": WISHES,
        "wants": form.word("wants") if form else "",
        "accept": ACCEPT,
        "reply": others.filter(pk=reply).first() if reply else None,
        "is_open": form is not None and bool(form.word("wants")),
        "phrases": json.dumps(worry.all_phrases(viewer.organisation_id)),
        "seen": seen,
    }


def list_of_rooms(viewer: Viewer) -> list[dict[str, Any]]:
    """The viewer's rooms with the newest words first: what is unread, and how each conversation ends."""
    rooms = list(reads.my_rooms(viewer).order_by(F("last_at").desc(nulls_last=True), "pk"))
    last = reads.last_messages(viewer, rooms)
    ring.warm(message.body_sealed for message in last.values())
    return [_room_line(room, last.get(room.pk)) for room in rooms]


def _room_line(room: Room, last: Message | None) -> dict[str, Any]:
    return {"room": room, "unread": reads.unread_of(room), "last": last, "words": words_of(last)}


def words_of(message: Message | None) -> str:
    """The beginning of a message on one line, in words also where there are none."""
    if message is None:
        return ""
    if message.removed_at:
        return str(WORDS[removal(message.author_id, message.removed_by_id)])
    beginning = excerpt(message.body, 90)
    if message.card is not None:
        return f"{WORDS[message.kind]}. {beginning}".strip()
    return beginning or str(WORDS["file" if message.files else "erased"])


def day_asked(asked: QueryDict) -> dt.date | None:
    """The day an address asks for, or None. The calendar's own ends are no days anybody wrote on, and have no moment."""
    try:
        day = dt.date.fromisoformat(asked.get("day", ""))
    except ValueError:
        return None
    return day if dt.MINYEAR < day.year < dt.MAXYEAR else None


def number_of(asked: QueryDict, name: str) -> int | None:
    """A number in an address or a form, or None."""
    value = asked.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else None
