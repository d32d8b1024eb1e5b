"""The schedule in real Chromium: Elin arranges, sees what is in the way, changes one; Ana sees her week, cannot come, takes another.

On a phone and a desk, in both languages; whoever is not expected learns nothing.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.lives.conftest import Pages, Shoot
from tests.lives.house import House

Axe = Callable[[Page], None]
PHONE, DESK = 360, 1366
BOTH = pytest.mark.parametrize(("width", "language"), [(PHONE, "en"), (DESK, "es")])
SAID = {
    "en": {"busy": "Dev leads another session then", "told": "Ana", "moved": "Done", "appointment": "Appointment"},
    "es": {"busy": "Dev dirige otra sesión a esa hora", "told": "Ana", "moved": "Listo", "appointment": "Appointment"},
}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own. Small steps is a therapy group with two free seats, so that it can stand in."""
    opened = House(tmp_path_factory.mktemp("sessions") / "data")
    opened.do(
        "from cairn.kit import wall\nfrom cairn.groups.models import Group\n"
        "with wall.everywhere('staging'):\n    Group.objects.filter(name='Small steps').update(kind='therapy')\n"
    )
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def house(own: House) -> House:
    """Pages of these journeys need no other house than their own."""
    return own


def day(ahead: int) -> str:
    """A day in so many days, as a date field takes it."""
    phoenix = dt.timezone(dt.timedelta(hours=-7))
    return (dt.datetime.now(phoenix).date() + dt.timedelta(days=ahead)).isoformat()


def arrange(
    page: Page, house: House, *, group: str, ahead: int, at: str, often: str = "weekly", open_: bool = False
) -> None:
    """Fill the form as Elin would; Dev leads."""
    page.goto(house.address("sessions/new"))
    page.locator("select[name=kind]").select_option("therapy")
    page.locator("select[name=group]").select_option(house.places[group])
    page.locator("input[name=day]").fill(day(ahead))
    page.locator("input[name=at]").fill(at)
    page.locator("select[name=facilitator]").select_option(house.people["dev"]["id"])
    page.locator(f"main input[name=often][value={often}]").check(force=True)
    if open_:
        page.locator("input[name=takes_make_ups]").check(force=True)
    page.locator("main form .button.primary").click()


def session_of(page: Page, house: House, name: str, ahead: int) -> str:
    """The address of a session on the board."""
    page.goto(house.address(f"sessions/?from={day(ahead)}"))
    slip = page.locator(f"section[data-day='{day(ahead)}'] a.slip", has_text=name).first
    expect(slip).to_be_visible()
    return str(slip.get_attribute("href"))


def seen(page: Page, axe: Axe, shoot: Shoot, name: str) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"
    shoot(page, name)
    axe(page)


@BOTH
def test_elin_arranges_sees_what_is_in_the_way_and_ana_finds_another_for_the_one_she_misses(
    own: House, page_for: Pages, axe: Axe, shoot: Shoot, width: int, language: str
) -> None:
    said, name = SAID[language], f"{language}-{width}"
    first, hour = (8, "18") if language == "en" else (37, "10")  # in weeks of their own, whatever day it is
    elin = page_for("elin", width=width, language=language, house=own)
    elin.goto(own.address("sessions/new"))
    seen(elin, axe, shoot, f"sessions-new-{name}")
    arrange(elin, own, group="tuesday", ahead=first, at=f"{hour}:00", often="once")
    expect(elin).to_have_url(re.compile(r"/sessions/\?from="))
    seen(elin, axe, shoot, f"sessions-board-{name}")

    # Small steps at the same time: Dev cannot be in two rooms. The sentence says so; she takes another hour.
    arrange(elin, own, group="steps", ahead=first, at=f"{hour}:30", often="once", open_=True)
    expect(elin.locator("#clashes")).to_contain_text(said["busy"])
    seen(elin, axe, shoot, f"sessions-clash-{name}")
    elin.locator("input[name=at]").fill(f"{int(hour) + 2}:00")
    elin.locator("main form .button", has_text=re.compile("Look again|Mirar otra vez")).click()
    expect(elin).to_have_url(re.compile(r"/sessions/\?from="))

    # She moves it; who is told stands there by name first.
    tuesday = session_of(elin, own, "Tuesday group", first)
    elin.goto(own.url + tuesday)
    seen(elin, axe, shoot, f"session-keep-{name}")
    elin.locator("a[href$='/move']").click()
    expect(elin.locator("main")).to_contain_text(said["told"])
    elin.locator("input[name=at]").fill(f"{hour}:15")
    elin.locator("main form .button.primary").click()
    expect(elin.locator(".flash")).to_contain_text(said["moved"])

    ana = page_for("ana", width=width, language=language, house=own)
    ana.goto(own.address(f"week/?from={day(first)}"))
    slip = ana.locator(f"a.slip[href='{tuesday}']")
    expect(slip).to_be_visible()
    expect(ana.locator("a.slip", has_text="Small steps")).to_have_count(0)
    seen(ana, axe, shoot, f"week-{name}")
    slip.click()
    seen(ana, axe, shoot, f"session-mine-{name}")
    ana.locator("a[href$='/cannot-come']").click()
    ana.locator("textarea").fill("My sister visits.")
    seen(ana, axe, shoot, f"cannot-come-{name}")
    ana.locator("main form .button.primary").click()
    expect(ana).to_have_url(re.compile("/instead$"))
    seen(ana, axe, shoot, f"instead-{name}")
    ana.locator("main li", has_text="Small steps").locator("button").click()
    ana.goto(own.address(f"week/?from={day(first)}"))
    expect(ana.locator("a.slip", has_text="Small steps")).to_be_visible()

    # Dev learns that she cannot come, and reads why only when he asks; then she comes after all.
    dev = page_for("dev", width=width, language=language, house=own)
    dev.goto(own.url + tuesday)
    expect(dev.locator("main")).not_to_contain_text("My sister visits.")
    dev.locator("a[href*='/sessions/words/']").click()
    expect(dev.locator("main")).to_contain_text("My sister visits.")
    ana.goto(own.url + tuesday)
    ana.locator("form[action$='/coming'] button").click()
    expect(ana.locator("a[href$='/cannot-come']")).to_be_visible()

    for stranger in ("ivo", "jo", "zoe"):
        other = page_for(stranger, width=width, language=language, house=own)
        house = "lantern-bay" if stranger == "zoe" else "harbor-house"
        answer = other.goto(own.url + tuesday.replace("harbor-house", house))
        assert answer is not None and answer.status == 404, stranger
        other.goto(own.address(f"week/?from={day(first)}", organisation=house))
        expect(other.locator("a.slip", has_text="Tuesday group")).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_substitute_is_two_clicks_and_a_series_is_changed_from_one_day_on(
    own: House, page_for: Pages, javascript: bool
) -> None:
    ahead, at = (15, "08:00") if javascript else (16, "07:00")
    elin = page_for("elin", width=DESK, javascript=javascript, house=own)
    arrange(elin, own, group="tuesday", ahead=ahead, at=at)
    if elin.locator("#clashes").count():
        elin.locator("button[name=sure]").click()
    one = session_of(elin, own, "Tuesday group", ahead + 7)
    elin.goto(own.url + one)
    elin.locator("a[href$='/change']").click()
    elin.locator("main input[name=scope][value=following]").check(force=True)
    elin.locator("input[name=minutes]").fill("90")
    elin.locator("main form .button.primary").click()
    expect(elin.locator("main")).to_contain_text("Ana")
    elin.locator("button[name=sure]").click()
    expect(elin.locator(".flash")).to_contain_text("Done")
    elin.goto(own.url + one)
    elin.locator("a[href$='/lead']").click()
    expect(elin.locator("main")).to_contain_text("Nobody else here may lead this kind of session.")
    elin.goto(own.url + one)
    elin.locator("a[href$='/cancel']").click()
    elin.locator("main input[name=why][value=weather]").check(force=True)
    elin.locator("main form .button.primary").click()
    expect(elin.locator("main")).to_contain_text("Weather")


def test_elin_drags_a_session_to_another_day_and_with_the_keyboard_to_a_third(
    own: House, page_for: Pages, axe: Axe, shoot: Shoot
) -> None:
    elin = page_for("elin", width=DESK, house=own)
    monday = next(n for n in range(22, 29) if dt.date.fromisoformat(day(n)).weekday() == 0)
    arrange(elin, own, group="tuesday", ahead=monday, at="06:00", often="once")
    first, second, third = (elin.locator(f"section[data-day='{day(monday + n)}']") for n in range(3))
    slip = first.locator(".slip", has_text="6 a.m.")
    start, goal = slip.bounding_box(), second.bounding_box()
    assert start and goal

    def drag() -> None:
        elin.mouse.move(start["x"] + 20, start["y"] + 20)
        elin.mouse.down()
        elin.mouse.move(goal["x"] + 40, start["y"] + 40, steps=5)
        expect(second).to_have_class(re.compile("aim"))
        elin.mouse.up()

    drag()
    dialog = elin.locator("#moving-dialog")
    expect(dialog).to_contain_text("Ana")
    assert dialog.locator("input[name=day]").input_value() == day(monday + 1)
    seen(elin, axe, shoot, "board-drag")
    dialog.locator("[data-back]").click()
    expect(first.locator(".slip", has_text="6 a.m.")).to_be_visible()
    drag()
    dialog.locator(".button.primary").click()
    expect(elin.locator(".flash")).to_contain_text("Done")
    expect(second.locator(".slip", has_text="6 a.m.")).to_be_visible()

    # The keyboard: up, one day on, and let go; then up, one day on, and put down.
    slip = second.locator(".slip", has_text="6 a.m.")
    slip.focus()
    for keys in ("Space", "ArrowRight", "Escape"):
        elin.keyboard.press(keys)
    expect(elin.locator("#board-said")).to_have_text("It stays where it is.")
    for keys in ("Space", "ArrowRight", "Enter"):
        elin.keyboard.press(keys)
    expect(dialog).to_contain_text("Bo")
    dialog.locator(".button.primary").click()
    expect(third.locator(".slip", has_text="6 a.m.")).to_be_visible()


def test_ana_gives_her_calendar_an_address_and_switches_it_off(
    own: House, page_for: Pages, axe: Axe, shoot: Shoot
) -> None:
    ana = page_for("ana", house=own)
    ana.goto(own.address("week/calendar"))
    ana.locator("main form .button.primary").click()
    address = ana.locator("code").inner_text()
    seen(ana, axe, shoot, "calendar")
    stranger = page_for(None, house=own)
    answer = stranger.request.get(address)
    assert answer.ok and answer.headers["content-type"].startswith("text/calendar")
    assert {str(event["summary"]) for event in Calendar.from_ical(answer.body()).events} <= {"Appointment"}
    ana.locator("main form .button.danger").click()
    assert stranger.request.get(address).status == 404


@BOTH
def test_dev_copies_a_plan_changes_it_and_pia_uses_it(
    own: House, page_for: Pages, axe: Axe, shoot: Shoot, width: int, language: str
) -> None:
    title = {"en": "HALT", "es": "Hambre"}[language]
    dev = page_for("dev", width=width, language=language, house=own)
    dev.goto(own.address("sessions/plans/"))
    seen(dev, axe, shoot, f"plans-{language}-{width}")
    dev.locator("a[href$='/library/halt']").click()
    dev.locator("main form .button.primary").click()
    expect(dev.locator("main h1")).to_contain_text(title)
    dev.locator("a[href$='/edit']").click()
    seen(dev, axe, shoot, f"plan-edit-{language}-{width}")
    dev.locator("input[name=title]").fill(f"{title}, shorter {width}")
    dev.locator("main form .button.primary").click()
    dev.locator("form[action$='/share'] button").click()
    pia = page_for("pia", width=width, language=language, house=own)
    pia.goto(own.address("sessions/plans/"))
    pia.locator("a", has_text=f"shorter {width}").first.click()
    expect(pia.locator("a[href$='/edit']")).to_have_count(0)
    pia.locator("form[action$='/copy'] button").click()
    expect(pia.locator("a[href$='/edit']")).to_be_visible()
