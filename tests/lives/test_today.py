"""Today in real Chromium: Ana says no, Pia is there, and Ana reads who looked. On a phone and a desk, in both languages."""

import re
import sqlite3
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.lives.conftest import Pages, Shoot
from tests.lives.house import House

Axe = Callable[[Page], None]
PHONE, DESK = 360, 1366
WORDS = {
    "en": {"first": "Who needs someone", "no": "Said no to", "take": "Take it", "call": "Call", "keep": "Keep",
           "close": "Close it", "has": "Pia has it", "looked": "looked at", "why": "They are on your care team."},
    "es": {"first": "Quién necesita a alguien", "no": "Dijo que no a", "take": "Lo tomo", "call": "Llamar",
           "keep": "Guardar", "close": "Cerrar", "has": "Pia lo lleva", "looked": "miró",
           "why": "Está en tu equipo de atención."},
}  # fmt: skip


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own, because these journeys raise concerns. Ana has a phone number; the house has a line."""
    opened = House(tmp_path_factory.mktemp("today") / "data")
    opened.do(
        "from cairn.kit import wall\n"
        "from cairn.people.models import Contact, Organisation\n"
        "with wall.everywhere('staging'):\n"
        "    one = Contact.objects.get(person__chosen_name='Ana')\n"
        "    one.phone = '602-555-0143'\n"
        "    one.save()\n"
        "    Organisation.objects.filter(slug='harbor-house').update(crisis_phone='602-555-0100', crisis_hours='8 to 9')\n"
    )
    yield opened
    opened.close()


def whole(page: Page) -> Page:
    """The page on a screen tall enough to hold it: the bar at the foot covers nothing."""
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size(
        {"width": size["width"], "height": page.evaluate("document.documentElement.scrollHeight") + 80}
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"
    return page


def seen(page: Page, axe: Axe, shoot: Shoot, name: str) -> None:
    size = page.viewport_size
    shoot(whole(page), name)
    axe(page)
    assert size is not None
    page.set_viewport_size(size)


def says_no(page: Page, house: House) -> None:
    """Ana's check-in with a `no`, sent as the form without JavaScript sends it."""
    page.goto(house.address("check-ins/new"))
    token = page.locator("main input[name=csrfmiddlewaretoken]").first.input_value()
    client_id = page.locator("main input[name=client_id]").first.input_value()
    answer = page.request.post(
        house.address("check-ins/new"),
        form={"csrfmiddlewaretoken": token, "client_id": client_id, "mood": "-5", "safe": "no", "to": "team"},
        headers={"Referer": page.url, "Origin": house.url},
    )
    assert answer.ok, answer.status


@pytest.mark.parametrize(("width", "language"), [(PHONE, "en"), (DESK, "es"), (DESK, "en"), (PHONE, "es")])
def test_ana_says_no_and_pia_takes_it_calls_and_closes_and_ana_reads_it(
    own: House, page_for: Pages, axe: Axe, shoot: Shoot, width: int, language: str
) -> None:
    said, name = WORDS[language], f"{language}-{width}"
    ana, pia = (page_for(who, width=width, language=language, house=own) for who in ("ana", "pia"))
    says_no(ana, own)

    pia.goto(own.address("today"))
    expect(pia.get_by_role("heading", level=1)).to_have_text(said["first"])
    first = pia.locator("table.needs tbody tr").first
    expect(first).to_contain_text("Ana")
    expect(first).to_contain_text(said["no"])
    seen(pia, axe, shoot, f"today-pia-{name}")
    first.get_by_role("button", name=said["take"]).click()
    expect(pia.locator("table.needs tbody tr").first).to_contain_text("Pia")

    ana.goto(own.address("today"))
    expect(ana.locator("#told")).to_contain_text(said["has"])
    seen(ana, axe, shoot, f"today-ana-told-{name}")

    pia.locator("table.needs tbody tr").first.get_by_role("link", name=re.compile(f"^{said['call']}")).click()
    expect(pia.locator("a.dial")).to_have_attribute("href", "tel:602-555-0143")
    seen(pia, axe, shoot, f"reach-call-{name}")
    pia.locator("main input[value=spoke]").check(force=True)
    pia.get_by_role("button", name=said["keep"], exact=True).click()
    expect(pia).to_have_url(own.address("today"))

    pia.locator("table.needs tbody tr").first.locator("a[href*=concerns]").click()
    expect(pia.locator(".timeline li")).to_have_count(3)
    seen(pia, axe, shoot, f"concern-{name}")
    pia.locator("main input[value=reached]").check(force=True)
    pia.get_by_role("button", name=said["close"], exact=True).click()
    expect(pia).to_have_url(own.address("today"))
    expect(pia.locator(".empty")).to_be_visible()
    seen(pia, axe, shoot, f"today-pia-empty-{name}")

    ana.goto(own.address("me/who-looked"))
    expect(ana.locator("#looks")).to_contain_text(f"{said['looked']} ")
    expect(ana.locator("#looks")).to_contain_text(said["why"])
    seen(ana, axe, shoot, f"who-looked-{name}")


def test_today_of_staff_and_member_moves_without_reloading(own: House, page_for: Pages) -> None:
    pia, ana = page_for("pia", width=DESK, house=own), page_for("ana", house=own)
    pia.goto(own.address("today"))
    expect(pia.locator("html[data-live=socket]")).to_have_count(1)
    says_no(ana, own)
    expect(pia.locator("table.needs tbody tr").first).to_contain_text("Ana")
    ana.goto(own.address("today"))
    expect(ana.locator("html[data-live=socket]")).to_have_count(1)
    pia.get_by_role("button", name=re.compile("^Take it")).click()
    expect(ana.locator("#told")).to_contain_text("Pia has it")
    pia.goto(own.address("today"))
    pia.locator("a[href*=concerns]").first.click()
    pia.locator("main input[value=reached]").check(force=True)
    pia.get_by_role("button", name="Close it", exact=True).click()
    expect(ana.locator("#told")).to_contain_text("Pia was here for you")


def test_the_mood_on_today_goes_into_the_check_in_without_javascript_too(own: House, page_for: Pages) -> None:
    for javascript in (True, False):
        bo = page_for("bo", javascript=javascript, house=own)
        bo.goto(own.address("today"))
        bo.locator("main input[name=mood][value='2']").check(force=True)
        bo.get_by_role("button", name="Begin my check-in").click()
        expect(bo).to_have_url(re.compile(r"check-ins/new\?mood=2"))
        expect(bo.locator("main input[name=mood][value='2']")).to_be_checked()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("javascript", [True, False])
def test_support_is_one_tap_away_signed_out_and_signed_in(
    own: House, page_for: Pages, axe: Axe, shoot: Shoot, language: str, javascript: bool
) -> None:
    stranger = page_for(None, language=language, javascript=javascript, house=own)
    for address in (own.address("support", organisation=""), own.address("support/")):
        stranger.goto(address)
        expect(stranger.locator("a[href='tel:988']")).to_be_visible()
        expect(stranger.locator(f"a[href*='body={'HOME' if language == 'en' else 'HOLA'}']")).to_be_visible()
    ana = page_for("ana", language=language, javascript=javascript, house=own)
    ana.goto(own.address("me"))
    ana.locator("header a.support").click()
    expect(ana.locator("main")).to_contain_text("Dev, Pia")
    expect(ana.locator("main .people")).to_contain_text("Bo")
    if javascript:
        seen(ana, axe, shoot, f"support-{language}")


def test_leaving_is_one_tap_and_the_session_is_over(own: House, page_for: Pages) -> None:
    finn = page_for("finn", javascript=False, house=own)
    finn.route("https://www.weather.gov/**", lambda route: route.fulfill(body="sunny"))
    finn.goto(own.address("today"))
    finn.get_by_role("link", name=re.compile("Leave page")).click()
    expect(finn).to_have_url(re.compile("weather.gov"))
    finn.goto(own.address("today"))
    assert "/accounts/login/" in finn.url


def test_the_ladder_climbs_by_the_clock_while_everybody_sleeps(own: House, page_for: Pages) -> None:
    ivo, elin = page_for("bo", house=own), page_for("elin", width=DESK, house=own)
    ivo.goto(own.address("support/"))
    ivo.get_by_role("button", name="Ask my team to reach me").click()
    expect(ivo.get_by_role("button", name="Ask my team to reach me")).to_have_count(0)
    database = sqlite3.connect(own.data / "cairn.sqlite3", timeout=20)
    with database:
        database.execute("UPDATE safety_concern SET next_step_at = '2020-01-01 00:00:00' WHERE why = 'support'")
    elin.goto(own.address("today"))
    expect(elin.locator("table.needs tbody tr").first).to_contain_text("step 2 of 3")
    database.close()


def test_what_happens_between_a_page_and_its_line_is_not_missed(own: House, page_for: Pages) -> None:
    """On a slow phone seconds pass until the page's script runs and its line is open."""
    pia, ana = page_for("pia", width=DESK, house=own, worker=False), page_for("ana", house=own)
    held: list[Route] = []
    pia.route("**/page*.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright wants a function
    pia.goto(own.address("today"), wait_until="commit")
    expect(pia.locator("main h1")).to_be_visible()
    before = pia.locator("table.needs tbody tr").count()
    says_no(ana, own)
    assert held, "the page asks for its script by another name"
    for one in held:
        one.continue_()
    expect(pia.locator("html[data-live=socket]")).to_have_count(1)
    expect(pia.locator("table.needs tbody tr")).to_have_count(before + 1)
