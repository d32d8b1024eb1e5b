"""A question to everybody in the room, answered without a name.

No table keeps an answer: the room keeps how often each was given, and, sealed and unreadable without the room's root, that
somebody answered once. Answering writes no fact, either: the journal would say who and when. Counts are shown when the
question is closed and at least three answered, so that nobody can watch one answer arrive.
"""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cairn.kit.errors import NotHere, Refused
from cairn.kit.live import bus
from cairn.kit.text import clean
from cairn.liveroom.models import Entrance, LiveRoom
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

FEWEST_ANSWERS, MOST_ANSWERS, LEAST_SHOWN, LONGEST = 2, 5, 3, 200
INCOMPLETE = _("A question needs its words and two to five answers.")


@dataclass(frozen=True)
class Poll:
    """How a question stands, for one who looks."""

    word: str
    question: str
    answers: list[tuple[int, str, int]]  # place, words, count
    total: int
    is_closed: bool
    has_answered: bool

    @property
    def is_shown(self) -> bool:
        """Whether counts may be seen."""
        return self.is_closed and self.total >= LEAST_SHOWN


@action
def ask_all(viewer: Viewer, room: LiveRoom, *, question: str, answers: list[str]) -> LiveRoom:
    """Ask everybody in the room. The question before it is gone."""
    viewer.must("lead", room)
    question = clean(question)[:LONGEST]
    answers = [words for one in answers if (words := clean(one)[:LONGEST])]
    if not question or not FEWEST_ANSWERS <= len(answers) <= MOST_ANSWERS:
        raise Refused(INCOMPLETE)
    word = secrets.token_hex(6)
    room.poll = json.dumps(
        {"word": word, "question": question, "answers": answers, "counts": [0] * len(answers), "by": []}
    )
    room.save(update_fields=["poll_sealed"])
    viewer.did("live.asked", room)
    return room


@action
def close_poll(viewer: Viewer, room: LiveRoom) -> LiveRoom:
    """Nobody answers any more: counts are shown, if enough answered."""
    viewer.must("lead", room)
    room = _alone(viewer, room)
    told = _told(room)
    if not told or told.get("closed"):
        viewer.did_before()
        return room
    room.poll = json.dumps({**told, "closed": True, "by": []})
    room.save(update_fields=["poll_sealed"])
    viewer.did("live.asked", room)
    return room


@action
def drop_poll(viewer: Viewer, room: LiveRoom) -> LiveRoom:
    """The question and its counts are gone."""
    viewer.must("lead", room)
    if not room.poll:
        viewer.did_before()
        return room
    room.poll = ""
    room.save(update_fields=["poll_sealed"])
    viewer.did("live.asked", room)
    return room


def answer(viewer: Viewer, room: LiveRoom, *, word: str, place: int) -> None:
    """Answer once. Deliberately no action: nothing of who answered is told to anybody, the journal included."""
    inside = Entrance.inside().filter(organisation_id=viewer.organisation_id, room=room)
    mine = inside.filter(person=viewer.me).first()
    if mine is None or viewer.may("lead", room):
        raise NotHere
    with transaction.atomic():
        room = _alone(viewer, room)
        told = _told(room)
        mark = _mark(room, word, mine)
        if told.get("word") != word or told.get("closed") or mark in told["by"] or place >= len(told["answers"]):
            return
        told["counts"][place] += 1
        room.poll = json.dumps({**told, "by": sorted([*told["by"], mark])})
        room.save(update_fields=["poll_sealed"])
    nudge = json.dumps({"type": "nudge", "topic": f"liveroom:{room.pk}"})
    bus.publish(inside.values_list("person_id", flat=True), nudge)


def poll_of(room: LiveRoom, mine: Entrance | None) -> Poll | None:
    """The question that stands in the room."""
    told = _told(room)
    if not told:
        return None
    counts = told["counts"]
    closed, total = bool(told.get("closed")), sum(counts)
    shown = counts if closed and total >= LEAST_SHOWN else [0] * len(counts)
    answers = [(place, words, shown[place]) for place, words in enumerate(told["answers"])]
    has = mine is not None and _mark(room, told["word"], mine) in told["by"]
    return Poll(told["word"], told["question"], answers, total, closed, has)


def _told(room: LiveRoom) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(room.poll) if room.poll else {}
    return told


def _mark(room: LiveRoom, word: str, mine: Entrance) -> str:
    return hmac.new(room.root.encode(), f"poll|{word}|{mine.pk}".encode(), hashlib.sha256).hexdigest()[:20]


def _alone(viewer: Viewer, room: LiveRoom) -> LiveRoom:
    return LiveRoom.objects.select_for_update().get(organisation_id=viewer.organisation_id, pk=room.pk)
