"""An evening on the record, in real Chromium: a kiosk arrival and taps, closing, notes once, hours, units, and Ana's own pages."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.lives.conftest import Pages, Shoot
from tests.lives.house import House

Axe = Callable[[Page], None]
PHONE, DESK = 360, 1366
SAID = {
    "en": {"there": "There: Bo", "undo": "Undo: Bo", "close": "Close this session", "sure": "Close it", "notes": "Write the notes",
           "keep": "Keep, and look the notes through", "sign": "Sign 2 notes", "code": "Give me", "arrive": "I am here",
           "hello": "Good that you are here, Ana.", "yes": "Yes, open the door here", "make": "Make an address",
           "month": "You were there", "out": "Give it out"},
    "es": {"there": "Aquí: Bo", "undo": "Deshacer: Bo", "close": "Cerrar esta sesión", "sure": "Cerrar",
           "notes": "Escribir las notas", "keep": "Guardar y revisar las notas", "sign": "Firmar 2 notas", "code": "Dame",
           "arrive": "Estoy aquí", "hello": "Qué bueno que estás aquí, Ana.", "yes": "Sí, abrir la puerta aquí",
           "make": "Crear una dirección", "month": "Estuviste", "out": "Entregarlo"},
}  # fmt: skip
ARRANGE = """
import datetime as dt
from cairn.care.models import Enrolment, Level
from cairn.charting.tables import lay_usual_rules
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.ids import new_id
from cairn.groups.models import Group, Seat
from cairn.meetings.actions import arrange_series
from cairn.meetings.models import Place, Session
from cairn.people.models import Person
from cairn.privacy.consenting import give_consent
from cairn.privacy.models import Consent
from cairn.privacy.tests.stage import soon, terms
from cairn.trust.viewer import Viewer
with wall.everywhere("staging"):
    who = {p.chosen_name: p for p in Person.objects.filter(organisation__slug="harbor-house")}
here = who["Dev"].organisation
wall.serve(here.pk)
Seat.objects.filter(organisation=here).update(made_at=now() - dt.timedelta(days=90))
Seat.objects.filter(organisation=here, left_at__isnull=False).update(left_at=now() - dt.timedelta(days=60))
place, _ = Place.objects.get_or_create(organisation=here, name="Blue room")
begins = now() - dt.timedelta(minutes=2)
series = arrange_series(Viewer.of(who["Dev"]), kind="peer", name="{name}", group=Group.objects.get(organisation=here,
    name="Tuesday group"), facilitator=who["Dev"], place=place, zone="UTC", at=begins.time(), minutes=240,
    begins_on=begins.date())
session = Session.objects.get(organisation=here, series=series)
Session.objects.filter(organisation=here, pk=session.pk).update(begins_at=begins, ends_at=begins + dt.timedelta(hours=4))
lay_usual_rules(Viewer.of(who["Elin"]))
for name in ("Ana", "Bo"):
    if not Enrolment.objects.filter(organisation=here, person=who[name]).exists():
        Enrolment.objects.create(organisation=here, person=who[name], level=Level.objects.get(organisation=here),
            began_on=dt.date(2026, 1, 1))
    if not Consent.objects.filter(organisation=here, person=who[name], kinds__contains="tpo").exists():
        give_consent(Viewer.of(who[name]), terms(kinds=("tpo",), expires_on=soon(), redisclosure_statement="It may be.",
            refusal_statement="None."), pk=new_id())
print(session.pk)
"""
LENGTHEN = """
import datetime as dt
from cairn.kit import wall
from cairn.meetings.models import Attendance, Session
with wall.everywhere("staging"):
    Attendance.objects.filter(session={session}, status="present").update(minutes=60)
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of its own: these evenings change everybody's week."""
    opened = House(tmp_path_factory.mktemp("record") / "data")
    yield opened
    opened.close()


def seen(page: Page, axe: Axe, shoot: Shoot, name: str) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"
    shoot(page, name)
    axe(page)


def opened_door(own: House, page_for: Pages, axe: Axe, shoot: Shoot, language: str, width: int) -> Page:
    """Elin makes an address; a tablet nobody is signed in on opens it."""
    elin = page_for("elin", width=DESK, language=language, house=own)
    elin.goto(own.address("kiosk/doors"))
    elin.locator("main input[name=name]").fill("Front door")
    elin.get_by_role("button", name=SAID[language]["make"]).click()
    address = elin.locator("main section.lead a").get_attribute("href") or ""
    seen(elin, axe, shoot, f"record-doors-{language}")
    tablet = page_for(None, width=width, height=900, language=language, house=own)
    tablet.goto(address)
    tablet.get_by_role("button", name=SAID[language]["yes"]).click()
    expect(tablet.locator("#picture svg")).to_be_visible()
    return tablet


@pytest.mark.parametrize(("width", "language"), [(PHONE, "en"), (DESK, "es")])
def test_an_evening_goes_from_the_door_to_the_claim(
    own: House, page_for: Pages, axe: Axe, shoot: Shoot, width: int, language: str
) -> None:
    said, name = SAID[language], f"{language}-{width}"
    session = own.do(ARRANGE.replace("{name}", f"Evening {language}")).split()[-1]

    # The door
    ana = page_for("ana", width=width, language=language, house=own)
    ana.goto(own.address("attendance/mine"))
    ana.get_by_role("button", name=re.compile(said["code"])).click()
    code = ana.locator("#code ~ p strong").inner_text()
    tablet = opened_door(own, page_for, axe, shoot, language, 768)
    seen(tablet, axe, shoot, f"record-door-{name}")
    tablet.locator("main input[name=code]").fill(code)
    tablet.get_by_role("button", name=said["arrive"], exact=True).click()
    expect(tablet.locator("main")).to_contain_text(said["hello"])
    assert not [c for c in tablet.context.cookies() if c["name"] == "cairn"], "the tablet is signed in as nobody"

    # The list
    dev = page_for("dev", width=width, language=language, house=own)
    dev.goto(own.address(f"attendance/{session}/"))
    expect(dev.locator(f"#p{own.people['ana']['id']} .chip.pine")).to_be_visible()
    dev.get_by_role("button", name=said["there"], exact=True).click()
    dev.get_by_role("button", name=said["undo"], exact=True).click()
    dev.get_by_role("button", name=said["there"], exact=True).click()
    expect(dev.get_by_role("button", name=said["undo"], exact=True)).to_be_visible()
    seen(dev, axe, shoot, f"record-roster-{name}")
    dev.get_by_role("link", name=said["close"]).click()
    dev.get_by_role("button", name=said["sure"], exact=True).click()

    # The notes
    dev.get_by_role("link", name=said["notes"]).click()
    dev.locator("main input[name=topic]").fill("Sleep")
    dev.locator("main textarea[name=intervention]").fill("We talked about evenings.")
    for who in ("ana", "bo"):
        pk = own.people[who]["id"]
        dev.locator(f"[name=participation_{pk}]").select_option("listened")
        dev.locator(f"[name=goal_{pk}]").fill("Sleep through")
        dev.locator(f"[name=response_{pk}]").fill("Listened closely.")
        dev.locator(f"[name=next_step_{pk}]").fill("No screen after ten.")
        dev.locator(f"[name=risk_observed_{pk}]").select_option("no")
    seen(dev, axe, shoot, f"record-write-up-{name}")
    dev.get_by_role("button", name=said["keep"]).click()
    seen(dev, axe, shoot, f"record-sign-{name}")
    dev.get_by_role("button", name=said["sign"]).click()
    expect(dev.locator("main section .chip.pine")).to_have_count(2)

    # Ana's own pages
    own.do(LENGTHEN.replace("{session}", session))
    ana.goto(own.address("attendance/mine"))
    expect(ana.locator("main h2").first).to_contain_text(said["month"])
    seen(ana, axe, shoot, f"record-presence-{name}")
    ana.goto(own.address("notes/mine"))
    ana.locator("main ul.people a").first.click()
    expect(ana.locator("main")).to_contain_text("No screen after ten.")
    seen(ana, axe, shoot, f"record-note-{name}")

    # Hours and units
    elin = page_for("elin", width=width, language=language, house=own)
    elin.goto(own.address("hours/"))
    expect(elin.locator("main tbody tr")).to_have_count(2)
    seen(elin, axe, shoot, f"record-hours-{name}")
    elin.goto(own.address("units/"))
    expect(elin.locator("main .chip.pine").first).to_be_visible()
    seen(elin, axe, shoot, f"record-units-{name}")
    elin.locator("main input[name=recipient]").fill("Desert Health Plan")
    with elin.expect_download() as given:
        elin.get_by_role("button", name=said["out"]).click()
    assert "H0038" in given.value.path().read_text()
    ana.goto(own.address("privacy/given-out"))
    expect(ana.locator("main")).to_contain_text("Desert Health Plan")
