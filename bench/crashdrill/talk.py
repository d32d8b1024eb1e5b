"""A member who chats over the live socket, through every crash: what is not acknowledged is sent again."""

import asyncio
import json
import random
from dataclasses import dataclass, field

from bench.crashdrill.oracle import Oracle
from bench.product import ORGANISATION
from bench.websocket import HANDSHAKE, WebSocket

PAGE_OF_REPLAY = 200


@dataclass
class Member:
    """Somebody with a session and a room."""

    cookie: str
    room: str
    port: int
    host: str = "127.0.0.1"


@dataclass
class Traffic:
    """What all clients of a drill share."""

    oracle: Oracle
    flowing: asyncio.Event = field(default_factory=asyncio.Event)  # cleared: nothing new is begun
    refusals: list[str] = field(default_factory=list)
    over: bool = False


class Line(WebSocket):
    """One connection; what arrives goes to the talker."""

    def __init__(self, request: bytes, talker: "Talker") -> None:
        super().__init__(request)
        self.talker = talker
        self.gone = asyncio.Event()

    def on_payload(self, payload: bytes) -> None:
        self.talker.heard(json.loads(payload))

    def on_close(self) -> None:
        self.gone.set()


class Talker:
    """Writes at random moments; keeps what is unacknowledged; asks for what it missed."""

    def __init__(self, member: Member, traffic: Traffic, seed: int, pace: float) -> None:
        self.member, self.traffic, self.pace = member, traffic, pace
        self.dice = random.Random(seed)
        self.waiting: dict[str, str] = {}  # client id -> token
        self.numbers: set[int] = set()
        self.line: Line | None = None

    async def run(self) -> None:
        """Talk until the drill is over."""
        while not self.traffic.over:
            try:
                await self._connect()
            except (OSError, TimeoutError):
                await asyncio.sleep(0.1)
                continue
            self._ask_for_missed()
            for client_id, token in list(self.waiting.items()):
                self.traffic.oracle.retries += 1
                self._write(client_id, token)
            await self._talk()

    async def _connect(self) -> None:
        m = self.member
        path = f"/{ORGANISATION}/live"
        request = HANDSHAKE.format(path=path, host=m.host, port=m.port, cookie=m.cookie).encode()
        loop = asyncio.get_running_loop()
        _, line = await asyncio.wait_for(loop.create_connection(lambda: Line(request, self), m.host, m.port), 10)
        await asyncio.wait_for(line.ready, 20)
        self.line = line

    async def _talk(self) -> None:
        assert self.line is not None
        while not self.line.gone.is_set() and not self.traffic.over:
            if self.traffic.flowing.is_set():
                token = self.traffic.oracle.begin("message").token
                client_id = f"^{token[1:]}"
                self.waiting[client_id] = token
                self._write(client_id, token)
            try:
                await asyncio.wait_for(self.line.gone.wait(), self.dice.expovariate(1 / self.pace))
            except TimeoutError:
                continue
        self.line.transport.close()

    def _write(self, client_id: str, token: str) -> None:
        body = f"{token} One day at a time, and today is going well."
        frame = {"type": "send", "room": self.member.room, "client_id": client_id, "body": body}
        if self.line:
            self.line.write(json.dumps(frame).encode())

    def _ask_for_missed(self) -> None:
        after = 0
        while after + 1 in self.numbers:
            after += 1
        if self.line:
            self.line.write(json.dumps({"type": "since", "rooms": {self.member.room: after}}).encode())

    def heard(self, frame: dict[str, object]) -> None:
        """A frame came."""
        if frame["type"] == "kept":
            token = self.waiting.pop(str(frame["client_id"]), None)
            if token:
                self.traffic.oracle.acknowledge(token, int(str(frame["number"])))
        elif frame["type"] == "refused":
            self.waiting.pop(str(frame["client_id"]), None)
            self.traffic.refusals.append(str(frame["why"]))
        elif frame["type"] == "messages":
            items = frame["items"]
            assert isinstance(items, list)
            self.numbers.update(item["number"] for item in items)
            if len(items) >= PAGE_OF_REPLAY:  # a long replay comes in pages
                self._ask_for_missed()
