"""A websocket close to the wire: text comes and goes without a queue, a task and an encoding for each open page.

uvicorn's protocol speaks ASGI: every frame in is queued and wakes a task, every frame out is a coroutine that
encodes it again. Here text is handed over on the spot, and bytes that were encoded once are written for everybody:
decision 8. Handshake, pings, closing and limits stay uvicorn's.
"""

from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame as WireFrame
from websockets.frames import Opcode

EXTENSION = "cairn.line"


class Frame:
    """A text frame for any number of open pages, encoded when the first websocket asks."""

    __slots__ = ("_wire", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._wire = b""

    @property
    def wire(self) -> bytes:
        """The frame as bytes on the wire: unmasked, as a server's are, so the same for every page."""
        if not self._wire:
            self._wire = WireFrame(Opcode.TEXT, self.text.encode()).serialize(mask=False)
        return self._wire


class Line(WebSocketsSansIOProtocol):
    """uvicorn's websocket, with a short way in and out."""

    take: Callable[[str], None] | None = None

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        scope: Any = getattr(self, "scope", None)
        if scope is not None:
            scope["extensions"][EXTENSION] = self

    def send_receive_event_to_app(self) -> None:
        """A whole message came in: to whoever takes text, else on uvicorn's own way."""
        if self.take is None or self.close_sent or self.curr_msg_data_type != "text":
            super().send_receive_event_to_app()
            return
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        try:
            text = bytes(data).decode()
        except UnicodeDecodeError:
            self.conn.fail(1007)
            self.handle_parser_exception()
            return
        self.take(text)

    @property
    def is_free(self) -> bool:
        """Whether a frame may be written now: the line is open and the other side keeps up."""
        return self.handshake_complete and not self.close_sent and not self.disconnected and self.writable.is_set()

    def give(self, frame: Frame) -> None:
        """Write a frame; only while `is_free`. Several of one turn of the event loop leave in one system call."""
        self.transport.write(frame.wire)
