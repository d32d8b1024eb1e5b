"""What is shown first is shown first: no page and no live line opens before, and none is blocked that must not be."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from cairn.kit import wall
from cairn.kit.errors import Refused
from cairn.people import showing
from cairn.people.models import Organisation, Paper, Person, Receipt
from cairn.people.showing import first_papers, publish_paper, receive_paper
from cairn.signin.sealing import digest_of
from cairn.signin.sessions import identify, still_signed_in
from cairn.trust import journal
from tests.cast import Cast, as_, browser
from tests.language import grade

HOUSE = "/harbor-house"


@pytest.fixture
def papers(cast: Cast) -> dict[str, Paper]:
    """Harbor House shows its papers."""
    return {paper.kind: paper for paper in first_papers(cast.harbor)}


def _receive_all(person: Person) -> None:
    while paper := showing.next_paper(person):
        receive_paper(as_(person), paper, language="en")


def _cookie(client: Client) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def test_ana_is_shown_notice_promise_and_guide_and_then_everything_opens(cast: Cast, papers: dict[str, Paper]) -> None:
    client = browser(cast.ana)
    assert client.get(f"{HOUSE}/today")["Location"] == f"{HOUSE}/before"
    page = client.get(f"{HOUSE}/before").content.decode()
    assert "Notice of Privacy Practices of Harbor House" in page and "<h2>" in page
    answer = client.post(f"{HOUSE}/before", {"paper": papers["notice"].pk})
    assert answer["Location"] == f"{HOUSE}/before"
    assert client.post(f"{HOUSE}/before", {"paper": papers["promise"].pk}).status_code == 422, "the promise is ticked"
    assert client.get(f"{HOUSE}/today").status_code == 302
    answer = client.post(f"{HOUSE}/before", {"paper": papers["promise"].pk, "agrees": "on"})
    assert answer["Location"] == f"{HOUSE}/how-it-works"
    assert "everything here is your choice" in client.get(f"{HOUSE}/how-it-works").content.decode()
    assert client.get(f"{HOUSE}/today").status_code == 200
    assert client.get(f"{HOUSE}/before")["Location"] == f"{HOUSE}/today"
    assert Receipt.objects.filter(organisation=cast.harbor, person=cast.ana).count() == 2
    assert "Notice of Privacy Practices" in client.get(f"{HOUSE}/me/papers").content.decode()
    assert list(journal.breaks(cast.harbor.pk)) == []


@pytest.mark.parametrize(
    "path", ["today", "groups/", "messages/", "me", "inbox/", "check-ins/new", "how-it-works", "me/papers"]
)
def test_no_page_opens_before(cast: Cast, papers: dict[str, Paper], path: str) -> None:
    client = browser(cast.ana)
    for answer in (client.get(f"{HOUSE}/{path}"), client.post(f"{HOUSE}/{path}", {})):
        assert (answer.status_code, answer["Location"]) == (302, f"{HOUSE}/before")
    fragment = client.get(f"{HOUSE}/{path}", headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"] == f"{HOUSE}/before" and not fragment.content
    _receive_all(cast.ana)
    assert client.get(f"{HOUSE}/{path}").status_code == 200


def test_help_and_the_way_out_are_open_before(cast: Cast, papers: dict[str, Paper]) -> None:
    client = browser(cast.ana)
    for path in ("support", "support/", "notice", "accounts/logout/"):
        assert client.get(f"{HOUSE}/{path}").status_code == 200, path
    assert client.post(f"{HOUSE}/support/ask")["Location"].startswith(f"{HOUSE}/support"), "her team is told"
    assert client.post(f"{HOUSE}/language", {"language": "es"}).status_code == 302
    assert "Aviso de prácticas" in client.get(f"{HOUSE}/before").content.decode()
    assert client.get(f"{HOUSE}/leave").status_code == 302


def test_the_live_line_opens_only_after(cast: Cast, papers: dict[str, Paper]) -> None:
    client = browser(cast.ana)
    cookie = _cookie(client)
    page = (digest_of(client.cookies[settings.SESSION_COOKIE_NAME].value), cast.ana.pk)
    assert identify(cookie, "harbor-house") is None
    assert still_signed_in({page}) == set()
    _receive_all(cast.ana)
    identity = identify(cookie, "harbor-house")
    assert identity is not None and identity.person == cast.ana.pk
    assert still_signed_in({page}) == {page}


def test_a_new_version_asks_everybody_again_and_closes_open_pages(cast: Cast, papers: dict[str, Paper]) -> None:
    _receive_all(cast.ana)
    client = browser(cast.ana)
    page = (digest_of(client.cookies[settings.SESSION_COOKIE_NAME].value), cast.ana.pk)
    assert client.get(f"{HOUSE}/today").status_code == 200 and still_signed_in({page})
    sent = {"text_en": "# New words\n\nFor you.", "text_es": "# Palabras nuevas"}
    assert browser(cast.gil).post(f"{HOUSE}/set-up/papers/notice", sent).status_code == 302
    assert client.get(f"{HOUSE}/today")["Location"] == f"{HOUSE}/before" and not still_signed_in({page})
    assert "New words" in client.get(f"{HOUSE}/before").content.decode()
    with pytest.raises(Refused):
        receive_paper(as_(cast.ana), Paper.objects.get(organisation=cast.harbor, pk=papers["notice"].pk), language="en")
    old = client.post(f"{HOUSE}/before", {"paper": papers["notice"].pk})
    assert old.status_code == 422 and "changed while you were reading" in old.content.decode()
    _receive_all(cast.ana)
    assert client.get(f"{HOUSE}/today").status_code == 200
    shown = client.get(f"{HOUSE}/me/papers").content.decode()
    assert "New words" in shown and "Notice of Privacy Practices" in shown, "what was read then stays as it was"


def test_the_same_words_again_ask_nobody(cast: Cast, papers: dict[str, Paper]) -> None:
    _receive_all(cast.ana)
    client = browser(cast.gil)
    sent = {f"text_{code}": words for code, words in papers["notice"].texts.items()}
    assert client.post(f"{HOUSE}/set-up/papers/notice", sent).status_code == 302
    assert Paper.objects.filter(organisation=cast.harbor, kind="notice").count() == 1
    assert client.post(f"{HOUSE}/set-up/papers/notice", {**sent, "text_es": " \u200b"}).status_code == 422
    assert client.get(f"{HOUSE}/set-up/papers/other").status_code == 404


def test_only_administrators_and_the_privacy_officer_publish(cast: Cast, papers: dict[str, Paper]) -> None:
    assert publish_paper(as_(cast.hana), "promise", texts={"en": "Be kind."}).version == 2
    for person in (cast.elin, cast.dev, cast.ana):
        with pytest.raises(Refused):
            publish_paper(as_(person), "promise", texts={"en": "Be rude."})
    assert showing.current_paper(cast.harbor, "promise").text("es") == "Be kind."


def test_staff_and_strangers_are_asked_nothing_and_the_notice_is_public(cast: Cast, papers: dict[str, Paper]) -> None:
    for person in (cast.dev, cast.elin, cast.gil, cast.hana, cast.pia):
        assert browser(person).get(f"{HOUSE}/today").status_code == 200
    stranger = Client().get(f"{HOUSE}/notice", headers={"Accept-Language": "es"})
    assert stranger.status_code == 200 and "Aviso de prácticas" in stranger.content.decode()
    assert Client().get(f"{HOUSE}/before").status_code == 302
    assert Client().get("/lantern-bay/notice").status_code == 404, "there is none there"


def test_our_words_take_up_the_contact_until_somebody_was_shown_them(cast: Cast, papers: dict[str, Paper]) -> None:
    Organisation.objects.filter(pk=cast.harbor.pk).update(privacy_contact="Hana, 602 555 0142")
    cast.harbor.refresh_from_db()
    with wall.within(cast.harbor.pk):
        showing.refresh_our_words(cast.harbor)
    assert "Hana, 602 555 0142" in showing.current_paper(cast.harbor, "notice").text("en")
    _receive_all(cast.ana)
    cast.harbor.privacy_contact = "Somebody else"
    showing.refresh_our_words(cast.harbor)
    assert "Hana, 602 555 0142" in showing.current_paper(cast.harbor, "notice").text("en"), "what was shown stands"


@pytest.mark.parametrize("name", ["notice", "promise"])
def test_our_words_can_be_read_by_everybody(name: str) -> None:
    words = (Path(showing.TEXTS) / f"{name}.en.txt").read_text()
    lines = [re.sub(r"^[#-]+ |\*", "", line).strip() for line in words.splitlines() if line.strip()]
    assert grade(lines) <= 8
    spanish = (Path(showing.TEXTS) / f"{name}.es.txt").read_text()
    shape = re.compile(r"^(#+ |- )", re.MULTILINE)
    assert shape.findall(words) == shape.findall(spanish), "both languages say the same points"


def test_the_notice_has_what_the_rule_asks_for(cast: Cast, papers: dict[str, Paper]) -> None:
    text = papers["notice"].text("en")
    for needed in (
        "How health information about you may be used and disclosed", "right to a copy of this notice",
        "How to file a complaint", "take a yes back", "medical emergency", "child", "research", "court", "redisclos|share them again",
        "paid for in full", "three years", "go-between", "gifts of money", "got your records who should not have",
        "change this notice", "Secretary of the U.S. Department", "worse because you complained",
    ):  # fmt: skip
        assert re.search(needed, text, re.I), needed


def test_asking_costs_no_query_of_its_own(
    cast: Cast, papers: dict[str, Paper], django_assert_max_num_queries: object
) -> None:
    _receive_all(cast.ana)
    client = browser(cast.ana)
    client.get(f"{HOUSE}/today")  # the first page of a session notes what was received
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert client.get(f"{HOUSE}/today").status_code == 200
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert client.get(f"{HOUSE}/me/papers").status_code == 200
