"""The one way a message is kept: behind the socket, the form without JavaScript and the API.

Everything that waits is one batch: one transaction, one question to the policy a room, messages and facts
together, then one frame a room. A batch that fails is tried again one by one, so that a bad row fails alone.
"""

import datetime as dt
import json
import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError, transaction
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from cairn.care import worry
from cairn.chat import keeping
from cairn.chat.beside import whole
from cairn.chat.files import Stored
from cairn.chat.fragment import NOTHING, Beside, Writer, fragment
from cairn.chat.keeping import Fresh
from cairn.chat.models import Attachment, Message, Room
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.ids import new_id
from cairn.kit.text import clean
from cairn.trust import journal, standing, telling
from cairn.trust.models import Fact, Head

log = logging.getLogger("cairn.chat")
LONGEST, SHORT = 8000, 40
_CLIENT_ID = re.compile(r"[\w^:.-]{1,40}")

EMPTY = _("There is nothing to send yet.")
TOO_LONG = _("This message is too long. Please send it in two parts.")
NOT_HERE = _("This room is no longer open to you. Your words are still in the box, so that you can copy them.")
PAUSED = _("You cannot write in this room for now. Your words are still in the box; please try again later.")
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
    files: tuple[Stored, ...] = ()
    written_at: dt.datetime | None = None


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
    if not (len(one.body) > SHORT or clean(one.body)) and one.card is None and not one.files:
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
        rooms = {a.outgoing.room: Room(id=a.outgoing.room, organisation_id=organisation) for a in answers}
        accepted = [a for a in answers if _is_open(a, rooms[a.outgoing.room], head)]
        if not accepted:
            return []
        moment = now()
        answered = _answered(accepted)
        last = keeping.take_numbers(organisation, Counter(a.outgoing.room for a in accepted), moment)
        kept = [_number(a, last, moment, answered) for a in accepted]
        keeping.insert(kept)
        around = _beside(accepted, answered)
        _tell(head, kept)
        _tell_of_danger(organisation, kept)
        writers = Writer.remembered({m.author_id for m in kept}, head)
        audiences = {pk: standing.persons_who_may("view", rooms[pk], head.rights) for pk in last}
    return _deliveries(audiences, writers, kept, around)


def _is_open(answer: Answer, room: Room, head: Head) -> bool:
    one = answer.outgoing
    if one.person not in standing.persons_who_may("speak", room, head.rights):
        answer.refused = _why_not(one, room, head)
        return False
    return True


def _why_not(one: Outgoing, room: Room, head: Head) -> "str | Promise":
    if one.person not in standing.persons_who_may("view", room, head.rights):
        return NOT_HERE
    return PAUSED


def _answered(accepted: Sequence[Answer]) -> dict[int, Message]:
    """The messages that these answer. One query, and none where nobody answers anybody.

    Words count more than what they answer: an answer to something that is not here is kept as words of its own.
    """
    wanted = {a.outgoing.reply_to for a in accepted if a.outgoing.reply_to}
    if not wanted:
        return {}
    organisation = accepted[0].outgoing.organisation
    found = whole(Message.objects.filter(organisation_id=organisation, pk__in=wanted, removed_at=None))
    return {message.pk: message for message in found}


def _beside(accepted: Sequence[Answer], answered: dict[int, Message]) -> Beside:
    """What stands beside words just sent: mostly nothing. Files lie on disk already, under the ids of their rows."""
    kept = {a.message.pk: a.outgoing for a in accepted if a.message is not None}
    files = {pk: [one.row(pk) for one in sent.files] for pk, sent in kept.items() if sent.files}
    if files:
        Attachment.objects.bulk_create(row for rows in files.values() for row in rows)
    if not answered and not files:
        return NOTHING
    answers = {pk: answered[sent.reply_to] for pk, sent in kept.items() if sent.reply_to in answered}
    return Beside({pk: (other, escape(other.author.chosen_name)) for pk, other in answers.items()}, {}, files)


def _number(answer: Answer, last: dict[int, int], moment: dt.datetime, answered: dict[int, Message]) -> Fresh:
    one = answer.outgoing
    other = answered.get(one.reply_to or 0)
    last[one.room] += 1
    kept = Fresh(
        pk=new_id(),
        organisation_id=one.organisation,
        room_id=one.room,
        number=last[one.room],
        author_id=one.person,
        client_id=one.client_id,
        body=clean(one.body),
        made_at=moment,
        kind=one.kind,
        wants=one.wants,
        reply_to_id=other.pk if other and other.room_id == one.room else None,
        card=one.card,
        files=len(one.files),
        written_at=one.written_at,
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


def _tell_of_danger(organisation: int, messages: list[Fresh]) -> None:
    """Words that sound like danger are told in the same transaction: what follows is a row that somebody must take."""
    listed = worry.all_phrases(organisation)
    for one in messages:
        if one.body and one.card is None and worry.worries(one.body, listed):
            telling.conclude([
                Fact(
                    organisation_id=organisation, actor=one.author_id, verb="message.worrying",
                    table=Message._meta.db_table, row=one.pk, about=one.author_id, grounds="may speak", at=one.made_at,
                )
            ])  # fmt: skip


def _deliveries(
    audiences: dict[int, frozenset[int]], writers: dict[int, Writer], messages: list[Fresh], around: Beside
) -> list[Delivery]:
    items: dict[int, list[dict[str, object]]] = {}
    for m in messages:
        items.setdefault(m.room_id, []).append(
            {
                "id": str(m.pk),
                "number": m.number,
                "author": str(m.author_id),
                "client_id": m.client_id,
                "html": fragment(m, writers[m.author_id], around),
            }
        )
    return [
        Delivery(audiences[pk], json.dumps({"type": "messages", "room": str(pk), "items": mine}))
        for pk, mine in items.items()
    ]
