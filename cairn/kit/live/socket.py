"""An open page: a websocket, or a stream of server-sent events where a proxy breaks websockets."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from cairn.kit.jsonin import read_json
from cairn.kit.live.hub import hub
from cairn.kit.live.line import EXTENSION, Frame, Line

log = logging.getLogger("cairn.live")
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
OUTBOX, LARGEST_FRAME = 256, 64_000
TOO_SLOW, GOODBYE = 1013, 4401
HEARTBEAT = 20.0


class Way(Protocol):
    """How frames reach the other side."""

    def offer(self, frame: Frame) -> bool: ...

    def end(self, code: int) -> None: ...


class Page:
    """One open page of one person. One that cannot keep up is closed; its client asks for what it missed."""

    __slots__ = ("_way", "closing", "organisation", "person", "session")

    def __init__(self, person: int, organisation: int, session: str) -> None:
        self.person = person
        self.organisation = organisation
        self.session = session
        self.closing = 0
        self._way: Way | None = None

    def use(self, way: Way) -> None:
        """From now on frames go this way."""
        self._way = way

    def offer(self, frame: Frame) -> None:
        """Send a frame now or soon, without waiting."""
        if self._way is not None and not self.closing and not self._way.offer(frame):
            self.close(TOO_SLOW)

    def say(self, text: str) -> None:
        """Offer a frame that is for this page alone."""
        self.offer(Frame(text))

    def close(self, code: int) -> None:
        """End this page: what waits is dropped."""
        if not self.closing:
            self.closing = code
            if self._way is not None:
                self._way.end(code)


class Socket:
    """Frames leave at once while the line is free; else they wait in a bounded outbox that one task empties."""

    __slots__ = ("_line", "_send", "_task", "_waiting")

    def __init__(self, line: Line, send: Send) -> None:
        self._line = line
        self._send = send
        # Both are made when first needed: most pages of a quiet evening never wait for anything.
        self._waiting: deque[Frame] | None = None
        self._task: asyncio.Task[None] | None = None

    def offer(self, frame: Frame) -> bool:
        """False when too much waits already."""
        if not self._waiting and self._line.is_free:
            self._line.give(frame)
            return True
        if self._waiting is None:
            self._waiting = deque()
        self._waiting.append(frame)
        if self._task is None:
            self._task = asyncio.create_task(self._catch_up())
        return len(self._waiting) <= OUTBOX

    def end(self, code: int) -> None:
        if self._waiting:
            self._waiting.clear()
        self._task = asyncio.create_task(self._goodbye(code))

    async def _catch_up(self) -> None:
        while self._waiting:
            await self._line.writable.wait()
            if not self._line.is_free:
                self._waiting.clear()  # the line is gone; the receive loop ends the page
            elif self._waiting:
                self._line.give(self._waiting.popleft())
        self._task = None

    async def _goodbye(self, code: int) -> None:
        try:
            await self._send({"type": "websocket.close", "code": code})
        except (OSError, RuntimeError):  # gone already
            log.debug("a page was gone before it was closed")


class Stream:
    """Frames wait for whoever writes the stream; None ends it."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[Frame | None] = asyncio.Queue()

    def offer(self, frame: Frame) -> bool:
        """False when too much waits already."""
        self._waiting.put_nowait(frame)
        return self._waiting.qsize() <= OUTBOX

    def end(self, code: int) -> None:
        while not self._waiting.empty():
            self._waiting.get_nowait()
        self._waiting.put_nowait(None)

    async def next(self, seconds: float) -> str | None:
        """The next frame's text, or None at the end. Raises TimeoutError after `seconds`."""
        async with asyncio.timeout(seconds):
            frame = await self._waiting.get()
        return None if frame is None else frame.text


async def serve_socket(
    page: Page,
    scope: dict[str, Any],
    receive: Receive,
    send: Send,
    on_frame: Callable[[Page, dict[str, Any]], None],
) -> None:
    """Speak with one websocket until it ends. The connection is already authorised."""
    line: Line = scope["extensions"][EXTENSION]
    page.use(Socket(line, send))
    await send({"type": "websocket.accept"})
    hub.add(page)
    line.take = lambda text: _take(page, text, on_frame)
    try:
        # What came in before the line was ours waits in its queue; from then on only the end comes this way.
        while (event := await receive())["type"] != "websocket.disconnect":
            _take(page, event.get("text") or "", on_frame)
    finally:
        hub.drop(page)
        page.closing = page.closing or 1006
        line.take = None


def _take(page: Page, text: str, on_frame: Callable[[Page, dict[str, Any]], None]) -> None:
    if page.closing:
        return
    if len(text) > LARGEST_FRAME:
        page.close(1009)
        return
    try:
        frame = read_json(text)
    except ValueError:
        return
    if isinstance(frame, dict):
        on_frame(page, frame)


async def serve_events(page: Page, receive: Receive, send: Send, first: list[str]) -> None:
    """Stream the same frames as server-sent events, after those the page missed."""
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    stream = Stream()
    page.use(stream)
    hub.add(page)
    gone = asyncio.create_task(_until_gone(receive, page))
    try:
        for frame in first:
            await _send_event(send, frame)
        while True:
            try:
                following = await stream.next(HEARTBEAT)
            except TimeoutError:
                await send({"type": "http.response.body", "body": b": still here\n\n", "more_body": True})
                continue
            if following is None:
                break
            await _send_event(send, following)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        hub.drop(page)
        gone.cancel()


async def _send_event(send: Send, frame: str) -> None:
    await send({"type": "http.response.body", "body": f"data: {frame}\n\n".encode(), "more_body": True})


async def _until_gone(receive: Receive, page: Page) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    page.close(1006)
