"""The tablet at the door: bound once, nobody's session, one answer for everybody who is not expected, and a lock."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils.formats import date_format

from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.kit.once import ticket
from cairn.meetings import kiosk as door
from cairn.meetings.kiosk import (
    arrive_by_code,
    arrive_by_phone,
    bind_kiosk,
    kiosk_of,
    open_kiosk,
    picture_of,
    shut_kiosk,
    take_door_code,
)
from cairn.meetings.models import DoorCode, DoorTries, Kiosk, Stay
from cairn.meetings.tests.evening import a_session
from cairn.trust.viewer import Viewer
from tests.cast import Cast, as_, browser

DOOR = "/harbor-house/kiosk/"


def at_the_door(cast: Cast, client: Client | None = None) -> Client:
    """A tablet, opened by Elin the way she does it: an address on her page, opened on the tablet."""
    made = browser(cast.elin).post(f"{DOOR}doors", {"name": "Front door", "once": ticket()})
    address = made.context["address"].partition("testserver")[2]
    tablet = client or Client()
    assert tablet.get(address).status_code == 200
    assert tablet.post(address).status_code == 302
    assert Client().get(address).status_code == 404, "the address works once"
    return tablet


def types(tablet: Client, code: str) -> str:
    answer = tablet.post(DOOR, {"code": code})
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def code_of(cast: Cast, name: str) -> str:
    return str(take_door_code(as_(cast.everyone()[name])).code)


def test_anas_code_at_the_door_says_her_first_name_and_she_is_there(cast: Cast) -> None:
    session = a_session(cast, begins_in=20)
    tablet, code = at_the_door(cast), code_of(cast, "ana")
    page = types(tablet, f" {code[:3]} {code[3:]}")
    assert "Good that you are here, Ana." in page
    stay = Stay.objects.get(organisation=cast.harbor, session=session)
    assert (stay.person, stay.door) == (cast.ana, Stay.Door.KIOSK)
    types(tablet, code)
    assert Stay.objects.filter(organisation=cast.harbor).count() == 1, "twice is once"


def test_everybody_else_gets_one_and_the_same_answer(cast: Cast) -> None:
    a_session(cast, begins_in=20)
    tablet = at_the_door(cast)
    ana, ivo, jo, dev = (code_of(cast, name) for name in ("ana", "ivo", "jo", "dev"))
    unknown = next(c for c in map(str, range(100_000, 200_000)) if c not in {ana, ivo, jo, dev})
    answers = {_told(types(tablet, code)) for code in (unknown, ivo, jo, dev)}
    assert len(answers) == 1
    assert not Stay.objects.filter(organisation=cast.harbor).exists()


def _told(page: str) -> str:
    """The page without what differs at every request: the picture, the ticket of the form."""
    return page.partition('role="alert"')[2].partition("</form>")[0].partition('name="csrfmiddlewaretoken"')[0]


def test_the_page_names_nobody_and_only_todays_sessions_on_site(cast: Cast) -> None:
    a_session(cast, begins_in=20)
    a_session(cast, begins_in=20, name="Only online", place=None)
    a_session(cast, begins_in=20, name="Another day", days=3)
    page = at_the_door(cast).get(DOOR).content.decode()
    assert "Tuesday evening" in page and "Only online" not in page and "Another day" not in page
    assert not any(name in page for name in (">Ana", ">Bo", ">Dev"))


def test_the_tablet_tells_the_time_of_the_house(cast: Cast) -> None:
    session = a_session(cast, begins_in=20)
    there = session.begins_at.astimezone(ZoneInfo(cast.harbor.zone))
    page = at_the_door(cast).get(DOOR).content.decode()
    assert f">{date_format(there, 'TIME_FORMAT')}</time>" in page


def test_five_failures_lock_it_for_ten_minutes_also_for_the_right_code(cast: Cast) -> None:
    a_session(cast, begins_in=20)
    tablet, code = at_the_door(cast), code_of(cast, "ana")
    wrong = "000000" if code != "000000" else "000001"
    for _ in range(5):
        types(tablet, wrong)
    assert "Too many tries" in types(tablet, code)
    assert not Stay.objects.filter(organisation=cast.harbor).exists()
    Kiosk.objects.filter(organisation=cast.harbor).update(locked_until=now() - dt.timedelta(seconds=1))
    assert "Good that you are here, Ana." in types(tablet, code)


def test_tries_count_for_the_whole_house_whichever_tablet(cast: Cast) -> None:
    a_session(cast, begins_in=20)
    code = code_of(cast, "ana")
    tablets = [at_the_door(cast) for _ in range(4)]
    wrong = [str(n) for n in range(900_001, 900_020) if str(n) != code]
    answers = [types(tablets[n // 4], wrong[n]) for n in range(12)]
    assert "Too many tries" not in answers[10] and "Too many tries" in answers[11]
    assert "Too many tries" in types(tablets[3], code), "a tablet nobody tried anything on"
    assert not Stay.objects.filter(organisation=cast.harbor).exists()
    DoorTries.objects.filter(organisation=cast.harbor).update(locked_until=now() - dt.timedelta(seconds=1))
    assert "Good that you are here, Ana." in types(tablets[3], code)


def test_a_code_tried_three_times_is_locked_everywhere_and_answers_as_one_that_is_none(cast: Cast) -> None:
    first, second = at_the_door(cast), at_the_door(cast)
    code = code_of(cast, "ana")
    nobody = "900001" if code != "900001" else "900002"
    for tablet in (first, first, second):
        types(tablet, code)
    a_session(cast, begins_in=20)
    assert _told(types(second, code)) == _told(types(second, nobody))
    assert not Stay.objects.filter(organisation=cast.harbor).exists()
    DoorTries.objects.filter(organisation=cast.harbor).update(locked_until=now() - dt.timedelta(seconds=1))
    assert "Good that you are here, Ana." in types(second, code)


def test_what_was_tried_long_ago_is_forgotten(cast: Cast) -> None:
    tablet = at_the_door(cast)
    types(tablet, "900001")
    DoorTries.objects.filter(organisation=cast.harbor).update(failing_since=now() - dt.timedelta(minutes=11))
    types(tablet, "900002")
    assert DoorTries.objects.filter(organisation=cast.harbor).count() == 2, "the house, and the code of just now"


def test_failures_long_apart_do_not_lock(cast: Cast) -> None:
    tablet = at_the_door(cast)
    for _ in range(4):
        types(tablet, "000000")
    Kiosk.objects.filter(organisation=cast.harbor).update(failing_since=now() - dt.timedelta(minutes=11))
    assert "Too many tries" not in types(tablet, "000000")


def test_the_tablet_is_nobodys_session_and_who_was_signed_in_is_signed_out(cast: Cast) -> None:
    tablet = at_the_door(cast, browser(cast.elin))
    assert tablet.get(DOOR).status_code == 200
    assert "/accounts/login/" in tablet.get("/harbor-house/today")["Location"]
    code = code_of(cast, "ana")
    a_session(cast, begins_in=20)
    types(tablet, code)
    assert "/accounts/login/" in tablet.get("/harbor-house/today")["Location"]
    assert not tablet.session.get("_auth_user_id")


def test_another_browser_an_altered_cookie_and_a_closed_tablet_are_no_door(cast: Cast) -> None:
    tablet = at_the_door(cast)
    assert Client().get(DOOR).status_code == 404
    held = tablet.cookies["cairn-door"].value
    other = Client()
    other.cookies["cairn-door"] = held[:-2] + "xx"
    assert other.get(DOOR).status_code == 404
    kiosk = Kiosk.objects.get(organisation=cast.harbor)
    with pytest.raises(NotHere):
        shut_kiosk(as_(cast.ana), kiosk)
    shut_kiosk(as_(cast.pia), kiosk)
    assert tablet.get(DOOR).status_code == tablet.get(f"{DOOR}picture").status_code == 404


def test_only_staff_open_a_door_and_an_address_lasts_ten_minutes(cast: Cast) -> None:
    with pytest.raises(Refused):
        open_kiosk(as_(cast.ana), name="Mine", pk=1)
    kiosk, token = open_kiosk(as_(cast.dev), name="Back door", pk=2)
    assert door.waiting(cast.harbor.pk, token) == kiosk
    Kiosk.objects.filter(organisation=cast.harbor, pk=2).update(address_until=now())
    with pytest.raises(NotHere):
        door.waiting(cast.harbor.pk, token)


def test_ana_points_her_phone_at_the_picture_and_taps_once(cast: Cast) -> None:
    session = a_session(cast, begins_in=20)
    shown = at_the_door(cast).get(DOOR).context["address"].partition("testserver")[2]
    phone = browser(cast.ana)
    assert "Are you here?" in phone.get(shown).content.decode()
    assert "You are here" in phone.post(shown).content.decode()
    assert Stay.objects.get(organisation=cast.harbor, session=session).door == Stay.Door.KIOSK
    assert "Nothing of yours is on here" in browser(cast.ivo).get(shown).content.decode()
    assert "/accounts/login/" in Client().get(shown)["Location"]


def test_a_picture_from_home_or_from_before_opens_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    session = a_session(cast, begins_in=20)
    kiosk, _token = open_kiosk(as_(cast.dev), name="Door", pk=3)
    bind_kiosk(Viewer.product(cast.harbor.pk, "kiosk"), kiosk)
    word = picture_of(kiosk)
    arrive_by_phone(as_(cast.ana), word, session)
    with pytest.raises(Refused):
        arrive_by_phone(as_(cast.bo), word.replace(":", ";", 1), session)
    monkeypatch.setattr(door, "PICTURE_LASTS", dt.timedelta(seconds=-1))
    with pytest.raises(Refused):
        arrive_by_phone(as_(cast.bo), word, session)
    assert Stay.objects.filter(organisation=cast.harbor).count() == 1


def test_a_new_code_ends_the_old_one_and_only_its_person_reads_it(cast: Cast) -> None:
    a_session(cast, begins_in=20)
    kiosk, _token = open_kiosk(as_(cast.dev), name="Door", pk=4)
    old, new = code_of(cast, "ana"), code_of(cast, "ana")
    with pytest.raises(Refused):
        arrive_by_code(kiosk, old, "UTC")
    assert arrive_by_code(kiosk, new, "UTC") == "Ana"
    assert not as_(cast.gil).see(DoorCode).exists() and not as_(cast.dev).see(DoorCode).exists()


def test_the_door_opens_three_quarters_of_an_hour_before(cast: Cast) -> None:
    a_session(cast, begins_in=50)
    kiosk, _token = open_kiosk(as_(cast.dev), name="Door", pk=5)
    with pytest.raises(Refused):
        arrive_by_code(kiosk, code_of(cast, "ana"), "UTC")


def test_a_token_is_kept_as_a_digest_alone(cast: Cast) -> None:
    kiosk, token = open_kiosk(as_(cast.dev), name="Door", pk=6)
    device = bind_kiosk(Viewer.product(cast.harbor.pk, "kiosk"), kiosk)
    assert kiosk_of(cast.harbor.pk, device) == kiosk
    kept = str(Kiosk.objects.filter(organisation=cast.harbor).values())
    assert token not in kept and device not in kept
