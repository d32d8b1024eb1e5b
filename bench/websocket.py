"""The client's side of RFC 6455 over a bare asyncio protocol, so that the generator costs little."""

import asyncio
import struct

HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Origin: http://{host}:{port}\r\nCookie: {cookie}\r\n\r\n"
)
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """A client's frame; an all-zero masking key is valid and leaves the payload as it is."""
    n = len(payload)
    if n < 126:
        head = struct.pack("!BB", 0x80 | opcode, 0x80 | n)
    elif n < 65536:
        head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, n)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, n)
    return head + b"\0\0\0\0" + payload


def split(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """The complete server frames in `data` as (opcode, payload), and what is left."""
    frames, pos, end = [], 0, len(data)
    while end - pos >= 2:
        n, start = data[pos + 1], pos + 2
        if n == 126:
            if end - pos < 4:
                break
            n, start = int.from_bytes(data[pos + 2 : pos + 4], "big"), pos + 4
        elif n == 127:
            if end - pos < 10:
                break
            n, start = int.from_bytes(data[pos + 2 : pos + 10], "big"), pos + 10
        if end - start < n:
            break
        frames.append((data[pos] & 15, data[start : start + n]))
        pos = start + n
    return frames, data[pos:]


class WebSocket(asyncio.Protocol):
    """One connection: handshake, frames, pongs. What to do with a payload is for the subclass."""

    def __init__(self, request: bytes) -> None:
        self._request, self._buffer = request, b""
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(exc or ConnectionError("closed in the handshake"))
        self.on_close()

    def data_received(self, data: bytes) -> None:
        data = self._buffer + data
        if not self.ready.done():
            head, found, rest = data.partition(b"\r\n\r\n")
            if not found:
                self._buffer = data
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self.ready.set_exception(ConnectionError(head[:200].decode(errors="replace")))
                self.transport.close()
                return
            self.ready.set_result(None)
            data = rest
        frames, self._buffer = split(data)
        for opcode, payload in frames:
            if opcode in (TEXT, BINARY):
                self.on_payload(payload)
            elif opcode == PING:
                self.transport.write(frame(payload, PONG))
            elif opcode == CLOSE:
                self.transport.close()

    def write(self, payload: bytes) -> None:
        """Send one text frame."""
        self.transport.write(frame(payload))

    def on_payload(self, payload: bytes) -> None:
        """A text frame came."""

    def on_close(self) -> None:
        """The connection ended."""
