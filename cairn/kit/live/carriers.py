"""How envelopes travel between processes. Any of them may lose one: the page asks again for what it missed."""

import asyncio
import json
import logging
import os
import secrets
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import psycopg
import redis
import redis.asyncio
from django.db import connection

log = logging.getLogger("cairn.live")
Receive = Callable[[str], None]
CHANNEL = "cairn_live"
# A notice holds 8000 bytes; what is sealed is ASCII, and the part's name and numbers take less than a hundred.
LARGEST_DATAGRAM, LARGEST_PART, MOST_PARTS = 200_000, 7000, 27
RETRY_SECONDS = 2


class Carrier(Protocol):
    """Takes an envelope to every web process that listens."""

    reaches_other_web_processes: bool

    def send(self, envelope: str) -> None: ...

    async def listen(self, receive: Receive) -> None: ...


class Datagrams:
    """One machine, one web process: a unix datagram socket beside the database, in a directory nobody else may enter."""

    reaches_other_web_processes = False

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, envelope: str) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as outgoing:
            outgoing.setblocking(False)
            # Relative, because an absolute path may be longer than a socket's address can be.
            outgoing.connect(os.path.relpath(self.path))
            outgoing.send(envelope.encode())

    async def listen(self, receive: Receive) -> None:
        self.path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as incoming:
            incoming.bind(os.path.relpath(self.path))
            incoming.setblocking(False)
            while True:
                letter = await asyncio.get_running_loop().sock_recv(incoming, LARGEST_DATAGRAM)
                receive(letter.decode())


class Notifications:
    """PostgreSQL's NOTIFY: no further server, several web processes. Long envelopes travel in parts."""

    reaches_other_web_processes = True

    def send(self, envelope: str) -> None:
        name = secrets.token_hex(6)
        parts = [envelope[at : at + LARGEST_PART] for at in range(0, len(envelope), LARGEST_PART)]
        if len(parts) > MOST_PARTS:
            return
        with connection.cursor() as cursor:
            for number, part in enumerate(parts):
                letter = json.dumps([name, number, len(parts), part])
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, letter])

    async def listen(self, receive: Receive) -> None:
        while True:
            try:
                await self._listen(receive)
            except (psycopg.Error, OSError):
                log.warning("the database's notices are out of reach; trying again")
                await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self, receive: Receive) -> None:
        settings = connection.get_connection_params()
        wanted = {key: settings[key] for key in ("dbname", "user", "password", "host", "port") if settings.get(key)}
        begun: dict[str, dict[int, str]] = {}
        async with await psycopg.AsyncConnection.connect(**wanted, autocommit=True) as line:
            await line.execute(f"LISTEN {CHANNEL}")
            async for notice in line.notifies():
                name, number, total, part = json.loads(notice.payload)
                parts = begun.setdefault(name, {})
                parts[number] = part
                if len(parts) == total:
                    whole = begun.pop(name)
                    receive("".join(whole[at] for at in range(total)))
                elif len(begun) > 1000:  # parts whose rest was lost
                    begun.pop(next(iter(begun)))


class Channel:
    """Valkey or Redis: publish and subscribe."""

    reaches_other_web_processes = True

    def __init__(self, url: str) -> None:
        self._url = url
        self._out = redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)

    def send(self, envelope: str) -> None:
        try:
            self._out.publish(CHANNEL, envelope)
        except redis.RedisError as trouble:
            raise OSError("the channel is out of reach") from trouble

    async def listen(self, receive: Receive) -> None:
        while True:
            try:
                await self._listen(receive)
            except (redis.RedisError, OSError):
                log.warning("the channel is out of reach; trying again")
                await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self, receive: Receive) -> None:
        async with redis.asyncio.Redis.from_url(self._url) as line, line.pubsub() as subscription:
            await subscription.subscribe(CHANNEL)
            async for letter in subscription.listen():
                if letter["type"] == "message":
                    receive(letter["data"].decode())
