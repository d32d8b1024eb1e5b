"""The desk of one web process: which open page sits in which live room, and what its frames mean.

A page speaks only with the house. What it says of sound and pictures goes through the seam; nothing of it is ever
logged. Everything that has to outlive a line is a row: mute, hand, who was let in.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

from cairn.liveroom import seating
from cairn.liveroom.engine import Engine, EngineError, Seat, Unwanted
from cairn.liveroom.janus import Janus

log = logging.getLogger("cairn.liveroom")
AWAY_SECONDS, LOOK_SECONDS, MOVE_SECONDS = 20.0, 10.0, 3.0
MEDIA = frozenset({"publish", "answer", "ice", "layers"})
InThread = Callable[..., Awaitable[Any]]
_desk: "Desk | None" = None


class Page(Protocol):
    """An open page of a person."""

    person: int
    organisation: int
    closing: int

    def say(self, text: str) -> None: ...


class Sitting:
    """One page in one room: its seat at the media server, and the page itself while its line is there."""

    def __init__(self, page: Page | None, place: seating.Place) -> None:
        self.page: Page | None = page
        self.place = place
        self.seat: Seat | None = None
        self.away: asyncio.TimerHandle | None = None

    def send(self, said: dict[str, Any]) -> None:
        """A frame for its browser, if the line is there."""
        if self.page is not None:
            self.page.say(seating.frame(self.place.session, said))


class Desk:
    """Takes the frames of live rooms, in one web process."""

    def __init__(self, data: Path, in_thread: InThread, later: Callable[[Awaitable[None]], None]) -> None:
        self._janus = Janus(data)
        self.engine: Engine = self._janus
        self._in_thread, self._later = in_thread, later
        self._sittings: dict[str, Sitting] = {}
        self._turns: dict[Page, asyncio.Lock] = {}  # what one page says is taken in its order
        self._loop = asyncio.get_running_loop()

    async def run(self) -> None:
        """Stay connected to the media server, and look every few seconds whether everybody may still be here."""
        global _desk
        _desk = self
        try:
            await asyncio.gather(self._janus.run(), self._look())
        finally:
            _desk = None

    def take(self, page: Page, frame: dict[str, Any]) -> None:
        """A frame of type "room" came in."""
        self._later(self._answer(page, frame))

    async def _answer(self, page: Page, frame: dict[str, Any]) -> None:
        async with self._turns.setdefault(page, asyncio.Lock()):
            if not page.closing:
                await self._answer_one(page, frame)
        if page.closing:  # it ended meanwhile, perhaps before it had a seat
            self.gone(page)

    async def _answer_one(self, page: Page, frame: dict[str, Any]) -> None:
        sitting = self._sittings.get(str(frame.get("feed", "")))
        if sitting is not None and (sitting.place.person, sitting.place.organisation) != (
            page.person,
            page.organisation,
        ):
            return  # a word that is somebody else's
        do = frame.get("do")
        if do == "here":
            await self._here(page, frame, sitting or self._of(page))
        elif sitting is not None and do in MEDIA:
            await self._media(sitting, frame)
        elif sitting is not None and do == "leave":
            await self.rise(sitting, seating.LEFT)
        elif sitting is not None:
            said = await self._in_thread(seating.heard, sitting.place, frame)
            if said:
                sitting.send(said)

    async def _here(self, page: Page, frame: dict[str, Any], sitting: Sitting | None) -> None:
        """The page is open at the room: its seat if it has one, a new one if it was let in, else it waits."""
        is_own = sitting is not None and sitting.seat is not None
        if sitting is not None and is_own and not await self._in_thread(seating.has_moved, sitting.place):
            self._back(sitting, page)
            return
        if sitting is not None:
            await self.rise(sitting, seating.LOST, quietly=True)
        elif isinstance(kept := frame.get("kept"), str) and await self._take_over(page, frame, kept):
            return
        place = await self._in_thread(
            seating.sit, page.organisation, page.person, frame.get("session"), self.engine.is_up()
        )
        if isinstance(place, dict):
            page.say(seating.frame(seating.number(frame.get("session")), place))
            return
        sitting = self._sittings[place.feed] = Sitting(page, place)
        if place.before:
            await self._give_way(place)
        try:
            await self.engine.open_room(place.room, place.size)
            # Frames that the media server sends for this seat come after the word that there is one.
            sitting.send(place.welcome())
            sitting.seat = await self.engine.seat(place.room, place.feed, lambda said: self._from_engine(sitting, said))
            self._hand_token(sitting)
        except EngineError as trouble:
            log.warning("no seat: %s", trouble)
            await self.rise(sitting, seating.LOST, quietly=True)
            page.say(seating.frame(place.session, {"is": "lost"}))

    async def _take_over(self, page: Page, frame: dict[str, Any], kept: str) -> bool:
        """The process that held this page's seat has ended: go on with the seat, which the media server has kept."""
        found = await self._in_thread(seating.resume, page.organisation, page.person, frame.get("session"), kept)
        if found is None:
            return False
        place, state = found
        sitting = Sitting(None, place)
        try:
            sitting.seat = await self.engine.take_over(
                place.room, place.feed, state, lambda said: self._from_engine(sitting, said)
            )
        except EngineError:
            return False
        self._sittings[place.feed] = sitting
        self._back(sitting, page)
        self._hand_token(sitting)
        return True

    def _hand_token(self, sitting: Sitting) -> None:
        """What the page shows another process, should this one end."""
        if sitting.seat is not None:
            sitting.send({"is": "kept", "token": seating.token(sitting.place, sitting.seat.state())})

    def _of(self, page: Page) -> Sitting | None:
        return next((one for one in self._sittings.values() if one.page is page), None)

    def _back(self, sitting: Sitting, page: Page) -> None:
        """The line was lost and came back before anybody missed it: sound and pictures never stopped."""
        if sitting.away is not None:
            sitting.away.cancel()
            sitting.away = None
        sitting.page = page
        sitting.send({**sitting.place.welcome(), "again": True})
        self._later(self._in_thread(seating.came_back, sitting.place))

    async def _give_way(self, place: seating.Place) -> None:
        """The same person sat in the room with another page, perhaps at another process."""
        other = self._sittings.get(place.before)
        if other is not None:
            other.send({"is": "out", "why": "elsewhere"})
            await self.rise(other, seating.LEFT, quietly=True)
            return
        try:
            await self.engine.remove(place.room, place.before)
        except EngineError:
            log.debug("nobody was there any more")

    async def _media(self, sitting: Sitting, frame: dict[str, Any]) -> None:
        if sitting.seat is None:
            return
        try:
            await sitting.seat.client(frame)
            if frame.get("do") == "publish" and await self._in_thread(seating.is_muted, sitting.place):
                await self.engine.mute(sitting.place.room, sitting.place.feed, "audio", True)
        except Unwanted as trouble:
            log.warning("a page of a live room asked for what no page of ours asks for: %s", trouble)
        except EngineError:
            sitting.send({"is": "lost"})

    def _from_engine(self, sitting: Sitting, said: dict[str, Any]) -> None:
        if said["is"] == "kicked":
            self._later(self.rise(sitting, seating.REMOVED))
        elif said["is"] == "lost":
            sitting.seat = None
            sitting.send(said)
        else:
            sitting.send(said)
            if said["is"] == "offer":  # whom it hears has changed
                self._hand_token(sitting)

    def gone(self, page: Page) -> None:
        """An open page ended. Its seat stays a while: most lines that break come back."""
        self._turns.pop(page, None)
        for sitting in tuple(self._sittings.values()):
            if sitting.page is page:
                sitting.page = None
                self._later(self._in_thread(seating.went_away, sitting.place))
                sitting.away = self._loop.call_later(AWAY_SECONDS, self._missed, sitting)

    def _missed(self, sitting: Sitting) -> None:
        self._later(self.rise(sitting, seating.LOST))

    async def rise(self, sitting: Sitting, why: str, *, quietly: bool = False) -> None:
        """Take a sitting away: the seat at the media server, and the place in the room. `quietly`: another is coming."""
        if self._sittings.pop(sitting.place.feed, None) is None:
            return
        if sitting.away is not None:
            sitting.away.cancel()
        if sitting.seat is not None and await self._in_thread(seating.was_taken_over, sitting.place):
            sitting.seat.let_go()
            return
        if sitting.seat is not None:
            await sitting.seat.close()
        await self._in_thread(seating.rise, sitting.place, why, quietly)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.look_once()

    async def look_once(self) -> None:
        """May everybody still be where they sit? Who may not is taken from there, whatever their page does."""
        for sitting in tuple(self._sittings.values()):
            why = await self._in_thread(seating.why_not, sitting.place)
            if not why or sitting.place.feed not in self._sittings:
                continue
            if why == "moved":
                await self._unseat(sitting)
                continue
            sitting.send({"is": "out", "why": why})
            await self.rise(sitting, seating.REMOVED if why == "removed" else seating.ENDED)

    async def _unseat(self, sitting: Sitting) -> None:
        """They belong to another room: this seat ends, and the page takes one there."""
        seat, sitting.seat = sitting.seat, None
        if seat is not None:
            await seat.close()
        sitting.send({"is": "move"})

    def do_soon(self, work: Callable[[Engine], Awaitable[None]]) -> None:
        """Ask the engine for something, from any thread."""
        self._loop.call_soon_threadsafe(lambda: self._later(self._try(work)))

    def look_soon(self) -> None:
        """Look whether everybody sits where they belong, once their pages had a moment to go there by themselves."""
        later = lambda: self._loop.call_later(MOVE_SECONDS, lambda: self._later(self.look_once()))  # noqa: E731
        self._loop.call_soon_threadsafe(later)

    async def _try(self, work: Callable[[Engine], Awaitable[None]]) -> None:
        try:
            await work(self.engine)
        except EngineError as trouble:
            log.warning("the media server did not follow: %s", trouble)


def do_soon(work: Callable[[Engine], Awaitable[None]]) -> None:
    """Ask this process's engine for something. Where there is none, the next look of those who have one finds it."""
    if _desk is not None:
        _desk.do_soon(work)


def look_soon() -> None:
    """Whoever was sent to another room goes there, in this process within moments, in others with their next look."""
    if _desk is not None:
        _desk.look_soon()


def is_up() -> bool:
    """Whether sound and pictures can be had now, as this process knows."""
    return _desk is not None and _desk.engine.is_up()
