"""Trusting the place: showing and taking back, asking about a look, taking everything along, leaving, an emergency."""

import datetime as dt
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.lives.conftest import Pages, Shoot
from tests.lives.house import House

Axe = Callable[[Page], None]
CLOCK = "from cairn.kit import wall; from cairn.kit.clock import now; import datetime as dt\nwith wall.everywhere('a journey moves a clock'):\n"
WORDS = "She called and cannot be reached by anybody of the team."


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own: people leave it."""
    opened = House(tmp_path_factory.mktemp("trust") / "data")
    yield opened
    opened.close()


def _until(days: int) -> str:
    return (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=days)).isoformat()


def _confirm(page: Page, house: House) -> None:
    """The password once more, where it is asked."""
    box = page.locator("input[type=password]")
    if box.count():
        box.fill(house.password)
        page.locator("main form button.primary").click()


@pytest.mark.parametrize(("language", "width"), [("en", 360), ("es", 1366)])
def test_ana_shows_previews_and_takes_back(
    house: House, page_for: Pages, axe: Axe, shoot: Shoot, language: str, width: int
) -> None:
    ana, sam = page_for("ana", width, 800, language=language), page_for("sam", width, 800, language=language)
    ana.goto(house.address("me/who-sees-what"))
    axe(ana)
    shoot(ana, f"who-sees-{language}-{width}")
    ana.goto(house.address("privacy/consents/new"))
    axe(ana)
    shoot(ana, f"give-{language}-{width}")
    ana.fill("[name=whom]", "Sam")
    ana.check("[name=covers][value=how_i_am]")
    ana.check("[name=covers][value=programme]")
    ana.fill("[name=expires_on]", _until(30))
    ana.fill("[name=signature]", "Ana Legalname")
    ana.check("[name=confirmed]")
    ana.locator("main form button.primary").click()
    expect(ana.locator("main code.fingerprint")).to_have_count(1)
    axe(ana)
    shoot(ana, f"consent-{language}-{width}")

    sam.goto(house.address("shown"))
    sam.locator("ul.people a").first.click()
    expect(sam.locator("main section.card")).to_have_count(2)
    axe(sam)
    shoot(sam, f"shown-{language}-{width}")
    heading = sam.locator("main section.card h2").first.inner_text()

    ana.goto(house.address(f"me/who-sees-what/{house.people['sam']['id']}/best"))
    expect(ana.locator(".preview")).to_contain_text(heading)
    expect(ana.locator(".preview a[href]")).to_have_count(0)
    axe(ana)
    shoot(ana, f"preview-{language}-{width}")

    ana.goto(house.address("me/who-sees-what"))
    card = ana.locator("article.card", has=ana.locator("h3", has_text="Sam"))
    card.locator("form button").first.click()
    expect(ana.locator("article.card h3", has_text="Sam")).to_have_count(0)
    sam.reload()
    expect(sam.locator("main")).not_to_contain_text(heading)


def test_ana_asks_about_a_look_and_hana_answers(house: House, page_for: Pages, axe: Axe, shoot: Shoot) -> None:
    pia, ana, hana = page_for("pia"), page_for("ana"), page_for("hana", 1366, 850)
    pia.goto(house.address(f"people/{house.people['ana']['id']}/contact"))
    ana.goto(house.address("me/who-looked"))
    ana.get_by_role("link", name="Ask about this").first.click()
    expect(ana.locator("[name=words]")).to_be_visible()
    axe(ana)
    ana.fill("[name=words]", "Why was my phone number opened?")
    ana.locator("main form button.primary").click()
    expect(ana.locator("main")).to_contain_text("The answer comes by")
    shoot(ana, "asked")
    hana.goto(house.address("today"))
    axe(hana)
    shoot(hana, "hana-today")
    hana.locator("#waiting li a").first.click()
    expect(hana.locator("main")).to_contain_text("Why was my phone number opened?")
    hana.fill("[name=answer]", "Pia called to move your appointment.")
    axe(hana)
    shoot(hana, "hana-answers")
    hana.locator("main form button.primary").click()
    hana.goto(house.address("privacy/review"))
    axe(hana)
    shoot(hana, "hana-review")
    ana.reload()
    expect(ana.locator("main")).to_contain_text("Pia called to move your appointment.")


def test_finn_takes_everything_along_and_leaves_for_good(
    house: House, page_for: Pages, axe: Axe, shoot: Shoot, tmp_path: Path
) -> None:
    finn, gil = page_for("finn"), page_for("gil", 1366, 850)
    finn.goto(house.address("privacy/my-data"))
    axe(finn)
    finn.locator("main form button").click()
    finn.get_by_role("link", name="Take the file").wait_for()
    shoot(finn, "takeout")
    finn.get_by_role("link", name="Take the file").click()
    axe(finn)
    _confirm(finn, house)
    with finn.expect_download() as taken:
        finn.locator("main form button.primary").click()
    taken.value.save_as(tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as packed:
        plain = json.loads(packed.read("everything.json"))
        assert "Finn Legalname" in packed.read("index.html").decode()
    assert "42 CFR part 2" in plain["statement"]
    finn.goto(house.address("privacy/given-out"))
    expect(finn.locator("main li.card")).to_have_count(1)
    axe(finn)

    finn.goto(house.address("privacy/leave"))
    axe(finn)
    shoot(finn, "leave")
    finn.get_by_role("link", name="Leave for good").click()
    _confirm(finn, house)
    finn.get_by_role("button", name="Yes, I leave").click()
    finn.get_by_role("button", name="I stay").click()
    expect(finn.locator("main")).to_contain_text("Good that you are here")
    finn.get_by_role("link", name="Leave for good").click()
    finn.get_by_role("button", name="Yes, I leave").click()
    house.do(f"from cairn.privacy.models import Leaving\n{CLOCK}    Leaving.waiting().update(due_at=now())")
    expect(finn.locator("html")).to_have_attribute("data-live", "over")
    finn.goto(house.address("today"))
    assert "login" in finn.url
    gil.goto(house.address("privacy/retention"))
    axe(gil)
    shoot(gil, "retention")
    assert "0 breaks" in house.tell("-m", "cairn", "verify")


def test_dev_opens_a_page_in_an_emergency_and_everybody_hears_of_it(
    house: House, page_for: Pages, axe: Axe, shoot: Shoot
) -> None:
    dev, hana, ivo = page_for("dev", 1366, 850), page_for("hana"), page_for("ivo")
    dev.goto(house.address("privacy/emergency"))
    axe(dev)
    shoot(dev, "again")
    _confirm(dev, house)
    axe(dev)
    shoot(dev, "emergency")
    dev.fill("[name=whom]", "Ivo")
    dev.check("[name=reason][value=danger]")
    dev.fill("[name=words]", WORDS)
    dev.locator("main form button.danger").click()
    expect(dev.locator("main .notice.warning:visible").first).to_contain_text("open until")
    axe(dev)
    shoot(dev, "opened")
    dev.get_by_role("link", name="Show contact data").click()
    expect(dev.locator("main")).to_contain_text("Ivo Legalname")
    dev.go_back()
    dev.fill("[name=recipient]", "Dr. Lee")
    dev.fill("[name=facility]", "Valley ER")
    dev.fill("[name=nature]", "Overdose")
    dev.get_by_role("button", name="Write it down").click()
    expect(dev.locator("main")).to_contain_text("Written down")
    hana.goto(house.address("today"))
    expect(hana.locator("main")).to_contain_text("An emergency opening to review")
    dev.get_by_role("button", name="I am done: close it").click()
    dev.goto(house.address(f"people/{house.people['ivo']['id']}/contact"))
    expect(dev.locator("main")).not_to_contain_text("Ivo Legalname")
    ivo.goto(house.address("me/who-looked"))
    expect(ivo.locator("main")).not_to_contain_text(WORDS)
    house.do(f"from cairn.privacy.models import Glass\n{CLOCK}    Glass.objects.update(tell_at=now())")
    ivo.goto(house.address("inbox/"))
    expect(ivo.locator("main")).to_contain_text("Somebody opened your page in an emergency")
    ivo.goto(house.address("me/who-looked"))
    expect(ivo.locator("main")).to_contain_text(WORDS)
    axe(ivo)
    shoot(ivo, "told-of-emergency")
