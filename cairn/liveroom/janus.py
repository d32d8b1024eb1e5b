"""The Janus engine: VideoRoom behind a unix socket. Browsers never reach it but with sound and pictures.

One Janus session a participant, two handles in it: one sends, one receives everybody else.
"""

import asyncio
import logging
from pathlib import Path
from typing import Any

from cairn.liveroom import sdp
from cairn.liveroom.engine import EngineError, Send, Unwanted
from cairn.liveroom.wire import Event, Wire

log = logging.getLogger("cairn.liveroom")
VIDEOROOM = "janus.plugin.videoroom"
EXISTS, NO_SUCH_ROOM, NO_SUCH_FEED = 427, 426, 428
BITRATE = 900_000
Answer = tuple[Event, Event | None]


def said_by(event: Event) -> Event:
    """What the plugin said in an event."""
    data: Event = event.get("plugindata", {}).get("data", {})
    return data


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

    async def seat(self, room: str, who: str, send: Send) -> "JanusSeat":
        """A seat in an open room."""
        seat = JanusSeat(self, room, who, send)
        await seat.take()
        return seat

    async def mute(self, room: str, who: str, kind: str, on: bool) -> None:
        """Let nothing of this kind pass from `who` to others, or let it pass again: done by the server, not asked of a page."""
        found = (await self.moderate(room, "listparticipants")).get("participants", [])
        publisher = next((one for one in found if one.get("id") == who), {})
        for stream in publisher.get("streams") or [{"type": "audio", "mid": "0"}, {"type": "video", "mid": "1"}]:
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

    def sit(self, session: int, seat: "JanusSeat") -> None:
        """Events of this session are the seat's."""
        self._seats[session] = seat
        self.wire.sessions.add(session)

    def rise(self, session: int) -> None:
        """They are nobody's any more."""
        self._seats.pop(session, None)
        self.wire.sessions.discard(session)


class JanusSeat:
    """One participant. Renegotiates once at a time: what comes meanwhile waits and goes out together."""

    def __init__(self, engine: Janus, room: str, who: str, send: Send) -> None:
        self._engine, self._room, self._who, self._send = engine, room, who, send
        self._session = self._pub = self._sub = 0
        self._private = 0
        self._has: set[tuple[str, str]] = set()  # (feed, its mid) that are subscribed
        self._add: dict[tuple[str, str], None] = {}
        self._drop: set[str] = set()
        self._busy = self._over = self._one_by_one = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self) -> None:
        """Join: from here on others' streams are offered. Names never come here, only the random word of this join."""
        made = await self._engine.wire.ask({"janus": "create"})
        self._session = int(made["data"]["id"])
        self._engine.sit(self._session, self)
        self._pub = await self._engine.attach(self._session)
        joined, _ = await self._say(self._pub, {**self._door("publisher"), "id": self._who})
        if joined.get("videoroom") != "joined":
            await self.close()
            raise EngineError(f"no seat ({joined.get('error_code')})")
        self._private = int(joined.get("private_id", 0))
        self._published(joined.get("publishers", []))

    def _door(self, part: str) -> Event:
        keys = self._engine.wire.keys
        if keys is None:
            raise EngineError("the media server is gone")
        return {"request": "join", "ptype": part, "room": self._room, "pin": keys.of_room("pin", self._room)}

    async def client(self, message: dict[str, Any]) -> None:
        """What the browser says. Raises Unwanted for what no page of ours says."""
        do = message.get("do")
        if do == "publish":
            await self._publish(sdp.wanted(message.get("jsep"), "offer"))
        elif do == "answer":
            await self._say(self._sub, {"request": "start"}, sdp.wanted(message.get("jsep"), "answer"))
            self._busy = False
            self._pump()
        elif do == "ice":
            handle = self._pub if message.get("which") == "pub" else self._sub
            found = sdp.candidate(message.get("candidate"))
            await self._engine.wire.ask({"janus": "trickle", **self._at(handle), "candidate": found})
        elif do == "layers" and self._sub:
            await self._say(self._sub, {"request": "configure", "streams": _layers(message.get("streams"))})
        else:
            raise Unwanted("no such word")

    async def _publish(self, jsep: Event) -> None:
        said, answer = await self._say(self._pub, {"request": "configure"}, jsep)
        if answer is None:
            raise EngineError(f"not published ({said.get('error_code')})")
        self._send({"is": "answer", "jsep": {"type": answer["type"], "sdp": answer["sdp"]}})

    async def close(self) -> None:
        """End it; harmless when it has ended."""
        if self._over:
            return
        self._over = True
        self._engine.rise(self._session)
        try:
            await self._engine.wire.ask({"janus": "destroy", "session_id": self._session})
        except EngineError:
            log.debug("a seat had ended before")

    def is_lost(self) -> None:
        """The media server is gone: the browser asks again."""
        if not self._over:
            self._over = True
            self._send({"is": "lost"})

    def heard(self, event: Event) -> None:
        """An event of this session."""
        said, sender = said_by(event), event.get("sender")
        if said.get("videoroom") == "event" and "publishers" in said:
            self._published(said["publishers"])
        elif said.get("videoroom") == "event" and (gone := said.get("unpublished") or said.get("leaving")):
            self._gone(str(gone), said)
        elif said.get("videoroom") == "destroyed" or event.get("janus") == "timeout":
            self.is_lost()
        elif sender == self._sub and event.get("jsep"):
            self._offer(said, event["jsep"])
        elif event.get("janus") == "hangup":
            self._send({"is": "hangup", "which": "pub" if sender == self._pub else "sub"})

    def _gone(self, who: str, said: Event) -> None:
        if who == "ok":
            if said.get("reason") == "kicked":
                self._send({"is": "kicked"})
            return
        self._add = {one: None for one in self._add if one[0] != who}
        if any(feed == who for feed, _ in self._has):
            self._has = {one for one in self._has if one[0] != who}
            self._drop.add(who)
            self._pump()

    def _published(self, publishers: list[Event]) -> None:
        for one in publishers:
            for stream in one.get("streams", []):
                key = str(one["id"]), str(stream.get("mid"))
                if not stream.get("disabled") and stream.get("type") in {"audio", "video"} and key not in self._has:
                    self._add[key] = None
        self._pump()

    def _pump(self) -> None:
        if not self._busy and not self._over and (self._add or self._drop):
            self._busy = True
            task = asyncio.ensure_future(self._renegotiate())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _renegotiate(self) -> None:
        add = list(self._add)[: 1 if self._one_by_one else None]
        for one in add:
            del self._add[one]
        drop, self._drop = list(self._drop), set()
        self._one_by_one = self._one_by_one and bool(self._add)
        self._has |= set(add)
        wanted = [{"feed": feed, "mid": mid} for feed, mid in add]
        try:
            if not self._sub:
                self._sub = await self._engine.attach(self._session)
                door = {**self._door("subscriber"), "private_id": self._private, "autoupdate": False, "streams": wanted}
                said, jsep = await self._say(self._sub, door)
            else:
                change: Event = {"request": "update"}
                change |= {"subscribe": wanted} if wanted else {}
                change |= {"unsubscribe": [{"feed": one} for one in drop]} if drop else {}
                said, jsep = await self._say(self._sub, change)
        except EngineError:
            self.is_lost()
            return
        if jsep:
            self._offer(said, jsep)
            return
        self._busy = False
        if said.get("error_code") in {NO_SUCH_FEED, NO_SUCH_ROOM} and len(add) > 1:
            self._has -= set(add)  # one of them left in this moment: ask for the others one by one
            self._add |= dict.fromkeys(add)
            self._one_by_one = True
        self._pump()

    def _offer(self, said: Event, jsep: Event) -> None:
        self._busy = True
        streams = [
            {"mid": str(one.get("mid")), "feed": str(one.get("feed_id", "")), "of": str(one.get("feed_mid", "")), "kind": one.get("type"),
             "active": bool(one.get("active", True))}
            for one in said.get("streams", [])
        ]  # fmt: skip
        self._send({"is": "offer", "jsep": {"type": "offer", "sdp": jsep["sdp"]}, "streams": streams})

    def _at(self, handle: int) -> Event:
        if not handle or self._over:
            raise EngineError("no such seat")
        return {"session_id": self._session, "handle_id": handle}

    async def _say(self, handle: int, body: Event, jsep: Event | None = None) -> Answer:
        question = {"janus": "message", **self._at(handle), "body": body, **({"jsep": jsep} if jsep else {})}
        event = await self._engine.wire.ask(question, late=True)
        return said_by(event), event.get("jsep")


def _layers(given: Any) -> list[Event]:
    """Which layer of which stream, and whether it is sent at all."""
    if not isinstance(given, list) or len(given) > 100:
        raise Unwanted("no layers")
    found = []
    for one in given:
        if not isinstance(one, dict) or not isinstance(one.get("mid"), str) or len(one["mid"]) > 16:
            raise Unwanted("no layers")
        wish: Event = {"mid": one["mid"]}
        if one.get("substream") in {0, 1, 2}:
            wish["substream"] = one["substream"]
        if isinstance(one.get("send"), bool):
            wish["send"] = one["send"]
        found.append(wish)
    return found
