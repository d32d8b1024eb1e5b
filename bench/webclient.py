"""A lean HTTP/1.1 client for benches: one kept connection, opened again when the server closed it."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    wire_bytes: int


class Visitor:
    """One signed-in person with one connection."""

    def __init__(self, host: str, port: int, cookie: str, **headers: str) -> None:
        self.host, self.port = host, port
        self.cookies = dict(pair.split("=", 1) for pair in cookie.split("; ") if pair)
        self.headers = headers
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        """GET; tried once more when the kept connection turned out to be closed."""
        kept = self._streams is not None
        try:
            return await self._ask("GET", path, b"")
        except (ConnectionError, asyncio.IncompleteReadError):
            self.close()
            if not kept:
                raise
        return await self._ask("GET", path, b"")

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        """POST a form, on a fresh connection: a lost answer must not be taken for a closed one."""
        self.close()
        return await self._ask("POST", path, urlencode(fields).encode())

    async def _ask(self, method: str, path: str, content: bytes) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self._streams
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", f"Cookie: {cookie}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(content)}"]
        writer.write("\r\n".join([*lines, "", ""]).encode() + content)
        return await self._read(reader)

    async def _read(self, reader: asyncio.StreamReader) -> Answer:
        raw = await reader.readuntil(b"\r\n\r\n")
        status, *lines = raw.decode("latin-1").rstrip("\r\n").split("\r\n")
        headers: dict[str, str] = {}
        for name, _, value in (line.partition(":") for line in lines):
            headers[name.lower()] = value.strip()
            if name.lower() == "set-cookie":
                key, _, rest = value.strip().partition("=")
                self.cookies[key] = rest.partition(";")[0]
        body, wire = await _body(reader, headers)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(int(status.split()[1]), headers, body, len(raw) + wire)

    def close(self) -> None:
        """Close the connection."""
        if self._streams:
            self._streams[1].close()
            self._streams = None


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> tuple[bytes, int]:
    if headers.get("transfer-encoding", "").lower() != "chunked":
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        return body, len(body)
    chunks, wire = [], 0
    while size := int((line := await reader.readline()).split(b";")[0], 16):
        chunks.append(await reader.readexactly(size))
        wire += len(line) + size + len(await reader.readline())
    return b"".join(chunks), wire + len(line) + len(await reader.readline())
