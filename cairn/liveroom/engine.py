"""The seam to a media server: what the house asks of whatever carries sound and pictures.

Rights, names, waiting and mute stand in the house and are known to no engine. An engine knows a room by a random name
and a person by a random word of one join.
"""

from collections.abc import Callable
from typing import Any, Protocol

Send = Callable[[dict[str, Any]], None]


class EngineError(Exception):
    """The media server refused, or is not there. Carries no address and nothing of what was sent."""


class Unwanted(EngineError):
    """The browser asked for something that no page of ours asks for."""


class Seat(Protocol):
    """One participant's connection: messages from the browser go in, messages for it come out through `send`."""

    async def client(self, message: dict[str, Any]) -> None:
        """What the browser says: publish, answer, ice, layer, pause."""

    async def close(self) -> None:
        """End it; harmless when it has ended."""

    def state(self) -> dict[str, Any]:
        """What another process needs to take it over: numbers of the media server's making, nothing of a person."""

    def let_go(self) -> None:
        """Another process has taken it over: hear nothing of it any more."""


class Engine(Protocol):
    """A media server."""

    name: str

    def is_up(self) -> bool:
        """Whether a seat could be had now."""

    async def open_room(self, room: str, size: int) -> None:
        """Make the room, if it is not there."""

    async def close_room(self, room: str) -> None:
        """End the room for everybody in it."""

    async def seat(self, room: str, who: str, send: Send) -> Seat:
        """A seat in an open room."""

    async def take_over(self, room: str, who: str, state: dict[str, Any], send: Send) -> Seat:
        """The seat of a process that ended, as it stands. Raises EngineError where it has ended, too."""

    async def mute(self, room: str, who: str, kind: str, on: bool) -> None:
        """Let nothing of this kind (audio, video) pass from `who` to others, or let it pass again."""

    async def remove(self, room: str, who: str) -> None:
        """Take the seat away."""
