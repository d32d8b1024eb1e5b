"""Who is online in this process, and how a frame reaches them."""

from collections.abc import Collection, Iterable
from typing import Protocol

from cairn.kit.live.line import Frame
from cairn.kit.live.recent import Recent


class Listener(Protocol):
    """An open page: takes a frame without waiting."""

    person: int

    def offer(self, frame: Frame) -> None: ...


class Hub:
    """Person → their open pages. Belongs to the event loop's thread."""

    def __init__(self) -> None:
        self._listeners: dict[int, set[Listener]] = {}
        self._recent = Recent()

    def add(self, listener: Listener) -> None:
        """From now on frames for this person reach the listener too."""
        self._listeners.setdefault(listener.person, set()).add(listener)

    def drop(self, listener: Listener) -> None:
        """The page is gone."""
        mine = self._listeners.get(listener.person)
        if mine:
            mine.discard(listener)
            if not mine:
                del self._listeners[listener.person]

    def publish(self, persons: Iterable[int], text: str) -> None:
        """Offer one frame to every open page of these persons."""
        listeners, frame = self._listeners, Frame(text)
        for person in persons:
            mine = listeners.get(person)
            if mine is not None:
                for listener in tuple(mine):
                    listener.offer(frame)

    def hint(self, persons: Collection[int], text: str) -> None:
        """Offer a frame that a page may have missed between being drawn and opening its line: it is remembered a while."""
        self._recent.add(persons, text)
        self.publish(persons, text)

    def missed(self, listener: Listener, drawn: float) -> None:
        """Offer one page the hints that came after it was drawn (seconds of the epoch)."""
        for text in self._recent.since(listener.person, drawn):
            listener.offer(Frame(text))

    def online(self) -> set[int]:
        """The persons with an open page in this process."""
        return set(self._listeners)

    def listeners(self) -> list[Listener]:
        """Every open page."""
        return [one for mine in self._listeners.values() for one in mine]


hub = Hub()
