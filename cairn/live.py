"""Everything live on one port: who may open a page, what its frames mean, and what it missed."""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.db import close_old_connections
from django.utils import translation

from cairn.chat import pace
from cairn.chat.missed import missed_frames, read_up_to, typing_frame
from cairn.chat.sending import Answer, Outcome, Outgoing, send_messages
from cairn.kit.live import bus
from cairn.kit.live.hub import hub
from cairn.kit.live.line import Frame
from cairn.kit.live.socket import GOODBYE, Page, Receive, Send, serve_events, serve_socket
from cairn.kit.live.writer import BatchWriter
from cairn.liveroom.desk import Desk
from cairn.liveroom.mediafiles import folder_of
from cairn.signin.sessions import LOOK_AGAIN, Identity, identify, still_signed_in

log = logging.getLogger("cairn.live")
SWEEP_SECONDS = 5
TYPING_SECONDS = 3


class LivePage(Page):
    """An open page that knows its person's language and when it last said it is typing."""

    __slots__ = ("_doubt", "language", "typed_at")

    def __init__(self, identity: Identity, doubt: Callable[["LivePage"], None]) -> None:
        super().__init__(identity.person, identity.organisation, identity.session)
        self.language = identity.language
        self.typed_at = 0.0
        self._doubt = doubt

    def offer(self, frame: Frame) -> None:
        """A frame for the browser; but a word about sessions is for us: this page may have to close at once."""
        if frame.text == LOOK_AGAIN:
            self._doubt(self)
        else:
            super().offer(frame)


class Live:
    """The live side of one web process."""

    def __init__(self) -> None:
        self._hands = ThreadPoolExecutor(3, "live")
        self._writer = BatchWriter(self._save, self._after)
        self._tasks: set[asyncio.Task[None]] = set()
        self._desk: Desk | None = None

    async def begin(self) -> None:
        """Start the writer, the bus and the sweep."""
        self._writer.start()
        self._desk = Desk(folder_of(settings.DATA), self._in_thread, self._later)
        for work in (bus.serve(), self._sweep(), self._desk.run()):
            task = asyncio.create_task(work)
            self._tasks.add(task)

    async def end(self) -> None:
        """Keep what waits, then close every page."""
        await asyncio.to_thread(self._writer.stop)
        for page in hub.listeners():
            if isinstance(page, Page):
                page.close(1001)
        for task in self._tasks:
            task.cancel()

    async def socket(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """A websocket asks to be opened."""
        await receive()
        identity = await self._identity(scope) if _same_origin(scope) else None
        if identity is None:
            await send({"type": "websocket.close", "code": GOODBYE})
            return
        page = LivePage(identity, self._look_again)
        try:
            await serve_socket(page, scope, receive, send, self._on_frame)
        finally:
            if self._desk is not None:
                self._desk.gone(page)

    async def events(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """A stream of server-sent events: the same frames, for where websockets do not pass."""
        identity = await self._identity(scope)
        if identity is None:
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        page = LivePage(identity, self._look_again)
        rooms = _rooms_of(scope)
        missed = await self._in_thread(missed_frames, identity.organisation, identity.person, rooms)
        await serve_events(page, receive, send, missed)

    async def _identity(self, scope: dict[str, Any]) -> Identity | None:
        headers = dict(scope["headers"])
        found: Identity | None = await self._in_thread(
            _identify_anew, headers.get(b"cookie", b"").decode("latin-1"), _slug(scope)
        )
        return found

    async def _in_thread(self, function: Any, *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._hands, function, *args)

    def _on_frame(self, page: Page, frame: dict[str, Any]) -> None:
        kind = frame.get("type")
        if kind == "send":
            outgoing = _outgoing(page, frame)
            if outgoing and pace.may_send(page.person):
                self._writer.submit((page, outgoing))
            elif outgoing:
                page.say(_answer_frame(page, Answer(outgoing, refused=pace.TOO_FAST)))
        elif kind == "since":
            self._since(page, frame)
        elif kind == "read" and (room := _number(frame.get("room"))):
            self._later(self._in_thread(read_up_to, page.organisation, page.person, room, _number(frame.get("number"))))
        elif kind == "room" and self._desk is not None:
            if frame.get("do") not in {"react", "caption"} or pace.may_send(page.person):
                self._desk.take(page, frame)
        elif kind == "typing" and isinstance(page, LivePage) and (room := _number(frame.get("room"))):
            self._is_typing(page, room)

    def _since(self, page: Page, frame: dict[str, Any]) -> None:
        if drawn := _number(frame.get("drawn")):
            hub.missed(page, drawn / 1000)
        if isinstance(frame.get("rooms"), dict):
            self._later(self._replay(page, _numbers(frame["rooms"])))

    def _is_typing(self, page: LivePage, room: int) -> None:
        if time.monotonic() - page.typed_at > TYPING_SECONDS:
            page.typed_at = time.monotonic()
            self._later(self._typing(page, room))

    def _later(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _replay(self, page: Page, rooms: dict[int, int]) -> None:
        for frame in await self._in_thread(missed_frames, page.organisation, page.person, rooms):
            page.say(frame)

    async def _typing(self, page: Page, room: int) -> None:
        told = await self._in_thread(typing_frame, page.organisation, page.person, room)
        if told:
            hub.publish(told[0], told[1])

    def _save(self, batch: Sequence[tuple[Page, Outgoing]]) -> Outcome:
        outcome = send_messages([outgoing for _, outgoing in batch])
        for delivery in outcome.deliveries:
            bus.publish_elsewhere(delivery.persons, delivery.frame)
        return outcome

    def _after(self, batch: Sequence[tuple[Page, Outgoing]], outcome: Outcome | None) -> None:
        if outcome is None:
            return  # nothing was acknowledged: each page sends again under the same client id
        for (page, _), answer in zip(batch, outcome.answers, strict=True):
            page.say(_answer_frame(page, answer))
        for delivery in outcome.deliveries:
            bus.publish_here(delivery.persons, delivery.frame)

    def _look_again(self, page: LivePage) -> None:
        self._later(self._close_the_ended([page]))

    async def _sweep(self) -> None:
        """Close the pages of sessions that ended and of people who left, within seconds."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            pages = [page for page in hub.listeners() if isinstance(page, Page)]
            if pages:
                await self._close_the_ended(pages)

    async def _close_the_ended(self, pages: Sequence[Page]) -> None:
        good = await self._in_thread(still_signed_in, {(p.session, p.person) for p in pages})
        for page in pages:
            if (page.session, page.person) not in good:
                page.close(GOODBYE)


def _identify_anew(cookie_header: str, slug: str) -> Identity | None:
    """Who asks; over a connection that is not one the database has closed since this thread was last needed."""
    close_old_connections()
    return identify(cookie_header, slug)


def _answer_frame(page: Page, answer: Answer) -> str:
    one = answer.outgoing
    if answer.message is not None:
        number = answer.message.number
        return json.dumps({"type": "kept", "client_id": one.client_id, "room": str(one.room), "number": number})
    language = page.language if isinstance(page, LivePage) else "en"
    with translation.override(language):
        return json.dumps({"type": "refused", "client_id": one.client_id, "why": str(answer.refused)})


def _outgoing(page: Page, frame: dict[str, Any]) -> Outgoing | None:
    room, client_id, body = _number(frame.get("room")), frame.get("client_id"), frame.get("body")
    if not room or not isinstance(client_id, str) or not isinstance(body, str):
        return None
    wants = frame.get("wants") if frame.get("wants") in ("heard", "feedback") else ""  # a tuple: it may be a list
    return Outgoing(
        organisation=page.organisation,
        person=page.person,
        room=room,
        client_id=client_id,
        body=body,
        reply_to=_number(frame.get("reply_to")) or None,
        wants=str(wants),
    )


def _number(value: object) -> int:
    """A positive 63-bit number out of a frame, or 0."""
    text = str(value) if isinstance(value, str | int) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


def _numbers(rooms: dict[Any, Any]) -> dict[int, int]:
    return {_number(room): _number(after) for room, after in list(rooms.items())[:200] if _number(room)}


def _rooms_of(scope: dict[str, Any]) -> dict[int, int]:
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    pairs = [value.partition(":") for given in asked.get("since", [])[:1] for value in given.split(",")]
    return _numbers({room: after for room, _, after in pairs})


def _slug(scope: dict[str, Any]) -> str:
    return str(scope["path"]).lstrip("/").partition("/")[0]


def _same_origin(scope: dict[str, Any]) -> bool:
    """A websocket carries cookies from any site: only our own pages may open one."""
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin-1")
    host = headers.get(b"host", b"").decode("latin-1")
    return origin.partition("://")[2] == host and bool(host)
