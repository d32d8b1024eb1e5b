"""The one way a message is kept: behind the socket, the form without JavaScript and the API.

Everything that waits is one batch: one transaction, one question to the policy a room, messages and facts
together, then one frame a room. A batch that fails is tried again one by one, so that a bad row fails alone.
"""

import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError, transaction
from django.db.models import BigIntegerField, Case, F, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cairn.chat.fragment import Writer, fragment
from cairn.chat.models import Message, Room
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.ids import new_id
from cairn.kit.text import clean
from cairn.trust import journal, standing, telling
from cairn.trust.models import Fact, Head

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
    message: Message | None = None
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
        rooms = {
            room.pk: room
            for room in Room.objects.select_for_update()
            .filter(organisation_id=organisation, pk__in={a.outgoing.room for a in answers})
            .order_by("pk")
        }
        accepted = [a for a in answers if _is_open(a, rooms, head)]
        if not accepted:
            return []
        messages = [_message(a, rooms[a.outgoing.room]) for a in accepted]
        Message.objects.bulk_create(messages)
        _advance(rooms)
        _tell(head, messages)
        audiences = {pk: standing.persons_who_may("view", room, head.rights) for pk, room in rooms.items()}
    return _deliveries(rooms, audiences, messages)


def _is_open(answer: Answer, rooms: dict[int, Room], head: Head) -> bool:
    one = answer.outgoing
    room = rooms.get(one.room)
    if room is None or one.person not in standing.persons_who_may("speak", room, head.rights):
        answer.refused = NOT_HERE
        return False
    return True


def _message(answer: Answer, room: Room) -> Message:
    one = answer.outgoing
    room.last_number += 1
    room.last_at = now()
    message = Message(
        id=new_id(),
        organisation_id=one.organisation,
        room=room,
        number=room.last_number,
        author_id=one.person,
        client_id=one.client_id,
        kind=one.kind,
        wants=one.wants,
        reply_to_id=one.reply_to,
        card=one.card,
        made_at=room.last_at,
    )
    message.body = clean(one.body)
    answer.message = message
    return message


def _advance(rooms: dict[int, Room]) -> None:
    numbers = [When(pk=pk, then=Value(room.last_number, BigIntegerField())) for pk, room in rooms.items()]
    Room.objects.filter(pk__in=rooms).update(last_number=Case(*numbers, default=F("last_number")), last_at=now())


def _tell(head: Head, messages: list[Message]) -> None:
    facts = [
        Fact(
            organisation_id=m.organisation_id,
            actor=m.author_id,
            verb="message.sent",
            table=Message._meta.db_table,
            row=m.pk,
            about=m.author_id,
            grounds="may speak",
            at=m.made_at,
        )
        for m in messages
    ]
    telling.record(facts, head)


def _deliveries(
    rooms: dict[int, Room], audiences: dict[int, frozenset[int]], messages: list[Message]
) -> list[Delivery]:
    writers = Writer.of({m.author_id for m in messages})
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
