"""From the owner's link to a house that stands: five steps, each kept by itself, left and taken up again."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from cairn.care.models import Level, Programme
from cairn.kit import hours, wall
from cairn.people.models import Account, Attestation, Organisation, Paper
from cairn.people.owner import make_owner_link
from cairn.trust import journal
from tests.cast import Cast, browser, second_step_shown

GOOD = "three warm stones rest"
OWNER = {
    "name": "Riverside", "slug": "riverside", "chosen_name": "Rosa", "email": "rosa@example.org",
    "password1": GOOD, "password2": GOOD,
}  # fmt: skip
PLACE = {"name": "Riverside House", "zone": "America/Phoenix", "language": "en", "languages": ["en", "es"]}
LINE = {
    "crisis_name": "On duty",
    "crisis_phone": "602 555 0100",
    "crisis_hours": "",
    "from_0": "08:00",
    "to_0": "21:00",
}
PART2 = {"status": "yes", "privacy_contact": "Rosa, 602 555 0142", "signed_name": "Rosa Rivera", "attests": "on"}


@pytest.fixture
def owner(db: None) -> Client:
    """The owner, who has just opened the house and shown a second step: before it, nothing opens."""
    client = Client()
    address = make_owner_link("http://testserver/").removeprefix("http://testserver")
    assert client.post(address, OWNER)["Location"] == "/riverside/set-up/begin"
    assert client.get("/riverside/set-up/begin")["Location"] == "/riverside/me/sign-in/begin"
    session = client.session
    session.update(second_step_shown(Account.objects.get(pk=session["_auth_user_id"])))
    session.save()
    return client


def _riverside() -> Organisation:
    return Organisation.objects.get(slug="riverside")


def test_five_steps_from_the_owners_link_each_kept_by_itself(owner: Client) -> None:
    assert owner.get("/riverside/set-up/begin")["Location"] == "/riverside/set-up/1"
    assert owner.post("/riverside/set-up/1", PLACE)["Location"] == "/riverside/set-up/2"
    assert (_riverside().name, _riverside().zone, _riverside().tongues) == (
        "Riverside House",
        "America/Phoenix",
        ["en", "es"],
    )
    assert owner.post("/riverside/set-up/2", LINE)["Location"] == "/riverside/set-up/3"
    assert _riverside().line_hours == {"0": ["08:00", "21:00"]}
    assert owner.get("/riverside/set-up/begin")["Location"] == "/riverside/set-up/3", "left, and taken up again"
    assert owner.post("/riverside/set-up/3", PART2)["Location"] == "/riverside/set-up/4"
    with wall.within(_riverside().pk):
        attested = Attestation.objects.get(organisation=_riverside())
        assert (attested.status, attested.signed_name) == ("yes", "Rosa Rivera")
        notice = Paper.objects.get(organisation=_riverside(), kind="notice")
        assert "Riverside House" in notice.text("en") and "Rosa, 602 555 0142" in notice.text("es")
    page = owner.get("/riverside/set-up/4").content.decode()
    once = page.split('name="once" value="')[1].split('"')[0]
    assert owner.post("/riverside/set-up/4", {"once": once, "name": "Evening IOP"})["Location"] == "/riverside/set-up/5"
    with wall.within(_riverside().pk):
        programme = Programme.objects.get(organisation=_riverside())
        levels = list(Level.objects.filter(organisation=_riverside(), programme=programme).order_by("position"))
        assert not programme.asks_about_use
    assert [(one.kind, one.hours_min, one.hours_max) for one in levels] == [
        ("php", 20, None), ("iop", 9, 19), ("outpatient", 1, 8), ("alumni", 0, None),
    ]  # fmt: skip
    table = {
        f"level{one.pk}-{name}": "" if getattr(one, name) is None else getattr(one, name)
        for one in levels
        for name in ("name", "hours_min", "hours_max")
    }
    table |= {f"level{one.pk}-is_offered": "on" for one in levels[1:]} | {f"level{levels[1].pk}-hours_min": "8"}
    wrong = owner.post("/riverside/set-up/5", {**table, f"level{levels[1].pk}-hours_max": "3"})
    assert wrong.status_code == 422 and "less than the least" in wrong.content.decode()
    assert owner.post("/riverside/set-up/5", table)["Location"] == "/riverside/set-up/"
    with wall.within(_riverside().pk):
        assert Level.objects.get(organisation=_riverside(), kind="iop").hours_min == 8
        assert not Level.objects.get(organisation=_riverside(), kind="php").is_offered
    assert "The house" in owner.get("/riverside/set-up/").content.decode()
    assert owner.get("/riverside/today").status_code == 200
    assert list(journal.breaks(_riverside().pk)) == []


def test_a_step_that_was_passed_over_is_done_later(owner: Client) -> None:
    assert owner.get("/riverside/set-up/5")["Location"] == "/riverside/set-up/4", "levels belong to a programme"
    assert owner.post("/riverside/set-up/2", LINE)["Location"] == "/riverside/set-up/3"
    assert owner.get("/riverside/set-up/1").status_code == 200


def test_nobody_may_answer_the_law_but_who_attests_it(cast: Cast) -> None:
    address = "/harbor-house/set-up/3"
    for missing in ("signed_name", "attests", "status"):
        sent = {key: value for key, value in PART2.items() if key != missing}
        assert browser(cast.gil).post(address, sent).status_code == 422
    assert browser(cast.elin).post(address, PART2).status_code == 403
    cast.harbor.refresh_from_db()
    assert cast.harbor.part2_status == "pending" and cast.harbor.is_covered, "not answered is treated as yes"
    assert browser(cast.gil).post(address, {**PART2, "status": "no"}).status_code == 302
    cast.harbor.refresh_from_db()
    assert not cast.harbor.is_covered


def test_members_and_strangers_find_no_settings(cast: Cast) -> None:
    for path in ("", "1", "2", "3", "4", "5", "door"):
        assert browser(cast.gil).get(f"/harbor-house/set-up/{path}").status_code in {200, 302}, path
        assert browser(cast.ana).get(f"/harbor-house/set-up/{path}").status_code == 403, path
        assert Client().get(f"/harbor-house/set-up/{path}").status_code == 302
    assert browser(cast.gil).get("/harbor-house/set-up/9").status_code == 404


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"from_0": "08:00", "to_0": ""}, "both times, or none"),
        ({"from_0": "25:00", "to_0": "26:00"}, "valid time"),
        ({"crisis_phone": ""}, "number that is answered at these hours"),
        ({"crisis_phone": "call us"}, "number to dial"),
    ],
)
def test_hours_that_make_no_sense_are_asked_again(cast: Cast, sent: dict[str, str], sentence: str) -> None:
    answer = browser(cast.gil).post("/harbor-house/set-up/2", {**LINE, **sent})
    assert answer.status_code == 422 and sentence in answer.content.decode()
    cast.harbor.refresh_from_db()
    assert cast.harbor.line_hours == {}


def test_mondays_times_are_copied_and_nothing_is_kept_yet(cast: Cast) -> None:
    page = browser(cast.gil).post("/harbor-house/support/line", {**LINE, "copy": "yes"}).content.decode()
    assert page.count('value="08:00"') == 7 and page.count('value="21:00"') == 7 and "602 555 0100" in page
    cast.harbor.refresh_from_db()
    assert cast.harbor.line_hours == {}


# Hours --------------------------------------------------------------------------------------------------------
WORK = {str(day): ["08:00", "21:00"] for day in range(5)}
MONDAY = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)


def test_hours_are_said_in_the_readers_zone() -> None:
    told = hours.week(WORK, "America/Phoenix", "America/New_York", MONDAY.replace(hour=18))
    begins, ends = told[0].spans[0]
    assert (begins.hour, ends.hour) == (10, 23) and begins.tzinfo == ZoneInfo("America/New_York")
    assert [bool(one.spans) for one in told] == [True, True, True, True, True, False, False]


def test_a_night_watch_reaches_into_the_next_day() -> None:
    night = {"4": ["22:00", "06:00"]}
    saturday = dt.datetime(2026, 11, 28, 5, 59, tzinfo=ZoneInfo("America/Phoenix"))
    assert hours.is_staffed(night, "America/Phoenix", saturday)
    assert not hours.is_staffed(night, "America/Phoenix", saturday + dt.timedelta(minutes=1))
    told = hours.week(night, "America/Phoenix", "America/Phoenix", saturday)
    assert [(b.hour, e.hour) for b, e in told[0].spans] == [(0, 6)], "what is left of the night is today's"


def test_round_the_clock_has_no_gap_and_the_clocks_may_change() -> None:
    always = {str(day): ["00:00", "00:00"] for day in range(7)}
    assert hours.is_always(always) and not hours.is_always(WORK)
    spring = dt.datetime(2027, 3, 14, 0, 30, tzinfo=ZoneInfo("America/New_York"))
    for minute in range(0, 60 * 36, 7):
        moment = (spring.astimezone(dt.UTC) + dt.timedelta(minutes=minute)).astimezone(ZoneInfo("America/New_York"))
        assert hours.is_staffed(always, "America/New_York", moment)


def test_support_says_whether_somebody_answers_now(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.harbor.pk).update(
        crisis_phone="602 555 0100", line_hours={str(day): ["00:00", "23:59"] for day in range(7)}
    )
    assert "Staffed now" in browser(cast.ana).get("/harbor-house/support").content.decode()
    Organisation.objects.filter(pk=cast.harbor.pk).update(line_hours={})
    assert "Staffed now" not in browser(cast.ana).get("/harbor-house/support").content.decode()
    tomorrow = str((dt.datetime.now(ZoneInfo("America/Phoenix")).weekday() + 2) % 7)
    Organisation.objects.filter(pk=cast.harbor.pk).update(line_hours={tomorrow: ["08:00", "09:00"]})
    page = browser(cast.ana).get("/harbor-house/support").content.decode()
    assert "Not staffed now" in page and "nobody" in page
    signed_out = Client().get("/harbor-house/support").content.decode()
    assert "staffed now" not in signed_out, "a page that a phone keeps says no hour that passes"
