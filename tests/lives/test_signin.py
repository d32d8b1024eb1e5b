"""Signing in, in real Chromium: a passkey, staff's second step, a code by mail, a shared phone, a quiet while."""

import email
import re
import time
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.lives.conftest import Pages, Shoot
from tests.lives.house import House

Check = Callable[[Page], None]


@pytest.fixture(scope="module")
def mailing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own that can send mail, into a folder. Passkeys need a name, not a number: localhost."""
    folder = tmp_path_factory.mktemp("signin")
    opened = House(folder / "data", CAIRN_MAIL_URL=f"file://{folder}/mail")
    opened.url = opened.url.replace("127.0.0.1", "localhost")
    yield opened
    opened.close()


def finger(page: Page) -> None:
    """A phone that knows its owner's finger."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


CACHED = """async () => (await Promise.all((await caches.keys()).map(
  async (name) => (await (await caches.open(name)).keys()).map((one) => one.url)))).flat()"""


def _sign_in(page: Page, house: House, name: str, *, shared: bool = False) -> None:
    page.goto(house.address("accounts/login/"))
    page.get_by_label("E-mail address").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill(house.password)
    if shared:
        page.get_by_label("This is a shared phone").check()
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


def _letters(house: House) -> list[Message]:
    folder = Path(house.data.parent) / "mail"
    found = sorted(folder.glob("*")) if folder.exists() else []
    return [email.message_from_bytes(path.read_bytes().partition(b"\n-----")[0]) for path in found]


def _letter_after(house: House, before: int) -> Message:
    deadline = time.monotonic() + 30
    while len(found := _letters(house)) <= before:
        assert time.monotonic() < deadline, house.log()
        time.sleep(0.3)
    return found[-1]


def test_staff_add_a_passkey_before_anything_else_and_sign_in_with_it(
    mailing: House, page_for: Pages, axe: Check, shoot: Shoot
) -> None:
    page = page_for(None, house=mailing)
    finger(page)
    _sign_in(page, mailing, "dev")
    expect(page.get_by_role("heading", name="One thing first")).to_be_visible()
    axe(page)
    shoot(page, "signin-begin")
    page.goto(mailing.address("people/"))
    expect(page.get_by_role("heading", name="One thing first")).to_be_visible()
    page.goto(mailing.address("support"))
    expect(page.get_by_text("988").first).to_be_visible()
    page.goto(mailing.address("today"))
    page.get_by_role("link", name="Add a passkey").click()
    axe(page)
    shoot(page, "signin-add-passkey")
    page.get_by_label("A name for it").fill("Desk phone")
    page.get_by_role("button", name="Make my passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert page.locator(".codes li").count() == 10
    axe(page)
    shoot(page, "signin-recovery")
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_url("**/today")
    page.goto(mailing.address("me/sign-in"))
    expect(page.get_by_text("Desk phone")).to_be_visible()
    axe(page)
    shoot(page, "signin-devices")
    page.goto(mailing.address("people/"))
    expect(page.get_by_role("heading", name="People", level=1)).to_be_visible()
    page.goto(mailing.address("me/sign-in"))
    page.get_by_role("button", name="Sign out here").click()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    shoot(page, "signin-login")
    axe(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/today")
    page.goto(mailing.address("accounts/logout/"))
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    _sign_in(page, mailing, "dev")
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    axe(page)
    shoot(page, "signin-second")
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/today")


def test_a_member_comes_in_by_a_code_and_the_letter_says_nothing(
    mailing: House, page_for: Pages, axe: Check, shoot: Shoot
) -> None:
    before = len(_letters(mailing))
    page = page_for(None, width=1366, height=850, language="es", house=mailing)
    page.goto(mailing.address("accounts/login/"))
    page.get_by_role("link", name=re.compile("código", re.I)).click()
    page.locator("#id_email").fill("ana@example.org")
    axe(page)
    page.locator("main form button").click()
    expect(page.locator("#id_code")).to_be_visible()
    axe(page)
    shoot(page, "signin-code-es")
    letter = _letter_after(mailing, before)
    words = letter.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert "Harbor" not in words + str(letter) and "Ana" not in words
    code = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", words)
    assert code, words
    page.locator("#id_code").fill(code[0].lower())
    page.locator("main form button").click()
    page.wait_for_url("**/today")


def test_on_a_shared_phone_nothing_stays(mailing: House, page_for: Pages, chromium: Browser) -> None:
    page = page_for(None, house=mailing)
    _sign_in(page, mailing, "bo", shared=True)
    expect(page.locator("html")).to_have_attribute("data-shared-phone", "")
    kept = [one for one in page.context.cookies() if one["name"] == "cairn"]
    assert kept[0]["expires"] == -1, "the session ends with the browser"
    page.evaluate(
        "localStorage.setItem('left', 'behind'); caches.open('left').then((c) => c.put('/x', new Response('behind')))"
    )
    page.evaluate("document.addEventListener('cairn:signing-out', () => sessionStorage.setItem('heard', 'yes'))")
    page.goto(mailing.address("groups/"))
    page.goto(mailing.address("me"))
    page.evaluate("document.addEventListener('cairn:signing-out', () => { document.cookie = 'heard=yes' })")
    page.locator("form[data-signing-out] button").first.click()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    assert any(one["name"] == "heard" for one in page.context.cookies()), "who keeps things here hears of it first"
    assert page.evaluate("localStorage.length") == 0
    cached = page.evaluate(CACHED)
    assert all(re.search(r"/kept/|/static/|/language$", url) for url in cached), (
        "only the numbers stay, which are no secret"
    )
    page.go_back()
    page.wait_for_load_state()
    assert "/accounts/login/" in page.url, page.url
    assert "Bo" not in page.locator("main").inner_text()


def test_a_quiet_while_warns_and_gives_back_what_was_typed(
    mailing: House, page_for: Pages, axe: Check, shoot: Shoot
) -> None:
    page = page_for(None, house=mailing)
    _sign_in(page, mailing, "ivo", shared=True)
    page.clock.install()
    page.goto(mailing.address("check-ins/new"))
    page.evaluate("document.querySelectorAll('.step').forEach((step) => { step.hidden = false })")
    page.locator("textarea[name=words]").evaluate("(box) => { box.value = 'half a sentence'; }")
    page.clock.run_for(241_000)
    box = page.locator("dialog#quiet")
    expect(box).to_be_visible()
    axe(page)
    shoot(page, "signin-quiet")
    page.get_by_role("button", name="Keep going").click()
    expect(box).not_to_be_visible()
    page.clock.run_for(241_000)
    expect(box).to_be_visible()
    page.wait_for_timeout(300)
    mailing.do(
        "from cairn.signin.models import Session\nimport datetime as dt\nfrom django.utils import timezone\n"
        "Session.objects.filter(is_shared=True).update(seen_at=timezone.now() - dt.timedelta(minutes=6))"
    )
    page.clock.run_for(70_000)
    page.wait_for_url("**/accounts/login/**")
    expect(page.get_by_text("You were away for a while")).to_be_visible()
    page.get_by_label("E-mail address").fill("ivo@example.org")
    page.get_by_label("Password", exact=True).fill(mailing.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/check-ins/new")
    expect(page.get_by_text("We kept what you")).to_be_visible()
    assert page.locator("textarea[name=words]").input_value() == "half a sentence"


def test_ending_a_session_closes_its_open_pages_at_once(mailing: House, page_for: Pages) -> None:
    there, here = page_for("ana", house=mailing), page_for(None, width=1366, height=850, house=mailing)
    there.goto(mailing.address("today"))
    expect(there.locator("html")).to_have_attribute("data-live", "socket")
    _sign_in(here, mailing, "ana")
    here.goto(mailing.address("me/sign-in"))
    here.get_by_role("button", name="Sign out everywhere else").click()
    expect(there.locator("html")).to_have_attribute("data-live", "over")
