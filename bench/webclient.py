"""A lean HTTP/1.1 client for benches: one kept connection, opened again when the server closed it."""

import asyncio


class KeptAlive:
    """GETs on one connection, as one signed-in person."""

    def __init__(self, host: str, port: int, cookie: str) -> None:
        self.host, self.port, self.cookie = host, port, cookie
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> bytes:
        """The body of a page that answers 200."""
        fresh = self._streams is None
        try:
            return await self._once(path)
        except (ConnectionError, asyncio.IncompleteReadError):
            if fresh:
                raise
        self._streams = None
        return await self._once(path)

    async def _once(self, path: str) -> bytes:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self._streams
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nCookie: {self.cookie}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, *lines = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await self._body(reader, headers)
        if " 200" not in status:
            raise RuntimeError(f"{path}: {status}")
        return body

    async def _body(self, reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() != "chunked":
            return await reader.readexactly(int(headers.get("content-length", "0")))
        chunks = []
        while size := int((await reader.readline()).split(b";")[0], 16):
            chunks.append(await reader.readexactly(size))
            await reader.readline()
        await reader.readline()
        return b"".join(chunks)

    def close(self) -> None:
        """Close the connection."""
        if self._streams:
            self._streams[1].close()
