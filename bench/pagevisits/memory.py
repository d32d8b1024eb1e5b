"""Memory of the whole embedded product (supervisor, web, worker) with a hundred people online."""

import asyncio
import json

from bench import procs, report
from bench.product import ORGANISATION
from bench.webclient import Visitor
from bench.websocket import HANDSHAKE, WebSocket

BAR_MIB = 300
PAGES = ("today", "groups/", "messages/", "me")


class Online(WebSocket):
    """A member who is there and says something now and then."""


async def measure(port: int, pids: list[int], seats: list[tuple[str, str]], messages: int = 3) -> dict[str, float]:
    """Everybody signs in, opens four pages and their room, stays online and sends a few messages."""
    await _settled(pids)
    empty = procs.memory_kib(pids)
    lines: list[Online] = []
    for cookie, room in seats:
        visitor = Visitor("127.0.0.1", port, cookie)
        for path in (*PAGES, f"messages/{room}/"):
            await visitor.get(f"/{ORGANISATION}/{path}")
        visitor.close()
        lines.append(await _online(port, cookie))
    for turn in range(messages):
        for number, (line, (_, room)) in enumerate(zip(lines, seats, strict=True)):
            frame = {"type": "send", "room": room, "client_id": f"memory-{turn}-{number}", "body": "Good morning."}
            line.write(json.dumps(frame).encode())
            await asyncio.sleep(0.01)
    await asyncio.sleep(3)
    full = procs.memory_kib(pids)
    for line in lines:
        line.transport.close()
    return {"people": len(seats), "empty_mib": round(empty / 1024, 1), "online_mib": round(full / 1024, 1)}


async def _settled(pids: list[int], patience_s: float = 20) -> None:
    """Wait until the helpers of the first start have ended and nothing more is being worked off."""
    for _ in range(int(patience_s)):
        with procs.Meter({"all": pids}) as meter:
            await asyncio.sleep(1)
        if meter.server / meter.wall < 0.05:
            return


async def _online(port: int, cookie: str) -> Online:
    request = HANDSHAKE.format(path=f"/{ORGANISATION}/live", host="127.0.0.1", port=port, cookie=cookie).encode()
    _, line = await asyncio.get_running_loop().create_connection(lambda: Online(request), "127.0.0.1", port)
    await asyncio.wait_for(line.ready, 30)
    return line


def show(found: dict[str, float]) -> None:
    """A table."""
    fits = "ok" if found["online_mib"] < BAR_MIB else "OVER"
    head = ("", "people", "MiB before", "MiB online", "")
    report.table(
        f"Memory of supervisor, web and worker (bar: {BAR_MIB} MiB)", head, [("embedded", *found.values(), fits)]
    )
