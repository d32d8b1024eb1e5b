"""What was said, into the database: messages in their order, cards of what was shown, reactions, read marks."""

from collections import defaultdict

from django.db import transaction
from django.utils import translation

from cairn.chat import keeping
from cairn.chat.keeping import Fresh
from cairn.chat.models import Message, Reaction, ReadMark
from cairn.checkins import cards
from cairn.demo.load_days import Days
from cairn.demo.load_people import Loaded
from cairn.demo.shape import Said

SPEAK = "may speak"


def load(loaded: Loaded, days: Days) -> None:
    """All rooms of the story."""
    kept: dict[int, Fresh] = {}
    by_room: dict[str, list[Said]] = defaultdict(list)
    for said in sorted(loaded.story.messages, key=lambda one: one.at):
        by_room[said.room].append(said)
        kept[id(said)] = _fresh(loaded, days, said, len(by_room[said.room]))
    for said in loaded.story.messages:
        if said.reply_to is not None and id(said.reply_to) in kept:
            kept[id(said)].reply_to_id = kept[id(said.reply_to)].pk
    with transaction.atomic():
        keeping.insert(list(kept.values()))
        for room, found in by_room.items():
            keeping.advance([(loaded.rooms[room].pk, len(found))], found[-1].at)
    for message in kept.values():
        row = Message(id=message.pk, author_id=message.author_id)
        loaded.ledger.told("message.sent", row, message.made_at, by=message.author_id, grounds=SPEAK)
    _warmth(loaded, kept)
    _read(loaded, by_room)
    loaded.ledger.write()


def _fresh(loaded: Loaded, days: Days, said: Said, number: int) -> Fresh:
    author, room = loaded.people[said.author], loaded.rooms[said.room]
    pk = loaded.ledger.id_at(said.at)
    fresh = Fresh(pk, author.organisation_id, room.pk, number, author.pk, f"demo-{pk}", said.text, said.at, kind="text")
    thing = said.checkin or said.weekly
    if thing is not None:
        shown = days.cards[id(thing), said.room]
        with translation.override(author.language):
            card = cards.card_of(shown)
        fresh.client_id, fresh.body = cards.name_of(shown.pk), card.body
        fresh.kind, fresh.wants, fresh.card = card.kind, card.wants, card.thing
    return fresh


def _warmth(loaded: Loaded, kept: dict[int, Fresh]) -> None:
    seen: set[tuple[int, int, str]] = set()
    for warmth in loaded.story.warmth:
        message, by = kept.get(id(warmth.to)), loaded.people[warmth.by]
        if message is None or (message.pk, by.pk, warmth.kind) in seen:
            continue
        seen.add((message.pk, by.pk, warmth.kind))
        loaded.ledger.add(Reaction, message.made_at, message_id=message.pk, person=by, kind=warmth.kind)
        row = Message(id=message.pk, author_id=message.author_id)
        loaded.ledger.told("message.reacted", row, message.made_at, by=by.pk, grounds="seat", about=by.pk)


def _read(loaded: Loaded, by_room: dict[str, list[Said]]) -> None:
    for (room, key), until in loaded.story.read_marks.items():
        number = sum(said.at <= until for said in by_room[room])
        if number:
            loaded.ledger.add(ReadMark, until, room=loaded.rooms[room], person=loaded.people[key], number=number)
