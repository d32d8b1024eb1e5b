"""An open page: a websocket, or a stream of server-sent events where a proxy breaks websockets."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from cairn.kit.live.hub import hub

log = logging.getLogger("cairn.live")
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
OUTBOX, LARGEST_FRAME = 256, 64_000
TOO_SLOW, GOODBYE = 1013, 4401
HEARTBEAT = 20.0


class Page:
    """One open page of one person: a bounded outbox, and one task that empties it.

    A full outbox closes this page only; the client comes back and asks for what it missed.
    """

    __slots__ = ("_outbox", "closing", "organisation", "person", "session")

    def __init__(self, person: int, organisation: int, session: str) -> None:
        self.person = person
        self.organisation = organisation
        self.session = session
        self.closing = 0
        self._outbox: asyncio.Queue[str | None] = asyncio.Queue(OUTBOX)

    def offer(self, frame: str) -> None:
        """Queue a text frame; a page that cannot keep up is closed."""
        if self.closing:
            return
        try:
            self._outbox.put_nowait(frame)
        except asyncio.QueueFull:
            self.close(TOO_SLOW)

    def close(self, code: int) -> None:
        """End this page: what waits is dropped, the client will ask again."""
        self.closing = self.closing or code
        while self._outbox.full():
            self._outbox.get_nowait()
        self._outbox.put_nowait(None)

    async def next(self, seconds: float | None = None) -> str | None:
        """The next frame, or None when the page is closing. Raises TimeoutError after `seconds`."""
        async with asyncio.timeout(seconds):
            return await self._outbox.get()


async def serve_socket(
    page: Page, receive: Receive, send: Send, on_frame: Callable[[Page, dict[str, Any]], None]
) -> None:
    """Speak with one websocket until it ends. The connection is already authorised."""
    await send({"type": "websocket.accept"})
    hub.add(page)
    sender = asyncio.create_task(_send_frames(page, send))
    try:
        while True:
            event = await receive()
            if event["type"] == "websocket.disconnect":
                break
            text = event.get("text") or ""
            if len(text) > LARGEST_FRAME:
                page.close(1009)
                break
            try:
                frame = json.loads(text)
            except ValueError:
                continue
            if isinstance(frame, dict):
                on_frame(page, frame)
    finally:
        hub.drop(page)
        sender.cancel()


async def _send_frames(page: Page, send: Send) -> None:
    try:
        while (frame := await page.next()) is not None:
            await send({"type": "websocket.send", "text": frame})
        await send({"type": "websocket.close", "code": page.closing})
    except (OSError, RuntimeError):  # the line is gone; the receive loop ends the page
        page.closing = page.closing or 1006


async def serve_events(page: Page, receive: Receive, send: Send, first: list[str]) -> None:
    """Stream the same frames as server-sent events, after those the page missed."""
    headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    hub.add(page)
    gone = asyncio.create_task(_until_gone(receive, page))
    try:
        for frame in first:
            await _send_event(send, frame)
        while True:
            try:
                following = await page.next(HEARTBEAT)
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
