"""One participant at Janus: what the browser says goes in, what it has to hear comes out."""

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from cairn.liveroom import sdp
from cairn.liveroom.engine import EngineError, Send, Unwanted
from cairn.liveroom.wire import Event

if TYPE_CHECKING:
    from cairn.liveroom.janus import Janus

log = logging.getLogger("cairn.liveroom")
VIDEOROOM = "janus.plugin.videoroom"
NO_SUCH_ROOM, NO_SUCH_FEED = 426, 428
Answer = tuple[Event, Event | None]


def said_by(event: Event) -> Event:
    """What the plugin said in an event."""
    data: Event = event.get("plugindata", {}).get("data", {})
    return data


class JanusSeat:
    """One participant. Renegotiates once at a time: what comes meanwhile waits and goes out together."""

    def __init__(self, engine: "Janus", room: str, who: str, send: Send) -> None:
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

    def state(self) -> dict[str, Any]:
        """What another process needs to take the seat over: numbers of the media server's making."""
        handles = {"session": self._session, "pub": self._pub, "sub": self._sub, "private": self._private}
        return {**handles, "has": sorted(self._has)}

    async def take_over(self, state: dict[str, Any], there: list[Event]) -> None:
        """Go on where an ended process was; who came or went meanwhile is offered now."""
        self._session, self._pub, self._sub = (int(state[name]) for name in ("session", "pub", "sub"))
        self._private = int(state["private"])
        self._has = {(str(feed), str(mid)) for feed, mid in state["has"]}
        if not any(str(one.get("id")) == self._who for one in there):
            raise EngineError("the seat has ended")
        await self._engine.wire.ask({"janus": "claim", "session_id": self._session})
        self._engine.sit(self._session, self)
        for gone in {feed for feed, _ in self._has} - {str(one.get("id")) for one in there}:
            self._gone(gone, {})
        self._published([one for one in there if str(one.get("id")) != self._who])

    def let_go(self) -> None:
        """Another process has taken it over."""
        self._over = True
        self._engine.rise(self._session)

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
