"""Me: how I appear, what may be noticed, who looked, who can see what, signing out everywhere."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cairn.checkins.actions import make_checkin
from cairn.checkins.models import CheckIn
from cairn.groups.actions import end_seat
from cairn.groups.models import Seat
from cairn.home.audiences import who_can_see_what
from cairn.home.grounds import GROUNDS, THINGS
from cairn.people.models import Contact, Person
from cairn.privacy.models import Consent
from cairn.trust import rules
from cairn.trust.models import Look
from cairn.trust.rules import verbs_of
from tests.cast import Cast, as_, browser

ME = "/harbor-house/me"


def test_every_ground_of_the_policy_has_its_words() -> None:
    grounds = {
        part
        for model in rules.models_with_rules()
        for clause in rules.rule(model, "view").alternatives
        for part in clause.grounds.split(" & ")
        if not part.startswith("system: ")
    }
    assert grounds <= GROUNDS.keys(), f"cairn/home/grounds.py lacks {grounds - GROUNDS.keys()}"


def test_everything_that_can_be_looked_at_has_its_words() -> None:
    lookable = {
        model._meta.label
        for model in rules.models_with_rules()
        if model.about
        and any(clause.grounds not in {"mine", "nobody"} for clause in verbs_of(model)["view"].alternatives)
    }
    own_business = {"trust.Look"}
    assert lookable - own_business <= THINGS.keys(), f"cairn/home/grounds.py lacks {lookable - THINGS.keys()}"


def test_she_reads_who_looked_at_what_and_why_they_could(cast: Cast) -> None:
    assert "Nobody has looked" in browser(cast.ana).get(f"{ME}/who-looked").content.decode()
    make_checkin(as_(cast.ana), client_id="c", to_team=True)
    as_(cast.pia).open(CheckIn, of=cast.ana)
    page = browser(cast.ana).get(f"{ME}/who-looked").content.decode()
    assert "Pia" in page and "Peer specialist" in page and "looked at your check-ins" in page
    assert "You showed it to your care team. They are on your care team." in page
    assert "looked at" not in browser(cast.bo).get(f"{ME}/who-looked").content.decode()


def test_who_looked_costs_the_same_however_many_looked(cast: Cast) -> None:
    counts = []
    for number in (1, 30):
        Look.objects.bulk_create(
            Look(organisation=cast.harbor, person=cast.ana, looker=cast.pia, what="people.Contact", grounds="care team")
            for _ in range(number)
        )
        ana = browser(cast.ana)
        ana.get(f"{ME}/who-looked")
        with CaptureQueriesContext(connection) as asked:
            ana.get(f"{ME}/who-looked")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def sight(person: Person, title: str) -> set[str]:
    found = next(one for one in who_can_see_what(as_(person)) if title in one.title)
    return {name for seers in found.seers for name in seers.names}


def test_who_can_see_what_is_what_the_policy_does(cast: Cast) -> None:
    assert sight(cast.ana, "latest check-in") == set()
    make_checkin(as_(cast.ana), client_id="a", to_team=True, to_partner=True)
    assert sight(cast.ana, "latest check-in") == {"Bo", "Pia", "Dev"}
    make_checkin(as_(cast.ana), client_id="b")
    assert sight(cast.ana, "latest check-in") == set()
    for person in cast.everyone().values():
        sees = as_(person).see(Contact).filter(person=cast.ana).exists()
        assert person == cast.ana or sees == (person.chosen_name in sight(cast.ana, "legal name"))


def test_who_can_read_a_room_ends_with_the_seat(cast: Cast) -> None:
    assert sight(cast.ana, "Tuesday group") == {"Bo", "Dev", "Pia"}
    end_seat(as_(cast.dev), Seat.held().get(organisation=cast.harbor, group=cast.tuesday, person=cast.bo))
    assert sight(cast.ana, "Tuesday group") == {"Dev", "Pia"}


def test_silence_moves_who_sees_the_day(cast: Cast) -> None:
    make_checkin(as_(cast.ana), client_id="a")
    assert sight(cast.ana, "last checked in") == {"Pia", "Dev", "Elin"}
    assert browser(cast.ana).post(f"{ME}/silence", {"noticed": "no"}).status_code == 302
    assert sight(cast.ana, "last checked in") == set()
    browser(cast.ana).post(f"{ME}/silence", {"noticed": "yes"})
    assert Consent.live("silence").filter(organisation=cast.harbor, person=cast.ana).count() == 1


def test_the_pages_of_privacy_cost_at_most_twelve_queries(cast: Cast) -> None:
    make_checkin(as_(cast.ana), client_id="a", to_team=True)
    for address in ("me", "me/who-sees-what", "support/"):
        ana = browser(cast.ana)
        ana.get(f"/harbor-house/{address}")
        with CaptureQueriesContext(connection) as asked:
            assert ana.get(f"/harbor-house/{address}").status_code == 200
        assert len(asked) <= 12, address


def test_she_changes_how_she_appears(cast: Cast) -> None:
    sent = {"chosen_name": " Ana  M. ", "language": "es", "zone": "America/Denver", "shows_typing": "on"}
    assert browser(cast.ana).post(ME, sent).status_code == 302
    ana = Person.objects.get(organisation=cast.harbor, pk=cast.ana.pk)
    assert (ana.chosen_name, ana.language, ana.zone, ana.shows_typing) == ("Ana M.", "es", "America/Denver", True)
    for wrong in ({"chosen_name": "\u200b"}, {"language": "xx"}, {"zone": "Mars/Base"}):
        assert browser(cast.ana).post(ME, {**sent, **wrong}).status_code == 422
    ana.refresh_from_db()
    assert (ana.chosen_name, ana.zone) == ("Ana M.", "America/Denver")


def test_the_language_at_the_foot_is_kept_and_leads_back(cast: Cast) -> None:
    ana = browser(cast.ana)
    answer = ana.post("/harbor-house/language", {"language": "es", "next": ME})
    assert answer["Location"] == ME
    assert Person.objects.get(organisation=cast.harbor, pk=cast.ana.pk).language == "es"
    assert (
        ana.post("/harbor-house/language", {"language": "en", "next": "//evil.example/"})["Location"]
        == "/harbor-house/"
    )
    stranger = Client()
    stranger.post("/harbor-house/language", {"language": "es", "next": "/harbor-house/support/"})
    assert stranger.get("/harbor-house/support/")["Content-Language"] == "es"


def test_signing_out_everywhere_ends_the_others_and_not_this_one(cast: Cast) -> None:
    here, there, bo = browser(cast.ana), browser(cast.ana), browser(cast.bo)
    assert there.get(ME).status_code == 200
    assert here.post(f"{ME}/sign-out-everywhere").status_code == 302
    assert (here.get(ME).status_code, there.get(ME).status_code, bo.get(ME).status_code) == (200, 302, 200)


def test_the_front_door_finds_the_house(cast: Cast) -> None:
    stranger = Client()
    assert b"Which one is yours" in stranger.get("/").content
    assert stranger.get("/?place=Harbor-House/")["Location"] == "/harbor-house/"
    lost = stranger.get("/?place=nowhere")
    assert lost.status_code == 404 and b"do not know this address" in lost.content
    assert b"This page is not here" in stranger.get("/harbor-house/nothing").content
