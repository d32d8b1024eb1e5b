"""From an empty machine to Ana's first check-in: the owner's link, five steps, a roster of 200, her own link."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.lives.conftest import Pages, Shoot
from tests.lives.house import House
from tests.lives.test_signin import finger

Axe = Callable[[Page], None]
PHONE, DESK = 360, 1366
GOOD = "three warm stones rest"
LINK = "from cairn.people.owner import make_owner_link; print(make_owner_link(''))"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house nobody has set up yet. Passkeys need a name, not a number: localhost."""
    opened = House(tmp_path_factory.mktemp("empty") / "data", staged=False)
    opened.url = opened.url.replace("127.0.0.1", "localhost")
    yield opened
    opened.close()


def _roster(folder: Path) -> Path:
    rows = [f"R-{n},Person Number{n},Number{n},n{n}@example.org,IOP,2026-11-0{n % 9 + 1}" for n in range(198)]
    rows += ["R-198,Ana Flores,Ana,ana at example.org,IOP,2026-11-02", "R-199,Bo Last,Bo,bo@example.org,IOP,2026-02-31"]
    path = folder / "roster.csv"
    path.write_text("record number,legal name,chosen name,email,level,since\n" + "\n".join(rows) + "\n", "utf-16")
    return path


def _set_up(page: Page, axe: Axe, shoot: Shoot) -> None:
    for name, value in (("name", "Riverside"), ("slug", "riverside"), ("chosen_name", "Rosa"), ("email", "rosa@example.org"),
                        ("password1", GOOD), ("password2", GOOD)):  # fmt: skip
        page.fill(f"[name={name}]", value)
    axe(page)
    page.locator("button.big").click()
    _make_passkey(page)
    page.locator("a.big", has_text="Go on setting up").click()
    expect(page).to_have_url(re.compile("/set-up/1$"))
    for number, name in enumerate(("place", "line", "part2", "programme", "levels"), 1):
        expect(page.locator("progress")).to_have_attribute("value", str(number))
        _fill(page, name)
        shoot(page, f"setup-{name}")
        axe(page)
        page.locator("form[method=post] .actions button.primary").click()
    expect(page).to_have_url(re.compile("/set-up/$"))
    shoot(page, "setup-house")
    axe(page)


def _make_passkey(page: Page) -> None:
    """From the page that asks for a second step, or offers the passkey itself, to Today or what comes before it."""
    if "/me/sign-in/begin" in page.url:
        page.locator('a.big[href$="/passkeys/add/"]').click()
    page.locator("form[data-passkey=create] button.big").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.locator("a.big").click()


def _fill(page: Page, name: str) -> None:
    if name == "line":
        page.fill("[name=crisis_phone]", "602 555 0100")
        page.fill("[name=from_0]", "08:00")
        page.fill("[name=to_0]", "21:00")
        page.locator("[name=copy]").click()
        expect(page.locator("[name=to_6]")).to_have_value("21:00")
    elif name == "part2":
        page.locator('[name=status][value="yes"]').check(force=True)
        page.fill("[name=signed_name]", "Rosa Rivera")
        page.fill("[name=privacy_contact]", "Rosa, 602 555 0142")
        page.locator("[name=attests]").check()
    elif name == "programme":
        page.fill("[name=name]", "Evening IOP")


def test_from_an_empty_machine_to_anas_first_check_in(
    empty: House, page_for: Pages, axe: Axe, shoot: Shoot, tmp_path: Path
) -> None:
    page = page_for(None, DESK, 850, house=empty)
    finger(page)
    page.goto(empty.do(LINK).strip())
    _set_up(page, axe, shoot)
    page.goto("/riverside/people/roster/")
    axe(page)
    page.set_input_files("[name=file]", str(_roster(tmp_path)))
    page.locator("form.card button.primary").click()
    expect(page.locator(".mend tbody tr")).to_have_count(2)
    shoot(page, "roster-problems")
    axe(page)
    page.fill('[name="cell-200-email"]', "ana@example.org")
    page.fill('[name="cell-201-since"]', "2026-02-28")
    page.locator("form:has(.mend) button.primary").click()
    shoot(page, "roster-good")
    page.locator('form[action$="/take"] button').click()
    expect(page.locator("h1")).to_contain_text("200")
    axe(page)
    page.locator('form[action$="/sheet"] button').last.click()
    expect(page.locator(".slip .qr").first).to_be_visible()
    shoot(page, "roster-sheet")
    axe(page)
    address = page.locator(".slip", has_text="Ana").locator(".address").inner_text()
    _ana_arrives(page_for(None, PHONE, language="es", house=empty), address, axe, shoot)


def _ana_arrives(page: Page, address: str, axe: Axe, shoot: Shoot) -> None:
    finger(page)
    page.goto(address)
    shoot(page, "ana-link")
    axe(page)
    page.locator("button[name=passkey]").click()
    shoot(page, "ana-passkey")
    axe(page)
    _make_passkey(page)
    expect(page).to_have_url(re.compile("/before$"))
    page.goto("/riverside/today")
    expect(page).to_have_url(re.compile("/before$"))
    expect(page.locator("article")).to_contain_text("Rosa, 602 555 0142")
    shoot(page, "before-notice")
    axe(page)
    page.goto("/riverside/support")
    expect(page.locator('a[href="tel:988"]')).to_be_visible()
    shoot(page, "support-hours")
    axe(page)
    page.goto("/riverside/before")
    page.locator("main button.big").click()
    page.locator("[name=agrees]").check()
    shoot(page, "before-promise")
    axe(page)
    page.locator("main button.big").click()
    expect(page).to_have_url(re.compile("/how-it-works$"))
    shoot(page, "guide")
    axe(page)
    page.locator("a.big").click()
    expect(page).to_have_url(re.compile("/today$"))
    page.goto("/riverside/check-ins/new")
    page.locator('.step.now input[name="mood"][value="0"]').click()
    page.locator("[data-end]").click()
    page.locator("[data-send]").click()
    expect(page).to_have_url(re.compile(r"/after/\d+$"))


@pytest.mark.parametrize(("width", "language"), [(PHONE, "en"), (DESK, "es")])
def test_invitations_names_and_the_way_through_treatment(
    house: House, page_for: Pages, axe: Axe, shoot: Shoot, width: int, language: str
) -> None:
    page = page_for("gil", width, language=language)
    for path in ("people/invitations", "people/invitations/new", "people/roster/", "set-up/", "set-up/door",
                 "set-up/papers/notice", "people/{tuesday}/".replace("{tuesday}", house.people["ana"]["id"]),
                 f"people/{house.people['bo']['id']}/roles", f"people/{house.people['bo']['id']}/enrol"):  # fmt: skip
        page.goto(house.address(path))
        shoot(page, f"arriving-{path.replace('/', '-')}-{width}-{language}")
        axe(page)
    page.goto(house.address("people/invitations/new"))
    page.locator("form[method=post] button.primary").click()
    expect(page.locator("svg.qr")).to_be_visible()
    shoot(page, f"arriving-invited-{width}-{language}")
    axe(page)
    ana = page_for("ana", width, language=language, dark=True)
    for path in ("me/names", "me/care", "me/papers", "me"):
        ana.goto(house.address(path))
        shoot(ana, f"arriving-{path.replace('/', '-')}-{width}-{language}")
        axe(ana)
    stranger = page_for(None, width, language=language)
    stranger.goto(house.address("notice"))
    axe(stranger)
