"""A page that was drawn before a hint and opened its line after it still hears of it."""

from cairn.kit.live.hub import Hub
from cairn.kit.live.line import Frame
from cairn.kit.live.recent import EVERYTHING, KEEP_S, MOST, Recent


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Listening:
    def __init__(self, person: int) -> None:
        self.person = person
        self.heard: list[str] = []

    def offer(self, frame: Frame) -> None:
        self.heard.append(frame.text)


def told(clock: Clock) -> Recent:
    """Three hints at the seconds 110, 120 and 130."""
    recent = Recent(clock)
    for moment, persons, text in ((110.0, [1, 2], "a"), (120.0, [2], "b"), (130.0, [1], "a")):
        clock.now = moment
        recent.add(persons, text)
    return recent


def test_a_page_hears_what_came_after_it_was_drawn_each_once_and_only_its_own() -> None:
    recent = told(Clock())
    assert recent.since(1, 105.0) == ["a"]
    assert recent.since(2, 105.0) == ["b", "a"]
    assert recent.since(2, 115.0) == ["b"]
    assert recent.since(1, 131.0) == []
    assert recent.since(3, 105.0) == []


def test_a_page_drawn_before_this_process_knew_anything_asks_for_all() -> None:
    assert told(Clock()).since(1, 99.0) == [EVERYTHING]


def test_what_is_forgotten_is_said_as_everything() -> None:
    clock = Clock()
    recent = told(clock)
    clock.now = 120.0 + KEEP_S + 5
    recent.add([9], "z")
    assert recent.since(1, 115.0) == [EVERYTHING]
    assert recent.since(1, 125.0) == ["a"]
    for _ in range(MOST + 1):
        recent.add([9], "z")
    assert recent.since(1, 125.0) == [EVERYTHING]
    assert recent.since(1, clock.now + 1) == []


def test_the_hub_says_to_one_page_what_only_its_person_missed() -> None:
    hub, early, late = Hub(), Listening(1), Listening(1)
    hub.add(early)
    hub.hint([1], "for one")
    hub.hint([2], "for two")
    hub.publish([1], "a message, which rooms ask for by number")
    hub.add(late)
    hub.missed(late, drawn=hub._recent._told[0][0])
    assert early.heard == ["for one", "a message, which rooms ask for by number"]
    assert late.heard == ["for one"]
