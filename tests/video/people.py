"""A person in the live room, as a test meets them."""

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.video.conftest import LiveHouse

PATIENCE_S = 60.0
HEARD = """async () => {
  const found = {};
  for (const [feed, kinds] of Object.entries(await cairnRoom.heard()))
    found[feed] = { frames: kinds.video?.framesDecoded ?? 0, sound: kinds.audio?.bytesReceived ?? 0, width: kinds.video?.frameWidth ?? 0,
      screen: kinds.screen?.framesDecoded ?? 0 };
  return found;
}"""


def until(what: Callable[[], Any], why: str, seconds: float = PATIENCE_S) -> Any:
    """Ask again until the answer is a yes; never a fixed sleep."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, why
        time.sleep(0.2)
    return found


class Somebody:
    """One browser page of one of the cast, at one session."""

    def __init__(self, house: LiveHouse, page: Page, session: str, name: str) -> None:
        self.house, self.page, self.session, self.name = house, page, session, name

    def knock(self) -> "Somebody":
        """Through the lobby to the door."""
        self.page.goto(self.house.address(f"room/{self.session}/"))
        if self.page.locator("#id_words").count():
            self.page.locator("#id_words").fill("12 Elm Street, Mesa")
        if self.page.locator("#id_affirmed").count():
            self.page.locator("#id_affirmed").check(force=True)
        self.page.get_by_role("button", name="Come in").click()
        return self

    def is_in(self) -> "Somebody":
        """Wait until there is a seat."""
        expect(self.page.locator("#room[data-state=in]")).to_have_count(1, timeout=PATIENCE_S * 1000)
        return self

    def waits(self) -> "Somebody":
        """Wait until the page says that one waits."""
        expect(self.page.locator("#room[data-state=waiting]")).to_have_count(1, timeout=PATIENCE_S * 1000)
        return self

    def press(self, name: str) -> "Somebody":
        """One of the buttons of the bar."""
        self.page.locator(f"#bar [data-do={name}]").click()
        return self

    def opens(self, *sheets: str) -> "Somebody":
        """One sheet after the other."""
        for name in sheets:
            self.page.locator(f"[data-opens={name}]:visible").first.click()
            expect(self.page.locator(f"#{name}")).to_be_visible()
        return self

    def shuts(self) -> "Somebody":
        """No sheet is open."""
        self.page.keyboard.press("Escape")
        expect(self.page.locator("#room")).to_have_attribute("data-sheet", "")
        return self

    def signs(self, what: str) -> None:
        """Say it without words."""
        self.opens("signs").page.locator(f"[data-react={what}]").click()

    def shows_and_speaks(self) -> "Somebody":
        """Camera and microphone on, and the house knows."""
        for name in ("microphone", "camera"):
            self.press(name)
            expect(self.page.locator(f"#bar [data-do={name}]")).to_have_attribute(
                "aria-pressed", "true", timeout=20_000
            )
        return self

    def beside(self, words: str, name: str = "") -> None:
        """One of the facilitator's buttons, at a person or at the room; unfolded first, where it is folded away."""
        button = self.page.locator("#side button", has_text=re.compile(f"^{words} *{name}")).first
        button.wait_for(state="attached", timeout=30_000)
        fold = button.locator("xpath=ancestor::details[1]")
        if fold.count() and fold.get_attribute("open") is None:
            fold.locator("summary").click()
        button.click(timeout=30_000)

    def place(self) -> str:
        """Which small room the page says it is in; empty with everybody."""
        return self.page.locator("#place").inner_text() if self.page.locator("#place").is_visible() else ""

    def feed(self) -> str:
        """The random word of this join."""
        return str(
            self.page.locator(f".tile[data-id='{self.page.evaluate('cairnRoom.me')}']").get_attribute("data-feed")
        )

    def heard(self) -> dict[str, dict[str, int]]:
        """What arrived from whom."""
        found: dict[str, dict[str, int]] = self.page.evaluate(HEARD)
        return found

    def sound_of(self, other: "Somebody") -> int:
        """Bytes of the other's microphone that arrived."""
        return self.heard().get(other.feed(), {}).get("sound", 0)

    def decodes(self, other: "Somebody", what: str = "frames") -> None:
        """Wait until pictures of the other are decoded, and go on being decoded."""

        # The other may be on the way to another seat: which join theirs is, is asked each time.
        def now() -> int:
            return self.heard().get(other.feed(), {}).get(what, 0)

        until(now, f"{self.name} never saw {other.name}")
        seat, first = other.feed(), now()
        until(lambda: other.feed() != seat or now() > first + 2, f"{self.name} no longer sees {other.name}")
        if other.feed() != seat:
            self.decodes(other, what)


def everybody_sees_everybody(people: list[Somebody]) -> None:
    """Every pair, both ways."""
    for one in people:
        for other in people:
            if one is not other:
                one.decodes(other)
