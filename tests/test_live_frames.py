"""Whatever a browser says over its socket, the house keeps standing, and nobody is told what is not theirs.

CAIRN_FUZZ=3000 pytest tests/test_live_frames.py    that many frames of each person
"""

import json
import os
import random
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from typing import Any

import pytest

from cairn.chat import pace
from cairn.chat.models import Message
from cairn.kit import wall
from cairn.kit.live import bus
from cairn.kit.live.line import Frame
from cairn.kit.live.socket import GOODBYE, Page, _take
from cairn.live import Live, LivePage
from cairn.signin.actions import _end_sessions
from cairn.signin.sessions import Identity, identify
from tests.cast import Cast, browser, say

FRAMES = int(os.environ.get("CAIRN_FUZZ", "300"))
KNOWN = {"kept", "refused", "messages", "typing", "nudge"}


class Heard(LivePage):
    """An open page that keeps what it was told."""

    __slots__ = ("told",)

    def __init__(self, identity: Identity) -> None:
        super().__init__(identity, lambda _page: None)
        self.told: list[str] = []

    def offer(self, frame: Frame) -> None:
        self.told.append(frame.text)


class Here(Live):
    """The live side without threads: what it would do later is done at once."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[Any] = []
        self._writer.submit = self._waiting.append  # type: ignore[method-assign,assignment]

    async def _in_thread(self, function: Any, *args: Any) -> Any:
        return function(*args)

    def _later(self, work: Coroutine[Any, Any, Any]) -> None:
        with pytest.raises(StopIteration):  # it came to its end without waiting for anybody
            work.send(None)

    def take(self, page: Page, text: str) -> None:
        """One frame comes in, and what it asks to be kept is kept."""
        _take(page, text, self._on_frame)
        if self._waiting:
            batch, self._waiting[:] = list(self._waiting), []
            self._after(batch, self._save(batch))


ODD: list[Any] = [None, True, -1, 0, 2**63, 2**70, 1e308, "", " ", "\x00", "\ud800", "🪨" * 40, "x" * 9000, "1" * 19, "١٢", [], {},
                  [[]], {"a": {"b": []}}, "../..", "<script>", "'; --", "9" * 5000]  # fmt: skip


def frame_of(chance: random.Random, rooms: list[str]) -> str:
    """A frame as a browser would say it, with something wrong in it more often than not; or no frame at all."""
    kind = chance.choice(["send", "since", "read", "typing", "nudge", "room", "", "SEND"])
    room = chance.choice([*rooms, *rooms, "0", "77", chance.choice(ODD)])
    frame: dict[str, Any] = {
        "type": kind, "room": room, "client_id": f"c{chance.randrange(50)}", "body": f"words {chance.randrange(9)}",
        "number": chance.choice([0, 1, 5, 10**9]), "rooms": {str(room): chance.choice([0, 1, "2", None])},
        "reply_to": chance.choice(["", "1", None]), "wants": chance.choice(["heard", "", 7]),
        "drawn": chance.choice([1, 10**12, "1" * 18]),
    }  # fmt: skip
    for name in chance.sample(sorted(frame), chance.choice([0, 0, 1, 1, 2, 4])):
        if chance.random() < 0.3:
            del frame[name]
        else:
            frame[name] = chance.choice(ODD)
    text = json.dumps(frame)
    if chance.random() < 0.1:
        cut = chance.randrange(len(text))
        text = chance.choice([text[:cut], text[cut:], "[" * 30_000, f"[{text}]", '"x"', "1", "", "{" * 99])
    return text


@pytest.mark.parametrize("name", ["ana", "bo", "dev", "ivo", "jo", "gil", "zoe"])
def test_no_frame_brings_the_house_down_or_opens_a_room(cast: Cast, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "may_send", lambda _person: True)
    say(cast.ana, cast.room, "for us alone: heron")
    person = getattr(cast, name)
    page, chance = Heard(Identity(person.pk, person.organisation_id, "session", "es")), random.Random(name)
    rooms = [str(cast.room.pk), str(cast.pair_room.pk)]
    with wall.everywhere("a test counts"):
        before = Message.objects.filter(author=person).count()
    live = Here()
    for _ in range(FRAMES):
        live.take(page, frame_of(chance, rooms))
    told = [json.loads(text) for text in page.told]
    assert {frame["type"] for frame in told} <= KNOWN and told, "The page was answered in frames that it knows."
    with wall.everywhere("a test counts"):
        wrote = Message.objects.filter(author=person).count() - before
    inside = name in {"ana", "bo", "dev"}
    assert any("heron" in text for text in page.told) is inside
    assert (wrote > 0) is inside


def test_a_page_whose_session_is_ended_elsewhere_closes_without_waiting_for_the_sweep(
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    identity = identify(f"cairn={browser(cast.ana).cookies['cairn'].value}", "harbor-house")
    assert identity is not None and cast.ana.account_id is not None
    live = Here()
    page = LivePage(identity, live._look_again)
    live._look_again(page)
    assert page.closing == 0, "Its session lives."
    monkeypatch.setattr(
        bus, "publish", lambda persons, text: page.offer(Frame(text)) if page.person in persons else None
    )
    with django_capture_on_commit_callbacks(execute=True):
        _end_sessions(cast.ana.account_id, keep="")
    assert page.closing == GOODBYE
