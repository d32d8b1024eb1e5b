"""A session in real browsers: waiting, let in, seen, muted, removed, locked, back after a lost line."""

import pytest
from playwright.sync_api import expect

from tests.lives.conftest import Pages, no_violations
from tests.video import network
from tests.video.conftest import LiveHouse
from tests.video.people import PATIENCE_S, Somebody, everybody_sees_everybody, until

ALL_WELL = {"framesDecoded": 30, "framesReceived": 30, "packetsReceived": 90}
STARVED = {"framesDecoded": 4, "framesReceived": 28, "packetsReceived": 90}
FEW_CAME = {"framesDecoded": 4, "framesReceived": 4, "packetsReceived": 40}
# What arrived within two seconds, what the way and the browser say, and what it is.
VERDICTS: list[tuple[str, dict[str, int], dict[str, object]]] = [
    ("", ALL_WELL, {}),
    ("weak", {**FEW_CAME, "packetsLost": 20}, {}),
    ("weak", {**FEW_CAME, "packetsLost": 1}, {"way": 0.3, "shortest": 0.01}),
    ("weak", {**FEW_CAME, "packetsLost": 20}, {"way": 0.3, "shortest": 0.01, "limited": "cpu"}),
    ("busy", STARVED, {}),
    ("busy", {**STARVED, "packetsLost": 5}, {"limited": "cpu"}),
    ("", FEW_CAME, {}),  # the other one's camera is slow: nothing that this page could better
]


# A browser in a network that lets nothing through but to the relay.
THROUGH_THE_RELAY = """
const Plain = RTCPeerConnection;
globalThis.RTCPeerConnection = class extends Plain {
  constructor(given) { super({ ...given, iceTransportPolicy: "relay" }); }
};
"""
WAYS = """async () => {
  const found = [];
  for (const pc of [cairnRoom.transport.pub, cairnRoom.transport.sub]) {
    const all = new Map();
    (await pc.getStats()).forEach((one) => all.set(one.id, one));
    for (const one of all.values())
      if (one.type === "candidate-pair" && one.nominated) found.push(all.get(one.localCandidateId).candidateType);
  }
  return found;
}"""


@pytest.fixture
def session(house: LiveHouse) -> str:
    """A session that has just begun."""
    return house.arrange()


def test_dev_and_ana_see_each_other_through_the_real_pages(house: LiveHouse, page_for: Pages, session: str) -> None:
    dev, ana = (Somebody(house, page_for(name, width=1366, height=850), session, name) for name in ("dev", "ana"))
    dev.knock().is_in()
    ana.knock().waits()
    dev.beside("Let in", "Ana")
    ana.is_in()
    for one in (dev, ana):
        one.shows_and_speaks()
    everybody_sees_everybody([dev, ana])
    expect(dev.page.locator(".tile")).to_have_count(2)
    for one in (dev, ana):
        no_violations(one.page)
        one.page.set_viewport_size({"width": 360, "height": 740})
        assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the room scrolls sideways"
        assert one.page.evaluate("document.documentElement.scrollHeight <= innerHeight"), (
            "the room is longer than a phone"
        )
        expect(one.page.locator("#bar button:visible")).to_have_count(5)
        for sheet in ("signs", "more", *(["lead"] if one is dev else [])):
            no_violations(one.opens(sheet).page)
            one.shuts()


def _three(house: LiveHouse, page_for: Pages, session: str) -> list[Somebody]:
    """Dev, Ana and Bo in the room, seen and heard by each other."""
    people = [Somebody(house, page_for(name, width=1366, height=850), session, name) for name in ("dev", "ana", "bo")]
    dev, ana, bo = people
    dev.knock().is_in()
    for one in (ana, bo):
        one.knock().waits()
        dev.beside("Let in", one.name.title())
        one.is_in()
    for one in people:
        one.shows_and_speaks()
    everybody_sees_everybody(people)
    return people


def test_the_facilitator_mutes_locks_and_removes_and_the_server_does_it(
    house: LiveHouse, page_for: Pages, session: str
) -> None:
    watch = network.Watch() if network.is_own() else None
    dev, ana, bo = _three(house, page_for, session)

    # Mute: not one byte more, whatever the muted page does.
    dev.beside("Mute", "Ana")
    expect(ana.page.locator("#bar [data-do=microphone]")).to_be_disabled()
    ana.page.evaluate("cairnRoom.devices.microphone().then((track) => cairnRoom.transport.send('audio', track))")
    was = bo.sound_of(ana)
    bo.decodes(ana)  # pictures go on, so time passed
    assert bo.sound_of(ana) == was
    dev.beside("May speak again", "Ana")
    until(lambda: bo.sound_of(ana) > was, "Ana was not heard again")

    # Hand, reaction, caption: everybody sees them.
    ana.press("hand")
    expect(dev.page.locator(f".tile[data-feed='{ana.feed()}']")).to_have_attribute("data-hand", "1")
    bo.signs("thank-you")
    expect(dev.page.locator(f".tile[data-feed='{bo.feed()}'] .react")).to_have_text("Thank you")
    bo.opens("more").page.locator("#caption-words").fill("Good evening")
    bo.page.get_by_role("button", name="Show", exact=True).click()
    bo.page.locator("#more [data-opens=chat]").click()
    bo.page.locator("#write-words").fill("I brought cake")
    bo.page.get_by_role("button", name="Say it").click()
    expect(ana.page.locator("#bar .dot")).to_be_visible()
    expect(ana.opens("more", "chat").page.locator("#said")).to_contain_text("Bo I brought cake")
    for one in (ana, bo):
        one.shuts()
    expect(ana.page.locator("#captions")).to_contain_text("Good evening")

    # Lock: nobody new, but who was in may come back, with what the house remembers of them.
    dev.beside("Lock")
    pia = Somebody(house, page_for("pia", width=1366, height=850), session, "pia")
    expect(dev.page.locator("#side").get_by_role("button", name="Unlock")).to_be_visible()
    ana.page.reload()
    ana.is_in()
    everybody_sees_everybody([dev, ana, bo])
    pia.knock().is_in()  # who leads is never locked out

    # Remove: gone at once, cannot come back, and the key has changed.
    key = dev.page.evaluate("cairnRoom.key()")
    dev.beside("Remove", "Ana")
    expect(ana.page.get_by_role("heading", level=1)).to_have_text("You were asked to leave", timeout=15_000)
    expect(dev.page.locator(".tile")).to_have_count(3)
    until(lambda: dev.page.evaluate("cairnRoom.key()") > key, "the key did not change")
    ana.page.goto(house.address(f"room/{session}/in"))
    expect(ana.page.locator("#room")).to_have_count(0)
    everybody_sees_everybody([dev, bo])

    # End for all.
    dev.beside("End for all")
    expect(bo.page.get_by_role("heading", level=1)).to_have_text("Thank you for being here", timeout=15_000)
    assert watch is None or watch.heard() == [], "something went to somebody else"


def test_when_the_media_server_is_killed_everybody_is_back_by_themselves(
    house: LiveHouse, page_for: Pages, session: str
) -> None:
    people = _three(house, page_for, session)
    feeds = [one.feed() for one in people]
    house.kill_media()
    until(lambda: all(one.feed() != was for one, was in zip(people, feeds, strict=True)), "not everybody came back")
    everybody_sees_everybody(people)


def test_when_the_web_process_is_killed_sound_and_pictures_do_not_even_stop(
    house: LiveHouse, page_for: Pages, session: str
) -> None:
    people = _three(house, page_for, session)
    dev, ana, bo = people
    feeds = [one.feed() for one in people]
    for one in people:
        one.page.evaluate("cairnRoom.transport.isTheFirst = true")
    web = house.parts()["web"]
    house.kill_web()
    until(lambda: house.parts().get("web", web) != web, "nobody started another web process")
    for one in people:
        expect(one.page.locator("html[data-live=socket]")).to_have_count(1, timeout=PATIENCE_S * 1000)
    everybody_sees_everybody(people)
    dev.beside("Mute", "Ana")  # the new process knows the seats: it mutes at the media server
    expect(ana.page.locator("#bar [data-do=microphone]")).to_be_disabled()
    bo.decodes(ana)
    was = bo.sound_of(ana)
    bo.decodes(ana)
    assert bo.sound_of(ana) == was
    assert [one.feed() for one in people] == feeds
    assert all(one.page.evaluate("cairnRoom.transport.isTheFirst") for one in people)

    # Whoever comes now is seen by those whose seats were taken over, and sees them.
    pia = Somebody(house, page_for("pia", width=1366, height=850), session, "pia")
    pia.knock().is_in()
    pia.shows_and_speaks()
    everybody_sees_everybody([dev, pia])


def test_a_line_that_breaks_comes_back_to_the_same_seat(house: LiveHouse, page_for: Pages, session: str) -> None:
    people = _three(house, page_for, session)
    ana = people[1]
    was = ana.feed()
    ana.page.evaluate("document.dispatchEvent(new CustomEvent('cairn:doubt'))")
    everybody_sees_everybody(people)
    assert ana.feed() == was, "sound and pictures did not even stop"


def test_a_network_that_lets_no_media_through_is_served_by_the_relay(
    house: LiveHouse, page_for: Pages, session: str
) -> None:
    dev, ana = (Somebody(house, page_for(name, width=1366, height=850), session, name) for name in ("dev", "ana"))
    ana.page.add_init_script(THROUGH_THE_RELAY)
    dev.knock().is_in()
    ana.knock().waits()
    dev.beside("Let in", "Ana")
    ana.is_in()
    for one in (dev, ana):
        one.shows_and_speaks()
    everybody_sees_everybody([dev, ana])
    assert set(ana.page.evaluate(WAYS)) == {"relay"}
    assert set(dev.page.evaluate(WAYS)) == {"host"}, "who needs no relay uses none"


def test_who_holds_another_key_sees_nothing(house: LiveHouse, page_for: Pages, session: str) -> None:
    dev, ana, bo = _three(house, page_for, session)
    for number in range(256):
        bo.page.evaluate("given => cairnRoom.takeKey(given)", {"number": number, "key": "c2l4dGVlbiBieXRlcyBvaw=="})
    bytes_before = until(lambda: bo.sound_of(ana), "nothing arrives at all")
    until(lambda: bo.sound_of(ana) > bytes_before, "nothing arrives any more")
    seen = bo.heard()[ana.feed()]["frames"]
    dev.decodes(ana)
    assert bo.heard()[ana.feed()]["frames"] <= seen + 1


def test_small_rooms_part_people_and_a_lost_line_returns_to_the_right_one(
    house: LiveHouse, page_for: Pages, session: str
) -> None:
    dev, ana, bo = _three(house, page_for, session)
    ana_id, bo_id = (one.page.evaluate("cairnRoom.me") for one in (ana, bo))
    dev.page.locator("#small-rooms > summary").click()
    dev.page.locator(f"#id_at-{ana_id}").select_option("1")
    dev.page.locator(f"#id_at-{bo_id}").select_option("2")
    dev.beside("Open the small rooms")
    until(lambda: "1" in ana.place() and "2" in bo.place(), "they were not dealt into rooms")
    for one in (dev, ana, bo):
        expect(one.page.locator(".tile")).to_have_count(1)
    was = until(ana.feed, "Ana has no seat")

    # Ana loads her page anew: back in the same small room, microphone as it was, not with everybody.
    ana.page.reload()
    ana.is_in()
    until(lambda: "1" in ana.place() and ana.feed() != was, "not back in the small room")
    expect(ana.page.locator(".tile")).to_have_count(1)

    # Dev puts Bo with Ana: these two see each other, Dev sees nobody.
    dev.page.locator(f"#to-{bo_id}").select_option(label="Room 1")
    dev.page.locator(f"#side li:has(#to-{bo_id}) button", has_text="Put there").click()
    expect(ana.page.locator(".tile")).to_have_count(2)
    everybody_sees_everybody([ana, bo])
    expect(dev.page.locator(".tile")).to_have_count(1)

    # Called back, with a minute to say goodbye: the clock does it.
    dev.beside("Call everybody back")
    expect(ana.page.locator("#place")).to_contain_text("comes back in")
    until(lambda: not ana.place() and not bo.place(), "nobody called them back", seconds=100)
    expect(dev.page.locator(".tile")).to_have_count(3)
    everybody_sees_everybody([dev, ana, bo])


def test_what_slows_a_picture_is_told_apart(house: LiveHouse, page_for: Pages, session: str) -> None:
    dev = Somebody(house, page_for("dev", width=1366, height=850), session, "dev")
    dev.knock().is_in()
    for says, now, more in VERDICTS:
        was = {"framesDecoded": 100, "framesReceived": 100, "packetsReceived": 1000, "packetsLost": 0}
        video = {name: was[name] + now.get(name, 0) for name in was}
        told = {
            "people": [{"feed": "a", "camera": True}],
            "heard": {"a": {"video": video}},
            "before": {"a": {"video": was}},
        }
        assert dev.page.evaluate("told => cairnRoom.verdict(told)", {**told, **more}) == says, (now, more)
