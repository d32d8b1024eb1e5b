"""One line to the media server, shared by everybody this process serves: questions, answers, and events by session."""

import asyncio
import json
import logging
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, unix_connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from cairn.liveroom.engine import EngineError
from cairn.liveroom.mediafiles import Keys, read_keys, socket_of

log = logging.getLogger("cairn.liveroom")
ANSWER_SECONDS, KEEPALIVE_SECONDS = 15.0, 20.0
TRY_AGAIN_SECONDS = (0.05, 0.1, 0.2, 0.4, 1.0)
Event = dict[str, Any]


class Wire:
    """Keeps itself connected while it runs; `on_event(session, event)` and `on_change(up)` are called on the loop."""

    def __init__(self, folder: Path, on_event: Callable[[int, Event], None], on_change: Callable[[bool], None]) -> None:
        self._folder = folder
        self._on_event, self._on_change = on_event, on_change
        self._waiting: dict[str, tuple[asyncio.Future[Event], bool]] = {}
        self._line: ClientConnection | None = None
        self.keys: Keys | None = None
        self.sessions: set[int] = set()

    @property
    def is_up(self) -> bool:
        """Whether the media server can be asked something now."""
        return self._line is not None

    async def run(self) -> None:
        """Connect, listen, connect again, until cancelled."""
        tries = 0
        while True:
            try:
                await self._once()
                tries = 0
            except (OSError, WebSocketException, ValueError, TimeoutError):
                await asyncio.sleep(TRY_AGAIN_SECONDS[min(tries, len(TRY_AGAIN_SECONDS) - 1)])
                tries += 1

    async def _once(self) -> None:
        keys = read_keys(self._folder)
        place = socket_of(self._folder)
        protocol = Subprotocol("janus-protocol")
        line = unix_connect(place, uri="ws://media/", subprotocols=[protocol], max_size=2**20, compression=None)
        async with line as open_line:
            self.keys, self._line = keys, open_line
            alive = asyncio.create_task(self._keep_alive())
            self._on_change(True)
            try:
                async for text in open_line:
                    self._take(json.loads(text))
            finally:
                alive.cancel()
                self._line = None
                self._nobody_answers()
                self._on_change(False)

    def _take(self, event: Event) -> None:
        waiting = self._waiting.get(str(event.get("transaction")))
        if waiting is None:
            if session := event.get("session_id"):
                self._on_event(int(session), event)
            return
        answer, is_late = waiting
        if is_late and event.get("janus") == "ack":
            return
        if not answer.done():
            answer.set_result(event)

    def _nobody_answers(self) -> None:
        for answer, _ in self._waiting.values():
            if not answer.done():
                answer.set_exception(EngineError("the media server is gone"))

    async def ask(self, question: Event, *, late: bool = False) -> Event:
        """The answer to one question. `late`: the answer comes after an acknowledgement."""
        if self._line is None or self.keys is None:
            raise EngineError("the media server is gone")
        name = secrets.token_hex(8)
        answer: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        self._waiting[name] = answer, late
        try:
            await self._line.send(json.dumps({**question, "transaction": name, "apisecret": self.keys.api}))
            async with asyncio.timeout(ANSWER_SECONDS):
                found = await answer
        except (WebSocketException, OSError, TimeoutError) as trouble:
            raise EngineError("the media server does not answer") from trouble
        finally:
            del self._waiting[name]
        if found.get("janus") == "error":
            raise EngineError(f"the media server refused ({found.get('error', {}).get('code')})")
        return found

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(KEEPALIVE_SECONDS)
            for session in tuple(self.sessions):
                try:
                    await self.ask({"janus": "keepalive", "session_id": session})
                except EngineError:
                    log.debug("a session did not answer")
