"""Who can see what, person by person; ending it in one tap; and the literal page the other person gets."""

import pytest

from cairn.checkins.actions import make_checkin
from cairn.checkins.models import CheckIn, Glimpse, Shown
from cairn.home.preview_views import PAGES
from cairn.home.seers import everybody
from cairn.people.models import Contact
from cairn.privacy.consenting import revoke_consent
from cairn.privacy.models import Consent
from cairn.privacy.tests.stage import for_sam
from cairn.safety.models import Reach
from cairn.trust.models import Look
from cairn.trust.preview import Preview
from tests.cast import Cast, as_, browser, say

WHO = "/harbor-house/me/who-sees-what"


@pytest.fixture
def shared(cast: Cast) -> Cast:
    make_checkin(as_(cast.ana), client_id="t", to_team=True, to_partner=True, to_groups=[cast.tuesday], words="for all")
    make_checkin(as_(cast.ana), client_id="n", words="for nobody", mood=3)
    make_checkin(
        as_(cast.bo), client_id="b", to_team=True, to_partner=True, to_groups=[cast.tuesday], words="Bo’s words"
    )
    for_sam(cast, "how_i_am")
    return cast


def _titles(cast: Cast) -> dict[str, list[str]]:
    found = everybody(as_(cast.ana))
    seers = [*found.close, *found.team, *found.groups, *found.house]
    return {seer.name: [line.title for line in seer.lines] for seer in seers}


def test_each_person_stands_with_what_they_see_why_and_since_when(shared: Cast) -> None:
    titles = _titles(shared)
    assert {"Bo", "Cleo", "Sam", "Pia", "Dev", "Tuesday group", "Elin", "Gil", "Hana"} == set(titles)
    assert "1 check-in or checkpoint you showed" in titles["Bo"] and "What you write to each other" in titles["Bo"]
    assert "How you last said you are, in one word" in titles["Sam"]
    assert "The day of your last check-in" in titles["Pia"] and "Your legal name, e-mail and phone" in titles["Pia"]
    assert "How you last said you are, in one word" not in titles["Bo"]
    sam = next(one for one in everybody(as_(shared.ana)).close if one.name == "Sam")
    assert sam.lines[0].since and sam.lines[0].until and sam.lines[0].end == "consent"
    pia = next(one for one in everybody(as_(shared.ana)).team if one.name == "Pia")
    assert any(line.since for line in pia.lines)


def test_one_tap_ends_it_and_one_tap_brings_it_back(shared: Cast) -> None:
    client = browser(shared.ana)
    live = Shown.objects.filter(organisation=shared.harbor, person=shared.ana, to="partner", ended_at=None)
    assert live.count() == 1
    client.post("/harbor-house/me/stop-showing", {"to": "partner", "value": str(shared.bo.pk)})
    assert live.count() == 0
    page = client.get(WHO)
    undo = page.context["undo"]
    assert client.post("/harbor-house/me/show-again", {"undo": undo + "x"}).status_code == 404
    client.post("/harbor-house/me/show-again", {"undo": undo})
    client.post("/harbor-house/me/show-again", {"undo": undo})
    assert live.count() == 1
    assert client.post("/harbor-house/me/stop-showing", {"to": "everybody"}).status_code == 404


def test_nobody_ends_or_repeats_what_somebody_else_showed(shared: Cast) -> None:
    browser(shared.bo).post("/harbor-house/me/stop-showing", {"to": "team"})
    assert Shown.objects.filter(organisation=shared.harbor, person=shared.ana, to="team", ended_at=None).count() == 1


def test_the_page_costs_the_same_for_many(shared: Cast, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = browser(shared.ana)
    client.get(WHO)
    with django_assert_max_num_queries(12):
        client.get(WHO)


def _main(body: str) -> str:
    inside = body.partition("<main")[2].partition("</main>")[0]
    return inside.partition('id="flash"></div>')[2]


@pytest.mark.parametrize(("name", "page", "address"), [
    ("pia", "check-ins", "/harbor-house/check-ins/of/{}/"),
    ("pia", "contact", "/harbor-house/people/{}/contact"),
    ("bo", "check-ins", "/harbor-house/check-ins/of/{}/"),
    ("sam", "shown", "/harbor-house/shown/{}/"),
])  # fmt: skip
def test_the_preview_is_the_page_the_other_gets_word_for_word(shared: Cast, name: str, page: str, address: str) -> None:
    other = shared.everyone()[name]
    seen = browser(shared.ana).get(f"{WHO}/{other.pk}/{page}").content.decode()
    got = browser(other).get(address.format(shared.ana.pk)).content.decode()
    words = {line for text in _main(got).split(">") if (line := text.partition("<")[0].strip())}
    assert words and all(line in seen for line in words), words - {line for line in words if line in seen}


def test_a_preview_leaves_no_look_and_offers_nothing_to_press(shared: Cast) -> None:
    before = Look.objects.filter(organisation=shared.harbor).count()
    for page in PAGES:
        browser(shared.ana).get(f"{WHO}/{shared.pia.pk}/{page}")
    body = browser(shared.ana).get(f"{WHO}/{shared.pia.pk}/contact").content.decode()
    inside = body.partition('class="preview card"')[2].partition("</main>")[0]
    assert (
        "Ana Legalname" in inside
        and "<a href" not in inside
        and "No connection" not in inside
        and "action=" not in inside
        and "hx-" not in inside
    )
    assert Look.objects.filter(organisation=shared.harbor).count() == before


def test_a_preview_shows_rows_about_nobody_else_and_nothing_she_may_not_read_herself(shared: Cast) -> None:
    say(shared.bo, shared.room, "group words of Bo")
    Reach.objects.create(organisation=shared.harbor, person=shared.ana, by=shared.pia, kind="noted")
    over_pia = Preview(shared.pia, of=shared.ana)
    assert as_(shared.pia).see(Reach).exists() and not over_pia.see(Reach).exists()
    assert as_(shared.pia).see(CheckIn).filter(person=shared.bo).exists()
    assert set(over_pia.see(CheckIn).values_list("person", flat=True)) == {shared.ana.pk}
    assert set(over_pia.see(Contact).values_list("person", flat=True)) == {shared.ana.pk}
    assert not Preview(shared.bo, of=shared.ana).see(Glimpse).exists()


@pytest.mark.parametrize("name", ["ivo", "zoe", "ana"])
def test_there_is_no_preview_over_the_shoulder_of_somebody_who_cannot_see_her(shared: Cast, name: str) -> None:
    assert browser(shared.ana).get(f"{WHO}/{shared.everyone()[name].pk}/best").status_code == 404


def test_the_preview_follows_a_revocation(shared: Cast) -> None:
    ana = browser(shared.ana)
    assert ana.get(f"{WHO}/{shared.sam.pk}/shown").status_code == 200
    revoke_consent(as_(shared.ana), Consent.objects.get(organisation=shared.harbor, to=shared.sam))
    assert ana.get(f"{WHO}/{shared.sam.pk}/shown").status_code == 404
    assert browser(shared.sam).get(f"/harbor-house/shown/{shared.ana.pk}/").status_code == 404
