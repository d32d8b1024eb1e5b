"""Asking about a look and being answered by a day; an emergency opening from its reason to its review."""

import datetime as dt

import pytest
from django.conf import settings

from cairn.care.models import CareTie, Enrolment, Episode
from cairn.charting.models import CounsellingNote, Note
from cairn.chat.models import Attachment, Draft, Message, Room
from cairn.checkins.actions import make_checkin
from cairn.checkins.models import CheckIn, Checkpoint, Pulse
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.kit.ids import new_id
from cairn.notices.models import Notice
from cairn.people.models import Contact, Person
from cairn.privacy import breaking, clocks, inquiring
from cairn.privacy.disclosing import Basis, Outgoing, What, disclose
from cairn.privacy.models import Disclosure, Glass, Inquiry, Restriction
from cairn.privacy.tests.stage import for_sam
from cairn.relations import glass_over
from cairn.safety.models import Concern, ConcernStep
from cairn.trust import rules
from cairn.trust.models import Fact, Look
from tests.cast import Cast, as_, browser, say

PASSWORD = "a long walk by the river"
WORDS = "Found unconscious at the bus stop; no team member answers."


def _clock() -> None:
    with wall.everywhere("a test's worker"):
        clocks.tell_what_is_due()


@pytest.fixture
def look(cast: Cast) -> Look:
    make_checkin(as_(cast.ana), client_id="t", to_team=True, words="x")
    as_(cast.pia).open(CheckIn, of=cast.ana)
    return Look.objects.get(organisation=cast.harbor, person=cast.ana)


def _notices(person: Person) -> set[str]:
    rows = Notice.objects.filter(organisation_id=person.organisation_id, person=person, seen_at=None)
    return set(rows.values_list("kind", flat=True))


def test_a_question_about_a_look_reaches_hana_and_its_answer_reaches_ana(cast: Cast, look: Look) -> None:
    client = browser(cast.ana)
    assert f"/privacy/looks/{look.pk}/ask" in client.get("/harbor-house/me/who-looked").content.decode()
    once = client.get(f"/harbor-house/privacy/looks/{look.pk}/ask").context["form"]["once"].value()
    sent = {"once": once, "words": "Why did Pia look at night?"}
    for _ in range(2):
        client.post(f"/harbor-house/privacy/looks/{look.pk}/ask", sent)
    row = Inquiry.objects.get(organisation=cast.harbor)
    assert (row.words, row.person, row.look) == ("Why did Pia look at night?", cast.ana, look)
    assert "inquiry" in _notices(cast.hana)
    hana = browser(cast.hana)
    assert f"/privacy/questions/{row.pk}/" in hana.get("/harbor-house/today").content.decode()
    for other in (cast.pia, cast.elin, cast.gil, cast.bo):
        assert browser(other).get(f"/harbor-house/privacy/questions/{row.pk}/").status_code == 404
    assert browser(cast.ana).post(f"/harbor-house/privacy/questions/{row.pk}/", {"outcome": "answered", "answer": "me"})
    row.refresh_from_db()
    assert row.answered_at is None, "nobody answers themselves"
    hana.post(f"/harbor-house/privacy/questions/{row.pk}/", {"outcome": "answered", "answer": "She was on call."})
    assert "She was on call." in client.get(f"/harbor-house/privacy/questions/{row.pk}/").content.decode()
    assert "p_answer" in _notices(cast.ana) and "inquiry" not in _notices(cast.hana)
    assert Fact.objects.filter(
        organisation=cast.harbor, verb="inquiry.answered", row=row.pk, actor=cast.hana.pk
    ).exists()
    with pytest.raises(Refused):
        inquiring.answer_inquiry(as_(cast.hana), row, answer="Another", outcome="answered")


def test_nobody_asks_about_a_look_at_somebody_else(cast: Cast, look: Look) -> None:
    for other in (cast.bo, cast.pia, cast.ivo, cast.zoe):
        with pytest.raises(NotHere):
            inquiring.ask_about_look(as_(other), look, words="?", pk=new_id())
    assert not Inquiry.objects.filter(organisation=cast.harbor).exists()


def test_an_answer_that_is_late_is_told_once_to_both(cast: Cast, look: Look) -> None:
    row = inquiring.ask_about_look(as_(cast.ana), look, words="?", pk=new_id())
    _clock()
    assert "late" not in _notices(cast.ana)
    Inquiry.objects.filter(pk=row.pk).update(due_at=now() - dt.timedelta(seconds=1))
    Notice.objects.filter(organisation=cast.harbor, person=cast.hana).update(seen_at=now())
    _clock()
    _clock()
    assert "late" in _notices(cast.ana) and "inquiry" in _notices(cast.hana)
    assert Fact.objects.filter(organisation=cast.harbor, verb="inquiry.overdue").count() == 1


def test_a_correction_is_answered_in_words(cast: Cast) -> None:
    row = inquiring.ask_for_correction(as_(cast.ana), words="My phone is wrong", pk=new_id())
    with pytest.raises(Refused):
        inquiring.answer_inquiry(as_(cast.hana), row, answer="  ", outcome="done")
    inquiring.answer_inquiry(as_(cast.hana), row, answer="Mended today.", outcome="done")
    assert as_(cast.ana).get(Inquiry, pk=row.pk).answer == "Mended today."


def test_a_restriction_that_was_agreed_beats_a_consent_that_stands(cast: Cast) -> None:
    make_checkin(as_(cast.ana), client_id="m")
    for_sam(cast, "taking_part")
    assert as_(cast.sam).see(Pulse).exists() and as_(cast.pia).see(Pulse).exists()
    row = inquiring.ask_for_restriction(as_(cast.ana), words="please", pk=new_id(), what="taking_part")
    assert as_(cast.sam).see(Pulse).exists(), "asked is not agreed"
    inquiring.answer_inquiry(as_(cast.hana), row, answer="We keep it back.", outcome="done")
    assert not as_(cast.sam).see(Pulse).exists() and as_(cast.pia).see(Pulse).exists()
    inquiring.end_restriction(as_(cast.ana), Restriction.objects.get(organisation=cast.harbor))
    assert as_(cast.sam).see(Pulse).exists()


def test_what_was_paid_in_full_never_goes_to_a_payer(cast: Cast) -> None:
    consent = for_sam(cast, "how_i_am")
    out = Outgoing(What.ARCHIVE, Basis.CONSENT, "A plan", "payment", recipient_type="payer", consent=consent)
    disclose(as_(cast.pia), cast.ana, out)
    inquiring.ask_for_restriction(as_(cast.ana), words="paid", pk=new_id(), is_paid_in_full=True)
    with pytest.raises(Refused):
        disclose(as_(cast.pia), cast.ana, out)
    assert Disclosure.objects.filter(organisation=cast.harbor).count() == 1


# Break-glass ----------------------------------------------------------------------------------------------
def _broken(cast: Cast) -> Glass:
    """Dev opens Bo: he leads the group Bo sits in, but is not on his team."""
    return breaking.break_glass(as_(cast.dev), cast.bo, reason="medical", words=WORDS, pk=new_id())


OPENED = {CareTie, CheckIn, Concern, ConcernStep, Contact, Enrolment, Episode, Person, Pulse}


def test_glass_opens_these_tables_and_no_other() -> None:
    by_glass = {
        model
        for model in rules.models_with_rules()
        for clause in rules.verbs_of(model).values()
        for part in clause.alternatives
        if "emergency" in part.grounds.split(" & ")
    }
    assert by_glass == OPENED
    assert not by_glass & {Message, Room, Attachment, Draft, Checkpoint, Note, CounsellingNote}
    assert glass_over("pk").by_clock


def test_it_opens_one_person_for_an_hour_to_one_carer_and_each_look_carries_the_ground(cast: Cast) -> None:
    make_checkin(as_(cast.bo), client_id="b", words="not shown to anybody")
    say(cast.bo, cast.pair_room, "private")
    dev = as_(cast.dev)
    assert not dev.open(CheckIn, of=cast.bo).exists() and not dev.see(Contact).filter(person=cast.bo).exists()
    glass = _broken(cast)
    assert [row.words for row in dev.open(CheckIn, of=cast.bo)] == ["not shown to anybody"]
    assert dev.open(Contact, of=cast.bo).exists()
    assert (
        not dev.see(Contact).filter(person=cast.ivo).exists()
        and not dev.see(Message).filter(room=cast.pair_room).exists()
    )
    assert not as_(cast.elin).see(CheckIn).filter(person=cast.bo).exists()
    looks = Look.objects.filter(organisation=cast.harbor, person=cast.bo, looker=cast.dev)
    assert {look.grounds for look in looks} == {"emergency"}
    Glass.objects.filter(pk=glass.pk).update(ends_at=now() - dt.timedelta(seconds=1))
    assert not dev.see(CheckIn).filter(person=cast.bo).exists()


def test_closing_it_ends_it_at_once(cast: Cast) -> None:
    glass = _broken(cast)
    assert as_(cast.dev).see(Contact).filter(person=cast.bo).exists()
    breaking.close_glass(as_(cast.dev), glass)
    assert not as_(cast.dev).see(Contact).filter(person=cast.bo).exists()


def test_the_officer_hears_at_once_the_person_afterwards_and_a_review_has_three_days(cast: Cast) -> None:
    glass = _broken(cast)
    review = Inquiry.objects.get(organisation=cast.harbor, glass=glass)
    assert dt.timedelta(days=2) < review.due_at - now() <= dt.timedelta(days=3)
    assert "inquiry" in _notices(cast.hana) and "glass" not in _notices(cast.bo)
    assert not as_(cast.bo).see(Glass).exists() and not as_(cast.bo).see(Inquiry).exists()
    Glass.objects.filter(pk=glass.pk).update(tell_at=now() - dt.timedelta(seconds=1))
    _clock()
    assert "glass" in _notices(cast.bo) and as_(cast.bo).see(Glass).get().words == WORDS
    body = browser(cast.bo).get("/harbor-house/me/who-looked").content.decode()
    assert WORDS in body
    inquiring.answer_inquiry(as_(cast.hana), review, answer="Right to do so.", outcome="answered")
    assert not as_(cast.bo).see(Inquiry).exists(), "the review is the officer's record"


@pytest.mark.parametrize("name", ["ana", "bo", "cleo", "sam", "gil", "hana", "zoe"])
def test_only_care_staff_break_glass(cast: Cast, name: str) -> None:
    who = cast.everyone()[name]
    with pytest.raises((Refused, NotHere)):
        breaking.break_glass(as_(who), cast.ivo, reason="danger", words=WORDS, pk=new_id())
    assert not Glass.objects.filter(organisation=cast.harbor).exists()


def test_it_needs_words_and_exactly_one_person_of_this_house(cast: Cast) -> None:
    with pytest.raises(Refused):
        breaking.break_glass(as_(cast.dev), cast.bo, reason="danger", words="hurry", pk=new_id())
    for named in ("Zoe", "b", "", "zoe@example.org"):
        with pytest.raises(Refused):
            breaking.somebody(as_(cast.dev), named)
    assert breaking.somebody(as_(cast.dev), "bo") == cast.bo
    assert not Glass.objects.filter(organisation=cast.harbor).exists()


def test_the_page_asks_for_the_password_and_shows_a_banner_while_it_is_open(cast: Cast) -> None:
    assert cast.dev.account is not None
    cast.dev.account.set_password(PASSWORD)
    cast.dev.account.save()
    client, address = browser(cast.dev), "/harbor-house/privacy/emergency"
    sent = {"whom": "Bo", "reason": "medical", "words": WORDS}
    assert b"current-password" in client.post(address, sent).content
    assert not Glass.objects.filter(organisation=cast.harbor).exists()
    once = client.post(address, {"password": PASSWORD}).context["form"]["once"].value()
    answer = client.post(address, {**sent, "once": once})
    glass = Glass.objects.get(organisation=cast.harbor)
    assert answer["Location"].endswith(f"/privacy/emergency/{glass.pk}/")
    banner = f"/privacy/emergency/{glass.pk}/"
    assert banner in client.get("/harbor-house/groups/").content.decode()
    client.post(f"{banner.replace('/privacy', '/harbor-house/privacy')}close")
    assert banner not in client.get("/harbor-house/groups/").content.decode()
    assert browser(cast.pia).get(f"/harbor-house/privacy/emergency/{glass.pk}/").status_code == 404


@pytest.mark.parametrize("missing", ["recipient", "facility", "nature"])
def test_what_medics_were_told_is_written_with_all_its_fields_or_not_at_all(cast: Cast, missing: str) -> None:
    glass, whole = _broken(cast), {"recipient": "Dr. Lee", "facility": "Valley ER", "nature": "Overdose"}
    client, address = browser(cast.dev), f"/harbor-house/privacy/emergency/{glass.pk}/told"
    assert client.post(address, {**whole, missing: ""}).status_code == 400
    assert not Disclosure.objects.filter(organisation=cast.harbor).exists()
    assert client.post(address, whole).status_code == 302
    row = Disclosure.objects.get(organisation=cast.harbor)
    assert (row.recipient, row.facility, row.purpose, row.by, row.basis) == (
        "Dr. Lee", "Valley ER", "Overdose", cast.dev, "emergency",
    )  # fmt: skip
    assert settings.DATA  # the words are sealed, in the row and nowhere else
