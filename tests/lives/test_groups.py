"""Journeys through groups, people and doors, on a phone and at a desk, in both languages."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.lives.conftest import Pages, Shoot
from tests.lives.house import House
from tests.lives.test_signin import finger

Axe = Callable[[Page], None]
PHONE, DESK = 360, 1366
GOOD = "three warm stones rest"


def press(page: Page, action: str, value: str = "") -> None:
    """Press the button of the form that goes to `action`, in whatever language it speaks."""
    button = f'button[value="{value}"]' if value else "button"
    page.locator(f'form[action$="{action}"] {button}').first.click()


def test_the_watch_over_groups_is_real(house: House, page_for: Pages) -> None:
    page = page_for("ivo")
    page.goto(house.address("groups/{tuesday}/room"))
    assert page.locator("main").inner_text(), "a hidden room answers with a page that says so"
    page.goto(house.address("groups/{tuesday}/"))
    expect(page.locator("#leaders + .people .name, #leaders ~ .people .name").first).to_be_visible()


@pytest.mark.parametrize(("name", "width", "language"), [("finn", PHONE, "en"), ("cleo", DESK, "es")])
def test_browse_ask_hear_yes_promise_and_the_room_opens(
    house: House, page_for: Pages, axe: Axe, shoot: Shoot, name: str, width: int, language: str
) -> None:
    dev = page_for("dev", width=DESK)
    dev.goto(house.address("groups/{tuesday}/"))
    page = page_for(name, width=width, language=language)
    page.goto(house.address("groups/"))
    shoot(page, f"groups-{language}-{width}")
    axe(page)
    page.get_by_role("link", name="Tuesday group").click()
    assert page.locator("html").get_attribute("lang") == language
    shoot(page, f"group-browse-{language}-{width}")
    axe(page)
    press(page, "/ask")
    expect(page.locator('form[action$="/take-back"]')).to_be_visible()
    # Dev's page was open all the while: it hears by itself.
    expect(dev.locator("#asks")).to_contain_text(name.title())
    shoot(dev, f"group-asked-{width}")
    dev.locator("#asks li", has_text=name.title()).locator('button[value="yes"]').click()
    expect(dev.locator("#asks")).to_have_count(0)
    expect(page.locator('a[href$="/agreement"]').first).to_be_visible()
    page.locator('a.primary[href$="/agreement"]').click()
    shoot(page, f"agreement-{language}-{width}")
    axe(page)
    press(page, "/sign")
    expect(page.locator("#people")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Ana")
    shoot(page, f"group-seated-{language}-{width}")
    axe(page)
    page.locator('a[href$="/room"]').click()
    expect(page).to_have_url(re.compile(r"/messages/\d+/"))
    page.goto(house.address("groups/{tuesday}/leave"))
    shoot(page, f"leave-{language}-{width}")
    axe(page)
    page.locator("main form button").click()
    expect(page).to_have_url(house.address("groups/"))
    page.goto(house.address("groups/{tuesday}/"))
    expect(page.locator("#people")).to_have_count(0)


def test_a_new_agreement_closes_the_room_until_it_is_signed(
    house: House, page_for: Pages, axe: Axe, shoot: Shoot
) -> None:
    ivo = page_for("ivo", width=PHONE)
    ivo.goto(house.address("groups/{steps}/"))
    expect(ivo.locator('a[href$="/room"]')).to_be_visible()
    elin = page_for("elin", width=DESK)
    elin.goto(house.address("groups/{steps}/renew"))
    elin.locator("textarea").fill("What is said here stays here.\n\nPhones stay in the pocket.")
    shoot(elin, "renew-desk")
    axe(elin)
    elin.locator("main form .button.primary").click()
    expect(elin.locator("main")).to_contain_text("Phones stay in the pocket.")
    # Ivo's open page hears it: the way into the room is gone.
    expect(ivo.locator('a[href$="/room"]')).to_have_count(0)
    ivo.goto(house.address("groups/{steps}/room"))
    assert "/messages/" not in ivo.url
    ivo.goto(house.address("inbox/"))
    shoot(ivo, "inbox-phone")
    axe(ivo)
    ivo.locator("li", has_text="new agreement").locator('form[action$="/follow"] button').first.click()
    expect(ivo.locator("main")).to_contain_text("Phones stay in the pocket.")
    press(ivo, "/sign")
    expect(ivo.locator('a[href$="/room"]')).to_be_visible()
    shoot(ivo, "group-signed-again")


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_invitation_is_declined_and_taken_without_javascript(house: House, page_for: Pages, language: str) -> None:
    gil = page_for("gil", width=DESK, javascript=False)
    jo = page_for("jo", width=PHONE, language=language, javascript=False)
    for answer in ("no", "yes"):
        gil.goto(house.address("groups/{steps}/seats?name=Jo"))
        gil.locator('form[action$="/offer"] button[name="invite"]').click()
        expect(gil.locator("#sent")).to_be_visible()
        jo.goto(house.address("groups/"))
        press(jo, "/answer", answer)
    expect(jo.locator('a.primary[href$="/agreement"]')).to_be_visible()
    jo.goto(house.address("groups/{steps}/leave"))
    jo.locator("main form button").click()
    expect(jo).to_have_url(house.address("groups/"))


@pytest.mark.parametrize(("width", "language"), [(PHONE, "es"), (DESK, "en")])
def test_staff_add_a_person_hand_over_the_link_and_she_comes_in(
    house: House, page_for: Pages, axe: Axe, shoot: Shoot, width: int, language: str
) -> None:
    name, email = f"Noor{language}", f"noor-{language}@example.org"
    gil = page_for("gil", width=DESK)
    gil.goto(house.address("people/add"))
    gil.get_by_label("Chosen name").fill(name)
    gil.get_by_label("Member").check()
    gil.get_by_label("E-mail address").fill(email)
    gil.locator("select[name=language]").select_option(language)
    gil.locator("select[name=level]").select_option(label="IOP")
    gil.locator("select[name=carer]").select_option(label="Pia")
    shoot(gil, "person-add-desk")
    axe(gil)
    gil.locator("main form .button.primary").click()
    expect(gil.locator("h1")).to_have_text(name)
    shoot(gil, "person-new-desk")
    axe(gil)
    press(gil, "/link")
    address = gil.locator("#link").input_value()
    shoot(gil, "person-link-desk")
    axe(gil)
    noor = page_for(None, width=width, language=language)
    noor.goto(address)
    shoot(noor, f"entry-{language}-{width}")
    axe(noor)
    noor.locator("[name=password1]").fill("short")
    noor.locator("[name=password2]").fill("short")
    noor.locator("[name=password2]").press("Enter")
    expect(noor.locator("#errors")).to_be_visible()
    shoot(noor, f"entry-wrong-{language}-{width}")
    axe(noor)
    for field in ("password1", "password2"):
        noor.locator(f"[name={field}]").fill(GOOD)
    noor.locator("[name=password2]").press("Enter")
    expect(noor).to_have_url(house.address("before"))  # tests/lives/test_arriving.py looks at these pages
    noor.locator("main button.big").click()
    noor.locator("[name=agrees]").check()
    noor.locator("main button.big").click()
    noor.locator("main a.big").click()
    expect(noor).to_have_url(house.address("today"))
    assert noor.locator("html").get_attribute("lang") == language
    noor.goto(house.address("accounts/logout/"))
    shoot(noor, f"logout-{language}-{width}")
    axe(noor)
    noor.locator("main form .button.primary").click()
    expect(noor).to_have_url(re.compile("/accounts/login/"))
    shoot(noor, f"login-{language}-{width}")
    axe(noor)
    noor.locator("[name=login]").fill(email)
    noor.locator("[name=password]").fill("not this one at all")
    noor.locator("[name=password]").press("Enter")
    expect(noor.locator("#errors")).to_be_visible()
    axe(noor)
    noor.locator("[name=password]").fill(GOOD)
    noor.locator("[name=password]").press("Enter")
    expect(noor).to_have_url(house.address("today"))
    noor.goto(address)
    expect(noor.locator("[name=password1]")).to_have_count(0)


@pytest.fixture(scope="module")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house nobody has entered yet."""
    opened = House(tmp_path_factory.mktemp("empty") / "data", staged=False)
    opened.url = opened.url.replace("127.0.0.1", "localhost")  # passkeys need a name, not a number
    yield opened
    opened.close()


def test_the_owner_begins_with_an_empty_database_and_stands_in_today(
    empty_house: House, page_for: Pages, axe: Axe, shoot: Shoot
) -> None:
    told = empty_house.tell("-m", "cairn", "owner-link", "--base-url", empty_house.url)
    address = next(word for word in told.split() if "/owner/" in word)
    page = page_for(None, width=PHONE, house=empty_house)
    finger(page)
    page.goto(empty_house.address("", ""))
    shoot(page, "welcome-nobody")
    axe(page)
    page.goto(address)
    shoot(page, "owner-phone")
    axe(page)
    for field, words in {
        "name": "Riverside", "slug": "riverside", "chosen_name": "Rosa", "email": "rosa@example.org",
        "password1": GOOD, "password2": GOOD,
    }.items():  # fmt: skip
        page.locator(f"[name={field}]").fill(words)
    page.locator("main form .button.primary").click()
    expect(page).to_have_url(empty_house.address("me/sign-in/begin", "riverside"))
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("A name for it").fill("My phone")
    page.get_by_role("button", name="Make my passkey").click()
    page.get_by_role("link", name="I have kept them").click()
    page.goto(empty_house.address("today", "riverside"))
    expect(page).to_have_url(empty_house.address("today", "riverside"))
    page.goto(empty_house.address("programmes/", "riverside"))
    page.locator("[name=name]").fill("Evening programme")
    page.locator("[value=iop]").check()
    axe(page)
    page.locator("main form .button.primary").click()
    expect(page.locator("main")).to_contain_text("Evening programme")
    shoot(page, "programmes-phone")
    page.goto(empty_house.address("groups/new", "riverside"))
    page.locator("[name=name]").fill("Monday group")
    shoot(page, "group-new-phone")
    axe(page)
    page.locator("main form .button.primary").click()
    expect(page.locator("h1")).to_be_visible()
    shoot(page, "seats-empty-phone")
    axe(page)
    page.goto(address)
    expect(page.locator("[name=slug]")).to_have_count(0)
