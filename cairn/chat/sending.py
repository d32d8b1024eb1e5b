"""The one way a message is kept: behind the socket, the form without JavaScript and the API.

Everything that waits is one batch: one transaction, one question to the policy a room, messages and facts
together, then one frame a room. A batch that fails is tried again one by one, so that a bad row fails alone.
"""

import datetime as dt
import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cairn.chat import keeping
from cairn.chat.fragment import Writer, fragment
from cairn.chat.keeping import Fresh
from cairn.chat.models import Message, Room
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.ids import new_id
from cairn.kit.text import clean
from cairn.trust import journal, standing
from cairn.trust.models import Head

log = logging.getLogger("cairn.chat")
LONGEST = 8000
_CLIENT_ID = re.compile(r"[\w^:.-]{1,40}")

EMPTY = _("There is nothing to send yet.")
TOO_LONG = _("This message is too long. Please send it in two parts.")
NOT_HERE = _("This room is not open to you, or is paused. Your words are still in the box.")
BAD_ID = _("The message came without its name. Please reload the page; your words are kept.")
TROUBLE = _("We could not keep this message just now. Please try again.")


@dataclass(frozen=True)
class Outgoing:
    """A message on its way in."""

    organisation: int
    person: int
    room: int
    client_id: str
    body: str
    reply_to: int | None = None
    wants: str = ""
    kind: str = Message.Kind.TEXT
    card: int | None = None


@dataclass
class Answer:
    """What became of it: kept under a number, or refused with a sentence."""

    outgoing: Outgoing
    message: Message | Fresh | None = None
    refused: "str | Promise" = ""


@dataclass
class Delivery:
    """One frame for everybody who may see a room."""

    persons: frozenset[int]
    frame: str


@dataclass
class Outcome:
    """The answers in the order of the batch, and what to deliver."""

    answers: list[Answer]
    deliveries: list[Delivery] = field(default_factory=list)


def send_messages(batch: Sequence[Outgoing]) -> Outcome:
    """Keep every message of the batch that its writer may send. Returns only after the commit."""
    answers = [Answer(one, refused=_fault(one)) for one in batch]
    deliveries: list[Delivery] = []
    for organisation in dict.fromkeys(one.organisation for one in batch):
        mine = [a for a in answers if a.outgoing.organisation == organisation and not a.refused]
        with wall.within(organisation):
            deliveries += _keep_or_split(organisation, mine)
    return Outcome(answers, deliveries)


def _fault(one: Outgoing) -> "str | Promise":
    if not _CLIENT_ID.fullmatch(one.client_id):
        return BAD_ID
    if not one.body.strip() and one.card is None:
        return EMPTY
    return TOO_LONG if len(one.body) > LONGEST else ""


def _keep_or_split(organisation: int, answers: list[Answer]) -> list[Delivery]:
    if not answers:
        return []
    try:
        return _keep(organisation, answers)
    except DatabaseError:
        if len(answers) > 1:
            return [delivery for one in answers for delivery in _keep_or_split(organisation, [one])]
        _already_kept(answers[0])
        return []


def _already_kept(answer: Answer) -> None:
    """A retry of something kept before gets the first answer again; anything else is our trouble, said kindly."""
    one = answer.outgoing
    answer.message = Message.objects.filter(
        organisation_id=one.organisation, author_id=one.person, client_id=one.client_id
    ).first()
    if answer.message is None:
        log.warning("a message could not be kept")
        answer.refused = TROUBLE


def _keep(organisation: int, answers: list[Answer]) -> list[Delivery]:
    with transaction.atomic():
        head = journal.lock(organisation)
        rooms = keeping.take_rooms(organisation, {a.outgoing.room for a in answers})
        accepted = [a for a in answers if _is_open(a, rooms, head)]
        if not accepted:
            return []
        moment = now()
        kept = [_number(a, rooms[a.outgoing.room], moment) for a in accepted]
        keeping.insert(kept)
        written = {m.room_id for m in kept}
        keeping.advance([(pk, rooms[pk].last_number) for pk in sorted(written)], moment)
        _tell(head, kept)
        writers = Writer.remembered({m.author_id for m in kept}, head)
        audiences = {pk: standing.persons_who_may("view", rooms[pk], head.rights) for pk in written}
    return _deliveries(audiences, writers, kept)


def _is_open(answer: Answer, rooms: dict[int, Room], head: Head) -> bool:
    one = answer.outgoing
    room = rooms.get(one.room)
    if room is None or one.person not in standing.persons_who_may("speak", room, head.rights):
        answer.refused = NOT_HERE
        return False
    return True


def _number(answer: Answer, room: Room, moment: dt.datetime) -> Fresh:
    one = answer.outgoing
    room.last_number += 1
    kept = Fresh(
        pk=new_id(),
        organisation_id=one.organisation,
        room_id=room.pk,
        number=room.last_number,
        author_id=one.person,
        client_id=one.client_id,
        body=clean(one.body),
        made_at=moment,
        kind=one.kind,
        wants=one.wants,
        reply_to_id=one.reply_to,
        card=one.card,
    )
    answer.message = kept
    return kept


def _tell(head: Head, messages: list[Fresh]) -> None:
    """Straight to the journal: nothing follows from a message but its delivery, which is already under way."""
    table = Message._meta.db_table
    rows: list[journal.Row] = [
        (new_id(), m.made_at, m.author_id, "", "message.sent", table, m.pk, m.author_id, "may speak", None)
        for m in messages
    ]
    journal.append_rows(head, rows, moves_rights=False)


def _deliveries(
    audiences: dict[int, frozenset[int]], writers: dict[int, Writer], messages: list[Fresh]
) -> list[Delivery]:
    items: dict[int, list[dict[str, object]]] = {}
    for m in messages:
        items.setdefault(m.room_id, []).append(
            {
                "id": str(m.pk),
                "number": m.number,
                "author": str(m.author_id),
                "client_id": m.client_id,
                "html": fragment(m, writers[m.author_id]),
            }
        )
    return [
        Delivery(audiences[pk], json.dumps({"type": "messages", "room": str(pk), "items": mine}))
        for pk, mine in items.items()
    ]
