"""The Janus engine: VideoRoom behind a unix socket. Browsers never reach it but with sound and pictures.

One Janus session a participant, two handles in it: one sends, one receives everybody else.
"""

import asyncio
from pathlib import Path
from typing import Any

from cairn.liveroom.engine import EngineError, Send
from cairn.liveroom.janusseat import VIDEOROOM, JanusSeat, said_by
from cairn.liveroom.wire import Event, Wire

EXISTS = 427
BITRATE = 900_000


class Janus:
    """The engine of one web process."""

    name = "janus"

    def __init__(self, folder: Path) -> None:
        self.wire = Wire(folder, self._heard, self._changed)
        self._seats: dict[int, JanusSeat] = {}
        self._rooms: set[str] = set()
        self._desk: tuple[int, int] | None = None
        self._alone = asyncio.Lock()

    async def run(self) -> None:
        """Stay connected until cancelled."""
        await self.wire.run()

    def is_up(self) -> bool:
        """Whether a seat could be had now."""
        return self.wire.is_up

    def _changed(self, up: bool) -> None:
        if not up:
            self._rooms.clear()
            self._desk = None
            self.wire.sessions.clear()
            for seat in tuple(self._seats.values()):
                seat.is_lost()
            self._seats.clear()

    def _heard(self, session: int, event: Event) -> None:
        if seat := self._seats.get(session):
            seat.heard(event)

    async def open_room(self, room: str, size: int) -> None:
        """Make the room, if it is not there: private, encrypted from end to end, without any way to record."""
        if room in self._rooms:
            return
        keys = self.wire.keys
        if keys is None:
            raise EngineError("the media server is gone")
        made = await self.moderate(
            room, "create", admin_key=keys.admin, is_private=True, pin=keys.of_room("pin", room), permanent=False,
            publishers=size + 2, bitrate=BITRATE, bitrate_cap=True, fir_freq=0, videocodec="vp8", audiocodec="opus",
            opus_fec=True, record=False, lock_record=True, notify_joining=False, require_e2ee=True, require_pvtid=True,
        )  # fmt: skip
        if made.get("error_code") not in {None, EXISTS}:
            raise EngineError(f"no room ({made.get('error_code')})")
        self._rooms.add(room)

    async def close_room(self, room: str) -> None:
        """End the room for everybody in it."""
        self._rooms.discard(room)
        await self.moderate(room, "destroy")

    async def seat(self, room: str, who: str, send: Send) -> JanusSeat:
        """A seat in an open room."""
        seat = JanusSeat(self, room, who, send)
        await seat.take()
        return seat

    async def take_over(self, room: str, who: str, state: dict[str, Any], send: Send) -> JanusSeat:
        """A seat that an ended process held: sound and pictures have not stopped."""
        seat = JanusSeat(self, room, who, send)
        await seat.take_over(state, await self.participants(room))
        return seat

    async def participants(self, room: str) -> list[Event]:
        """Everybody in the room as the media server knows them, each with the streams they send."""
        found: list[Event] = (await self.moderate(room, "listparticipants")).get("participants", [])
        usual = [{"type": "audio", "mid": "0"}, {"type": "video", "mid": "1"}]
        return [{**one, "streams": one.get("streams") or (usual if one.get("publisher") else [])} for one in found]

    async def mute(self, room: str, who: str, kind: str, on: bool) -> None:
        """Let nothing of this kind pass from `who` to others, or let it pass again: done by the server, not asked of a page."""
        publisher: Event = next((one for one in await self.participants(room) if one.get("id") == who), {"streams": []})
        for stream in publisher["streams"]:
            if stream.get("type") == kind:
                await self.moderate(room, "moderate", id=who, mid=str(stream.get("mid")), mute=on)

    async def remove(self, room: str, who: str) -> None:
        """Take the seat away, whichever process holds it."""
        await self.moderate(room, "kick", id=who)

    async def moderate(self, room: str, request: str, **more: Any) -> Event:
        """Ask something about a room with its secret. What is not there any more is no error here."""
        keys = self.wire.keys
        if keys is None:
            raise EngineError("the media server is gone")
        session, handle = await self._own_handle()
        body = {"request": request, "room": room, "secret": keys.of_room("secret", room), **more}
        question = {"janus": "message", "session_id": session, "handle_id": handle, "body": body}
        return said_by(await self.wire.ask(question))

    async def _own_handle(self) -> tuple[int, int]:
        async with self._alone:
            if self._desk is None:
                session = int((await self.wire.ask({"janus": "create"}))["data"]["id"])
                self.wire.sessions.add(session)
                self._desk = session, await self.attach(session)
            return self._desk

    async def attach(self, session: int) -> int:
        """A handle of the plugin in a session."""
        asked = {"janus": "attach", "session_id": session, "plugin": VIDEOROOM}
        return int((await self.wire.ask(asked))["data"]["id"])

    def sit(self, session: int, seat: JanusSeat) -> None:
        """Events of this session are the seat's."""
        self._seats[session] = seat
        self.wire.sessions.add(session)

    def rise(self, session: int) -> None:
        """They are nobody's any more."""
        self._seats.pop(session, None)
        self.wire.sessions.discard(session)
