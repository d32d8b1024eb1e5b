"""The desk against an engine of paper: one seat a page, in order, through lost lines and a lost media server."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from cairn.liveroom import desk, seating
from cairn.liveroom.engine import EngineError, Send, Unwanted


class PaperSeat:
    """A seat that notes what it is told."""

    def __init__(self, who: str, send: Send) -> None:
        self.who, self.send, self.told, self.is_closed = who, send, list[str](), False

    async def client(self, message: dict[str, Any]) -> None:
        if message["do"] == "answer":
            raise Unwanted("no description")
        self.told.append(message["do"])

    async def close(self) -> None:
        self.is_closed = True

    def state(self) -> dict[str, Any]:
        return {"session": self.who}

    def let_go(self) -> None:
        self.told.append("let go")


class PaperEngine:
    """An engine that notes what it is asked."""

    name = "paper"

    def __init__(self) -> None:
        self.seats, self.asked, self.broken = list[PaperSeat](), list[tuple[object, ...]](), False

    def is_up(self) -> bool:
        return not self.broken

    async def open_room(self, room: str, size: int) -> None:
        if self.broken:
            raise EngineError("gone")
        self.asked.append(("open", room))

    async def close_room(self, room: str) -> None:
        self.asked.append(("close", room))

    async def seat(self, room: str, who: str, send: Send) -> PaperSeat:
        await asyncio.sleep(0)  # another frame of the same page may come in between
        self.seats.append(PaperSeat(who, send))
        return self.seats[-1]

    async def take_over(self, room: str, who: str, state: dict[str, Any], send: Send) -> PaperSeat:
        if self.broken or state != {"session": who}:
            raise EngineError("gone")
        return await self.seat(room, who, send)

    async def mute(self, room: str, who: str, kind: str, on: bool) -> None:
        self.asked.append(("mute", who, on))

    async def remove(self, room: str, who: str) -> None:
        self.asked.append(("remove", who))


class PaperPage:
    """An open page that notes what it hears."""

    def __init__(self, person: int = 1) -> None:
        self.person, self.organisation, self.closing, self.heard = person, 9, 0, list[dict[str, Any]]()
        self.kept = ""

    def say(self, text: str) -> None:
        frame = json.loads(text)
        if frame["is"] == "kept":
            self.kept = frame["token"]
        else:
            self.heard.append(frame)

    def last(self) -> dict[str, Any]:
        return self.heard[-1]


class Stage:
    """A desk whose rows are of paper, too."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.risen, self.muted, self.moved, self.number = list[str](), False, False, 0
        self.taken_over = False
        self.answer: dict[str, Any] | None = None
        for name in ("came_back", "went_away"):
            monkeypatch.setattr(seating, name, lambda place: None)
        monkeypatch.setattr(seating, "is_muted", lambda place: self.muted)
        monkeypatch.setattr(seating, "has_moved", lambda place: self.moved)
        monkeypatch.setattr(seating, "why_not", lambda place: "moved" if self.moved else "")
        monkeypatch.setattr(seating, "was_taken_over", lambda place: self.taken_over)
        monkeypatch.setattr(seating, "token", lambda place, state: json.dumps([place.feed, state]))
        monkeypatch.setattr(seating, "resume", self._resume)
        monkeypatch.setattr(seating, "sit", self._sit)
        monkeypatch.setattr(seating, "rise", self._risen)
        self.tasks = set[asyncio.Task[None]]()
        self.desk = desk.Desk(Path("nowhere"), self._in_thread, self._later)
        self.engine = self.desk.engine = PaperEngine()

    def _risen(self, place: seating.Place, why: str, quietly: bool) -> None:
        if not quietly:
            self.risen.append(str(why))

    def _sit(self, organisation: int, person: int, session: object, is_up: bool) -> seating.Place | dict[str, Any]:
        if self.answer is not None:
            return self.answer
        self.number += 1
        before = f"feed{self.number - 1}" if self.number > 1 else ""
        return seating.Place(
            organisation, person, 5, 6, 7, "room", f"feed{self.number}", 8, 12, before, state={"muted": False}
        )

    def _resume(
        self, organisation: int, person: int, session: object, kept: str
    ) -> tuple[seating.Place, dict[str, Any]] | None:
        feed, state = json.loads(kept)
        return (seating.Place(organisation, person, 5, 6, 7, "room", feed, 8, 12, ""), state) if feed else None

    async def _in_thread(self, function: Callable[..., Any], *args: Any) -> Any:
        await asyncio.sleep(0)
        return function(*args)

    def _later(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def says(self, page: PaperPage, **frame: Any) -> None:
        self.desk.take(page, {"type": "room", "session": "5", **frame})
        await self.still()

    async def still(self) -> None:
        while self.tasks:
            await asyncio.gather(*self.tasks)


def played(monkeypatch: pytest.MonkeyPatch, scene: Callable[[Stage], Awaitable[None]]) -> None:
    async def play() -> None:
        await scene(Stage(monkeypatch))

    asyncio.run(play())


def test_a_page_that_says_it_is_here_twice_has_one_seat(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        page = PaperPage()
        stage.desk.take(page, {"do": "here", "session": "5"})
        await stage.says(page, do="here")
        assert len(stage.engine.seats) == 1
        assert [frame["is"] for frame in page.heard] == ["in", "in"]
        assert page.last()["again"] is True

    played(monkeypatch, scene)


def test_who_waits_or_was_removed_has_no_seat(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        page = PaperPage()
        for answer in ({"is": "wait"}, {"is": "out", "why": "removed"}, {"is": "down"}):
            stage.answer = answer
            await stage.says(page, do="here")
            assert page.last()["is"] == answer["is"]
        assert stage.engine.seats == [] and stage.engine.asked == []

    played(monkeypatch, scene)


def test_nobody_speaks_for_somebody_elses_seat(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        ana, ivo = PaperPage(1), PaperPage(2)
        await stage.says(ana, do="here")
        await stage.says(ana, do="publish", feed="feed1")
        for do in ("publish", "leave", "here"):
            await stage.says(ivo, do=do, feed="feed1")
        assert stage.engine.seats[0].told == ["publish"]
        assert not stage.engine.seats[0].is_closed and stage.risen == []
        assert ivo.heard == []

    played(monkeypatch, scene)


def test_a_lost_line_keeps_its_seat_for_a_while_and_comes_back_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        page, later = PaperPage(), PaperPage()
        await stage.says(page, do="here")
        page.closing = 1006
        stage.desk.gone(page)
        await stage.says(later, do="here", feed="feed1")
        assert later.last()["again"] is True and len(stage.engine.seats) == 1
        later.closing = 1006
        stage.desk.gone(later)
        (sitting,) = stage.desk._sittings.values()
        stage.desk._missed(sitting)
        await stage.still()
        assert stage.engine.seats[0].is_closed
        assert stage.risen == [str(seating.LOST)]

    played(monkeypatch, scene)


def test_when_a_process_ends_the_next_one_takes_its_seats_over(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        before, page = PaperPage(), PaperPage()
        await stage.says(before, do="here")
        stage.desk._sittings.clear()  # the process is gone, and all it knew
        await stage.says(page, do="here", feed="feed1", kept=before.kept)
        assert page.last()["again"] is True and page.last()["feed"] == "feed1"
        assert stage.number == 1, "no new seat was taken"
        assert page.kept == before.kept
        await stage.says(page, do="publish", feed="feed1")
        assert stage.engine.seats[1].told == ["publish"]

    played(monkeypatch, scene)


def test_a_seat_that_ended_with_its_process_is_taken_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        for kept in (json.dumps(["", {}]), json.dumps(["feed1", {"session": "another"}])):
            page = PaperPage()
            await stage.says(page, do="here", feed="feed1", kept=kept)
            assert page.last()["is"] == "in" and "again" not in page.last()
            stage.desk._sittings.clear()

    played(monkeypatch, scene)


def test_a_seat_that_another_process_took_over_is_let_go_and_not_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        page = PaperPage()
        await stage.says(page, do="here")
        stage.taken_over = True
        page.closing = 1006
        stage.desk.gone(page)
        (sitting,) = stage.desk._sittings.values()
        stage.desk._missed(sitting)
        await stage.still()
        assert stage.engine.seats[0].told == ["let go"] and not stage.engine.seats[0].is_closed
        assert stage.risen == []

    played(monkeypatch, scene)


def test_another_page_of_the_same_person_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        phone, laptop = PaperPage(), PaperPage()
        await stage.says(phone, do="here")
        await stage.says(laptop, do="here")
        assert phone.last() == {"type": "room", "session": "5", "is": "out", "why": "elsewhere"}
        assert stage.engine.seats[0].is_closed and not stage.engine.seats[1].is_closed
        assert stage.risen == [], "the person never left"

    played(monkeypatch, scene)


def test_a_mute_is_done_again_by_the_server_when_a_page_comes_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        stage.muted = True
        page = PaperPage()
        await stage.says(page, do="here")
        await stage.says(page, do="publish", feed="feed1")
        assert ("mute", "feed1", True) in stage.engine.asked

    played(monkeypatch, scene)


def test_a_lost_media_server_is_told_and_a_new_seat_is_had(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        page = PaperPage()
        await stage.says(page, do="here")
        stage.engine.seats[0].send({"is": "lost"})
        assert page.last()["is"] == "lost"
        await stage.says(page, do="here", feed="feed1")
        assert len(stage.engine.seats) == 2 and page.last()["feed"] == "feed2"
        stage.engine.broken = True
        stage.engine.seats[1].send({"is": "lost"})
        await stage.says(page, do="here", feed="feed2")
        assert page.last()["is"] == "lost"

    played(monkeypatch, scene)


def test_what_no_page_of_ours_says_ends_nothing_and_reaches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        page = PaperPage()
        await stage.says(page, do="here")
        await stage.says(page, do="answer", feed="feed1")
        await stage.says(page, do="publish", feed="feed1")
        assert stage.engine.seats[0].told == ["publish"]

    played(monkeypatch, scene)


def test_a_page_that_closed_before_it_had_a_seat_leaves_none_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        page = PaperPage()
        stage.desk.take(page, {"do": "here", "session": "5"})
        await asyncio.sleep(0)
        page.closing = 1001
        await stage.still()
        assert all(one.page is None and one.away for one in stage.desk._sittings.values())

    played(monkeypatch, scene)


def test_who_was_sent_to_another_room_takes_a_seat_there_though_the_old_one_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scene(stage: Stage) -> None:
        page = PaperPage()
        await stage.says(page, do="here")
        stage.moved = True
        await stage.says(page, do="here")
        assert stage.engine.seats[0].is_closed and not stage.engine.seats[1].is_closed
        assert stage.risen == [], "the person never left: minutes go on"

    played(monkeypatch, scene)


def test_a_page_that_does_not_go_where_its_person_belongs_loses_its_seat(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(stage: Stage) -> None:
        page = PaperPage()
        await stage.says(page, do="here")
        await stage.desk.look_once()
        assert not stage.engine.seats[0].is_closed
        stage.moved = True
        await stage.desk.look_once()
        assert stage.engine.seats[0].is_closed and page.last()["is"] == "move"
        await stage.says(page, do="publish", feed="feed1")
        assert stage.engine.seats[0].told == [], "nothing of theirs passes any more"

    played(monkeypatch, scene)
