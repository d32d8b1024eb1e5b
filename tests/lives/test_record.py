"""A whole evening in real Chromium: arranged, reminded of, arrived at by code and by tap, written up once, counted, claimed.

Everything but the live media, which has journeys of its own.
"""

import datetime as dt
import re
import time
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.lives.conftest import TIMEOUT_MS, Pages, Shoot
from tests.lives.house import House

Axe = Callable[[Page], None]
PHONE, DESK = 360, 1366
SLOW_MS = 30_000
SAID = {
    "en": {"close": "Close this session", "sure": "Close it", "notes": "Write the notes", "soon": "A session begins soon",
           "keep": "Keep, and look the notes through", "sign": "Sign 2 notes", "code": "Give me", "arrive": "I am here",
           "hello": "Good that you are here, Ana.", "yes": "Yes, open the door here", "make": "Make an address",
           "month": "You were there", "out": "Give it out", "how": "Say how it was"},
    "es": {"close": "Cerrar esta sesión", "sure": "Cerrar", "soon": "Pronto empieza",
           "notes": "Escribir las notas", "keep": "Guardar y revisar las notas", "sign": "Firmar 2 notas", "code": "Dame",
           "arrive": "Estoy aquí", "hello": "Qué bueno que estás aquí, Ana.", "yes": "Sí, abrir la puerta aquí",
           "make": "Crear una dirección", "month": "Estuviste", "out": "Entregarlo", "how": "Decir cómo fue"},
}  # fmt: skip
PREPARE = """
import datetime as dt
from cairn.care.models import Enrolment, Level
from cairn.charting.tables import lay_usual_rules
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.ids import new_id
from cairn.groups.models import Seat
from cairn.meetings.models import Place
from cairn.people.models import Person
from cairn.privacy.consenting import give_consent
from cairn.privacy.tests.stage import soon, terms
from cairn.trust.viewer import Viewer
with wall.everywhere("staging"):
    who = {p.chosen_name: p for p in Person.objects.filter(organisation__slug="harbor-house")}
here = who["Dev"].organisation
wall.serve(here.pk)
Seat.objects.filter(organisation=here).update(made_at=now() - dt.timedelta(days=90))
Seat.objects.filter(organisation=here, left_at__isnull=False).update(left_at=now() - dt.timedelta(days=60))
Place.objects.get_or_create(organisation=here, name="Blue room")
lay_usual_rules(Viewer.of(who["Elin"]))
for name in ("Ana", "Bo"):
    Enrolment.objects.create(organisation=here, person=who[name], level=Level.objects.get(organisation=here),
        began_on=dt.date(2026, 1, 1))
    give_consent(Viewer.of(who[name]), terms(kinds=("tpo",), expires_on=soon(), redisclosure_statement="It may be.",
        refusal_statement="None."), pk=new_id())
"""
# An hour passes: the session, and whoever is there already, began an hour ago.
AN_HOUR = """
import datetime as dt
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.meetings.models import Session, Stay
with wall.everywhere("staging"):
    begins = now() - dt.timedelta(minutes=61)
    Session.objects.filter(pk={session}).update(begins_at=begins, ends_at=begins + dt.timedelta(hours=1))
    Stay.objects.filter(session={session}).update(began_at=begins)
"""


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """A long evening: what is waited for may take its time on a busy machine."""
    expect.set_options(timeout=SLOW_MS)
    yield
    expect.set_options(timeout=TIMEOUT_MS)


def opens(own: House, page_for: Pages, name: str | None, width: int, language: str, height: int = 740) -> Page:
    """A page of that person in this house, with the same patience."""
    page = page_for(name, width=width, height=height, language=language, house=own)
    page.set_default_timeout(SLOW_MS)
    return page


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own: these evenings change everybody's week."""
    opened = House(tmp_path_factory.mktemp("record") / "data")
    opened.do(PREPARE)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def house(own: House) -> House:
    """Pages of these journeys need no other house than their own."""
    return own


def seen(page: Page, axe: Axe, shoot: Shoot, name: str) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"
    shoot(page, name)
    axe(page)


def opened_door(own: House, page_for: Pages, axe: Axe, shoot: Shoot, language: str, width: int) -> Page:
    """Elin makes an address; a tablet nobody is signed in on opens it."""
    elin = opens(own, page_for, "elin", DESK, language)
    elin.goto(own.address("kiosk/doors"))
    elin.locator("main input[name=name]").fill("Front door")
    elin.get_by_role("button", name=SAID[language]["make"]).click()
    address = elin.locator("main section.lead a").get_attribute("href") or ""
    seen(elin, axe, shoot, f"record-doors-{language}")
    tablet = opens(own, page_for, None, width, language, 900)
    tablet.goto(address)
    tablet.get_by_role("button", name=SAID[language]["yes"]).click()
    expect(tablet.locator("#picture svg")).to_be_visible()
    return tablet


def arranged(own: House, page_for: Pages, width: int, language: str) -> tuple[Page, str]:
    """Elin arranges an evening that begins in twenty minutes; her page, and the session's id."""
    elin = opens(own, page_for, "elin", width, language)
    begins = dt.datetime.now(ZoneInfo("America/Phoenix")) + dt.timedelta(minutes=20)
    elin.goto(own.address("sessions/new"))
    elin.locator("select[name=kind]").select_option("peer")
    elin.locator("select[name=group]").select_option(own.places["tuesday"])
    elin.locator("main input[name=name]").fill(f"Evening {language}")
    elin.locator("input[name=day]").fill(begins.date().isoformat())
    elin.locator("input[name=at]").fill(f"{begins:%H:%M}")
    elin.locator("select[name=place]").select_option(label="Blue room")
    elin.locator("select[name=facilitator]").select_option(own.people["dev"]["id"])
    elin.locator("main input[name=often][value=once]").check(force=True)
    elin.locator("main form .button.primary").click()
    expect(elin).to_have_url(re.compile(r"/sessions/\?from="))
    slip = elin.locator("a.slip", has_text=f"Evening {language}").first
    return elin, str(slip.get_attribute("href")).rstrip("/").rpartition("/")[2]


def reminded(own: House, ana: Page, words: str) -> None:
    """The worker leaves its notice within seconds; Ana finds it in her inbox."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        ana.goto(own.address("inbox/"))
        if words in ana.locator("main").inner_text():
            return
        ana.wait_for_timeout(2000)
    raise AssertionError(f"no reminder came: {ana.locator('main').inner_text()}")


def arrives(own: House, ana: Page, tablet: Page, said: dict[str, str]) -> None:
    """Ana takes a code on her phone and types it at the door."""
    ana.goto(own.address("attendance/mine"))
    ana.get_by_role("button", name=re.compile(said["code"])).click()
    code = ana.locator("#code ~ p strong").inner_text()
    tablet.locator("main input[name=code]").fill(code)
    tablet.get_by_role("button", name=said["arrive"], exact=True).click()
    expect(tablet.locator("main")).to_contain_text(said["hello"])
    assert not [c for c in tablet.context.cookies() if c["name"] == "cairn"], "the tablet is signed in as nobody"


def tapped_and_closed(
    own: House, dev: Page, session: str, said: dict[str, str], look: Callable[[Page, str], None]
) -> None:
    """Dev's list: Ana is there by herself; Bo by a tap, taken back and given again; an hour later it is closed."""
    ana, bo = (dev.locator(f"#p{own.people[name]['id']}") for name in ("ana", "bo"))
    dev.goto(own.address(f"attendance/{session}/"))
    expect(ana.locator(".chip.pine")).to_be_visible()
    own.do(AN_HOUR.replace("{session}", session))
    dev.reload()
    for button in ("there", "undo", "there"):
        bo.locator(f"button[name=tap][value={button}]").click()
    expect(bo.locator("button[value=undo]")).to_be_visible()
    look(dev, "roster")
    dev.get_by_role("link", name=said["close"]).click()
    dev.get_by_role("button", name=said["sure"], exact=True).click()
    for line in (ana, bo):
        expect(line.locator(".chips")).to_contain_text("60")


def written_and_signed(own: House, dev: Page, said: dict[str, str], look: Callable[[Page, str], None]) -> None:
    """One write-up, a line for each; a name that slipped in is caught before signing."""
    dev.get_by_role("link", name=said["notes"]).click()
    dev.locator("main input[name=topic]").fill("Sleep")
    dev.locator("main textarea[name=intervention]").fill("We talked about evenings.")
    for who, words in (("ana", "Listened closely to Bo."), ("bo", "Listened closely.")):
        pk = own.people[who]["id"]
        dev.locator(f"[name=participation_{pk}]").select_option("listened")
        dev.locator(f"[name=goal_{pk}]").fill("Sleep through")
        dev.locator(f"[name=response_{pk}]").fill(words)
        dev.locator(f"[name=next_step_{pk}]").fill("No screen after ten.")
        dev.locator(f"[name=risk_observed_{pk}]").select_option("no")
    look(dev, "write-up")
    dev.get_by_role("button", name=said["keep"]).click()
    expect(dev.locator("main div.notice.warning")).to_contain_text("Bo")
    look(dev, "caught")
    dev.go_back()
    dev.locator(f"[name=response_{own.people['ana']['id']}]").fill("Listened closely.")
    dev.get_by_role("button", name=said["keep"]).click()
    dev.get_by_role("button", name=said["sign"]).click()
    expect(dev.locator("main section .chip.pine")).to_have_count(2)


@pytest.mark.parametrize(("width", "language"), [(PHONE, "en"), (DESK, "es")])
def test_a_whole_evening_goes_from_the_schedule_to_the_claim(
    own: House, page_for: Pages, axe: Axe, shoot: Shoot, width: int, language: str
) -> None:
    said, name = SAID[language], f"{language}-{width}"

    def look(page: Page, what: str) -> None:
        seen(page, axe, shoot, f"record-{what}-{name}")

    # The schedule and the reminder
    elin, session = arranged(own, page_for, width, language)
    ana = opens(own, page_for, "ana", width, language)
    reminded(own, ana, said["soon"])
    ana.goto(own.address("week/"))
    expect(ana.locator("a.slip", has_text=f"Evening {language}")).to_be_visible()
    jo = opens(own, page_for, "jo", width, language)
    answer = jo.goto(own.address(f"sessions/{session}/"))
    assert answer is not None and answer.status == 404, "who left learns of nothing"

    # The door, and the list
    tablet = opened_door(own, page_for, axe, shoot, language, 768)
    look(tablet, "door")
    arrives(own, ana, tablet, said)
    dev = opens(own, page_for, "dev", width, language)
    dev.goto(own.address("today"))
    expect(dev.locator("#ahead")).to_contain_text(f"Evening {language}")
    look(dev, "today")
    tapped_and_closed(own, dev, session, said, look)
    written_and_signed(own, dev, said, look)

    # Ana's own pages: how it was, where she was there, what stands about her
    ana.goto(own.address("today"))
    ana.get_by_role("link", name=said["how"]).click()
    ana.locator("main input[name=useful][value=yes]").check(force=True)
    look(ana, "after")
    ana.locator("main form .button.primary").first.click()
    dev.goto(own.address(f"room/{session}/after"))
    expect(dev.locator("main")).to_contain_text("Ana")
    ana.goto(own.address("attendance/mine"))
    expect(ana.locator("main h2").first).to_contain_text(said["month"])
    look(ana, "presence")
    ana.goto(own.address("notes/mine"))
    ana.locator("main ul.people a").first.click()
    expect(ana.locator("main")).to_contain_text("No screen after ten.")
    look(ana, "note")

    # Hours and units
    elin.goto(own.address("hours/"))
    expect(elin.locator("main tbody tr")).to_have_count(2)
    look(elin, "hours")
    elin.goto(own.address("units/"))
    expect(elin.locator("main .chip.pine").first).to_be_visible()
    look(elin, "units")
    elin.locator("main input[name=recipient]").fill("Desert Health Plan")
    with elin.expect_download() as given:
        elin.get_by_role("button", name=said["out"]).click()
    assert "H0038" in given.value.path().read_text()
    ana.goto(own.address("privacy/given-out"))
    expect(ana.locator("main")).to_contain_text("Desert Health Plan")
