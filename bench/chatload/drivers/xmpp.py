"""XMPP multi-user chat (XEP-0045) with its archive (XEP-0313), over bare sockets.

The room reflects the sender's own message to it; that reflection is the acknowledgement.
"""

import asyncio
import base64
import itertools
import re

from bench.chatload.recorder import TOKEN, Recorder, partial_token

_ids = itertools.count(1)


class XmppClient(asyncio.Protocol):
    """One signed-in member in one room."""

    def __init__(self, driver: "XmppDriver", bit: int) -> None:
        self.driver, self.bit, self.recorder = driver, bit, driver.recorder
        self.buffer = b""
        self.waiter: asyncio.Future[bytes] | None = None
        self.pattern: str | bytes = b""
        self.mine: set[int] = set()

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.driver.lost_connections += 1
        if self.waiter and not self.waiter.done():
            self.waiter.set_exception(ConnectionError("closed by the server"))

    def data_received(self, data: bytes) -> None:
        data, self.buffer = self.buffer + data, b""
        if self.waiter:
            self._answer(data, self.waiter)
            return
        end = 0
        for match in TOKEN.finditer(data):
            seq, end = int(match.group(1)), match.end()
            self.recorder.seen(self.bit, seq)
            if seq in self.mine:
                self.mine.discard(seq)
                self.recorder.acked(seq)
        self.buffer = partial_token(data, end)

    def _answer(self, data: bytes, waiter: "asyncio.Future[bytes]") -> None:
        if match := re.search(self.pattern, data, re.DOTALL):
            self.waiter = None
            waiter.set_result(data[: match.end()])
        else:
            self.buffer = data

    async def ask(self, text: str, pattern: bytes, seconds: float = 30) -> bytes:
        """Write `text`, wait until what arrives matches `pattern`."""
        self.pattern = pattern
        self.waiter = asyncio.get_running_loop().create_future()
        self.transport.write(text.encode())
        return await asyncio.wait_for(self.waiter, seconds)

    async def login(self, user: str, password: str) -> None:
        """Sign in, bind, become available."""
        opening = (
            f"<?xml version='1.0'?><stream:stream to='{self.driver.domain}' version='1.0' "
            "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
        )
        await self.ask(opening, b"</stream:features>")
        secret = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        sasl = "urn:ietf:params:xml:ns:xmpp-sasl"
        await self.ask(f"<auth xmlns='{sasl}' mechanism='PLAIN'>{secret}</auth>", b"<success")
        await self.ask(opening, b"</stream:features>")
        bind = "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>r</resource></bind>"
        await self.ask(f"<iq type='set' id='b1'>{bind}</iq>", rb"</jid>.*</iq>")
        session = "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>"
        await self.ask(f"<iq type='set' id='s1'>{session}</iq>", rb"id=.s1.")
        self.transport.write(b"<presence/>")

    async def join(self, room: str, nick: str) -> None:
        """Enter the room, without its history."""
        muc = "<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x>"
        answer = await self.ask(f"<presence to='{room}/{nick}'>{muc}</presence>", rb"code=.110.|type=.error.")
        if b"error" in answer:
            raise ConnectionError(f"could not enter {room}: {answer[-300:]!r}")

    def send(self, group: int, seq: int, body: str) -> None:
        self.mine.add(seq)
        to = self.driver.room(group)
        self.transport.write(f"<message to='{to}' type='groupchat' id='m{seq}'><body>{body}</body></message>".encode())

    async def history(self, group: int, limit: int) -> int:
        query = f"h{next(_ids)}"
        data = await self.ask(
            f"<iq type='set' id='{query}' to='{self.driver.room(group)}'><query xmlns='urn:xmpp:mam:2'>"
            f"<set xmlns='http://jabber.org/protocol/rsm'><max>{limit}</max><before/></set></query></iq>",
            rf"<iq[^>]*id=.{query}.[^>]*>.*</iq>".encode(),
            60,
        )
        return len(TOKEN.findall(data))

    def close(self) -> None:
        self.transport.write(b"<presence type='unavailable'/></stream:stream>")
        asyncio.get_running_loop().call_later(1, self.transport.close)


class XmppDriver:
    """Accounts are laid by the peer's start script; a room opens when the first member joins."""

    def __init__(self, port: int, domain: str = "bench.localhost", host: str = "127.0.0.1") -> None:
        self.host, self.port, self.domain = host, port, domain
        self.recorder = Recorder()
        self.lost_connections = 0

    def room(self, group: int) -> str:
        """The address of a group's room."""
        return f"g{group}@rooms.{self.domain}"

    async def connect(self, member: int, group: int, bit: int) -> XmppClient:
        loop = asyncio.get_running_loop()
        _, client = await loop.create_connection(lambda: XmppClient(self, bit), self.host, self.port)
        await client.login(f"u{member}", "pw")
        await client.join(self.room(group), f"u{member}")
        return client
