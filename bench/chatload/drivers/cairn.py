"""Cairn: one websocket a member with JSON frames; the history of a room is its page, over HTTP.

The acknowledgement is a frame with the client's id (`^` and twelve digits) and no body; a delivery is any
frame with the body. A frame may carry several of either.
"""

import asyncio
import json
import re

from bench import webclient
from bench.chatload.recorder import Recorder
from bench.product import ORGANISATION
from bench.websocket import HANDSHAKE, WebSocket

SHOWN = re.compile(rb'<article class="message[^>]* data-number="')
ACKNOWLEDGED = re.compile(rb"\^(\d{12})")


class CairnClient(WebSocket):
    """One signed-in member."""

    def __init__(self, driver: "CairnDriver", bit: int, request: bytes, cookie: str, room: str) -> None:
        super().__init__(request)
        self.driver, self.bit, self.recorder = driver, bit, driver.recorder
        self.room, self.cookie = room, cookie
        self.page: webclient.Visitor | None = None

    def on_payload(self, payload: bytes) -> None:
        at = payload.find(b"~")
        if at < 0:
            for match in ACKNOWLEDGED.finditer(payload):
                self.recorder.acked(int(match.group(1)))
        while at >= 0:
            if (digits := payload[at + 1 : at + 13]).isdigit():
                self.recorder.seen(self.bit, int(digits))
            at = payload.find(b"~", at + 1)

    def on_close(self) -> None:
        self.driver.lost_connections += 1

    def send(self, group: int, seq: int, body: str) -> None:
        self.write(json.dumps({"type": "send", "room": self.room, "client_id": f"^{seq:012d}", "body": body}).encode())

    async def history(self, group: int, limit: int) -> int:
        if self.page is None:
            self.page = webclient.Visitor(self.driver.host, self.driver.port, self.cookie)
        answer = await self.page.get(f"/{ORGANISATION}/messages/{self.room}/")
        return len(SHOWN.findall(answer.body))

    def close(self) -> None:
        self.transport.close()
        if self.page:
            self.page.close()


class CairnDriver:
    """Members by their number, as staged: session cookie and room."""

    def __init__(self, port: int, seats: list[tuple[str, str]], host: str = "127.0.0.1") -> None:
        self.host, self.port = host, port
        self.recorder = Recorder()
        self.lost_connections = 0
        self.seats = seats

    async def connect(self, member: int, group: int, bit: int) -> CairnClient:
        cookie, room = self.seats[member]
        path = f"/{ORGANISATION}/live"
        request = HANDSHAKE.format(path=path, host=self.host, port=self.port, cookie=cookie).encode()
        loop = asyncio.get_running_loop()
        _, client = await loop.create_connection(
            lambda: CairnClient(self, bit, request, cookie, room), self.host, self.port
        )
        await asyncio.wait_for(client.ready, 30)
        return client
