"""An open page and its line: what is sent at once, what waits, and what ends."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from cairn.kit.live import socket
from cairn.kit.live.hub import Hub
from cairn.kit.live.line import Frame, Line
from cairn.kit.live.socket import OUTBOX, TOO_SLOW, Page, Socket


class SlowLine:
    """A line whose other side may stop reading."""

    def __init__(self) -> None:
        self.writable = asyncio.Event()
        self.writable.set()
        self.got: list[bytes] = []
        self.ended: list[int] = []

    @property
    def is_free(self) -> bool:
        return self.writable.is_set()

    def give(self, frame: Frame) -> None:
        self.got.append(frame.wire)

    async def send(self, event: dict[str, Any]) -> None:
        self.ended.append(event["code"])


def opened(line: SlowLine, person: int = 1) -> Page:
    page = Page(person, 9, "session")
    page.use(Socket(cast(Line, line), line.send))
    return page


def on_a_loop(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(cast(Any, test()))


async def turns() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


def test_a_frame_leaves_at_once_while_the_line_is_free() -> None:
    async def life() -> None:
        line = SlowLine()
        opened(line).say("hello")
        assert line.got == [b"\x81\x05hello"]

    on_a_loop(life)


def test_what_waits_keeps_its_order_and_leaves_when_the_line_is_free_again() -> None:
    async def life() -> None:
        line = SlowLine()
        page = opened(line)
        page.say("1")
        line.writable.clear()
        page.say("2")
        page.say("3")
        await turns()
        assert [wire[-1:] for wire in line.got] == [b"1"]
        line.writable.set()
        page.say("4")
        await turns()
        assert [wire[-1:] for wire in line.got] == [b"1", b"2", b"3", b"4"]

    on_a_loop(life)


def test_a_page_that_cannot_keep_up_is_closed_alone() -> None:
    async def life() -> None:
        slow, quick, hub = SlowLine(), SlowLine(), Hub()
        pages = [opened(slow), opened(quick)]
        for page in pages:
            hub.add(page)
        slow.writable.clear()
        for _ in range(OUTBOX + 1):
            hub.publish([1], "x")
        await turns()
        assert (pages[0].closing, slow.ended, slow.got) == (TOO_SLOW, [TOO_SLOW], [])
        assert (pages[1].closing, len(quick.got)) == (0, OUTBOX + 1)
        hub.publish([1], "y")
        assert (slow.got, len(quick.got)) == ([], OUTBOX + 2)

    on_a_loop(life)


@pytest.mark.parametrize("text", ["not json", "[1]", '"words"'])
def test_what_is_no_frame_is_passed_over(text: str) -> None:
    async def life() -> None:
        taken: list[dict[str, Any]] = []
        page = opened(SlowLine())
        socket._take(page, text, lambda _, frame: taken.append(frame))
        socket._take(page, '{"type": "since"}', lambda _, frame: taken.append(frame))
        assert (taken, page.closing) == ([{"type": "since"}], 0)

    on_a_loop(life)


def test_a_frame_beyond_all_measure_ends_the_page() -> None:
    async def life() -> None:
        line = SlowLine()
        page = opened(line)
        socket._take(page, "x" * (socket.LARGEST_FRAME + 1), lambda *_: pytest.fail("it was taken"))
        await turns()
        assert (page.closing, line.ended) == (1009, [1009])

    on_a_loop(life)
