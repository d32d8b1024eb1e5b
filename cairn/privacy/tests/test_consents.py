"""A consent takes effect through the policy alone, holds no longer than it says, and ends with the next question."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone, translation

from cairn.care.models import Enrolment
from cairn.checkins.actions import make_checkin
from cairn.checkins.models import CheckIn, Glimpse, Milestone, Pulse
from cairn.checkins.weekly import make_checkpoint
from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.people.models import Person
from cairn.privacy.consenting import (
    Incomplete,
    decline_consent,
    let_silence_be_noticed,
    revoke_consent,
    sign_consent,
    terms_of,
)
from cairn.privacy.document import print_of, written
from cairn.privacy.models import Consent, Disclosure
from cairn.privacy.tests.stage import for_sam, proposed, soon, terms
from cairn.trust import rules
from cairn.trust.models import Head, Look
from tests.cast import Cast, as_, browser

OPENS: dict[str, Any] = {"how_i_am": Glimpse, "taking_part": Pulse, "milestones": Milestone}
SIGNED: dict[str, Any] = {"signature": "Ana Legalname", "signer_role": "patient", "confirmed": True}


@pytest.fixture
def told(cast: Cast) -> Cast:
    make_checkin(as_(cast.ana), client_id="a", mood=3, words="secret words", craving=8)
    make_checkpoint(as_(cast.ana), client_id="w", went_well="secret week", victory="ten days of walks")
    return cast


def _seen(cast: Cast) -> set[str]:
    sam = as_(cast.sam)
    return {name for name, model in OPENS.items() if sam.see(model).filter(person=cast.ana).exists()}


@pytest.mark.parametrize("what", list(OPENS))
def test_sam_sees_what_a_consent_to_him_names_and_nothing_else_until_it_is_taken_back(told: Cast, what: str) -> None:
    assert _seen(told) == set()
    consent = for_sam(told, what)
    assert _seen(told) == {what}
    sam = as_(told.sam)
    assert not sam.see(CheckIn).exists() and not sam.see(Enrolment).exists()
    assert list(sam.see(Person).exclude(pk=told.sam.pk)) == [told.ana]
    revoke_consent(as_(told.ana), consent)
    assert _seen(told) == set()
    assert not as_(told.sam).see(Person).filter(pk=told.ana.pk).exists()


def test_taking_back_moves_rights_so_that_no_remembered_audience_outlives_it(told: Cast) -> None:
    consent = for_sam(told, "how_i_am")
    glimpse = Glimpse.objects.get(organisation=told.harbor)
    assert told.sam in rules.audience(glimpse)
    before = Head.objects.get(organisation=told.harbor).rights
    revoke_consent(as_(told.ana), consent)
    assert Head.objects.get(organisation=told.harbor).rights > before
    assert told.sam not in rules.audience(glimpse)
    assert rules.rule(Glimpse, "view").by_clock, "what the clock ends must not be remembered for long"


def test_it_ends_with_its_day_by_the_clock_alone(told: Cast) -> None:
    consent = for_sam(told, "how_i_am", days=3)
    assert _seen(told) == {"how_i_am"}
    Consent.objects.filter(pk=consent.pk).update(expires_at=now() - dt.timedelta(seconds=1))
    assert _seen(told) == set()


def test_a_day_that_is_over_already_is_refused(cast: Cast) -> None:
    with pytest.raises(Incomplete):
        for_sam(cast, "how_i_am", days=-3)
    assert not Consent.objects.filter(organisation=cast.harbor, to=cast.sam).exists()


def test_what_is_proposed_allows_nothing_until_the_person_alone_signs_it(cast: Cast) -> None:
    consent = proposed(cast)
    assert not Consent.live().filter(organisation=cast.harbor, pk=consent.pk).exists()
    for other in (cast.pia, cast.elin, cast.hana):
        with pytest.raises(Refused):
            sign_consent(as_(other), consent, **SIGNED)
    with pytest.raises(Refused):
        sign_consent(as_(cast.ana), consent, **{**SIGNED, "confirmed": False})
    with pytest.raises(Incomplete):
        sign_consent(as_(cast.ana), consent, **{**SIGNED, "signature": ""})
    consent.refresh_from_db()
    assert consent.signed_at is None
    sign_consent(as_(cast.ana), consent, **SIGNED)
    assert Consent.live().filter(organisation=cast.harbor, pk=consent.pk).exists()


def test_a_no_is_a_no(cast: Cast) -> None:
    consent = decline_consent(as_(cast.ana), proposed(cast))
    with pytest.raises(Refused):
        sign_consent(as_(cast.ana), consent, **SIGNED)
    assert consent.signed_at is None


def test_a_minor_signs_with_a_parent(cast: Cast) -> None:
    consent = proposed(cast)
    with pytest.raises(Incomplete):
        sign_consent(as_(cast.ana), consent, signature="Ana", signer_role="minor", confirmed=True)
    signed = sign_consent(
        as_(cast.ana), consent, signature="Ana", signer_role="minor", co_signature="Rosa", confirmed=True
    )
    assert terms_of(signed).co_signature == "Rosa"


def test_a_justice_consent_binds_until_its_day_and_says_so(cast: Cast) -> None:
    consent = sign_consent(
        as_(cast.ana), proposed(cast, kinds=("justice",), recipient_type="justice", revocable_after=soon(20)), **SIGNED
    )
    with pytest.raises(Refused) as refusal:
        revoke_consent(as_(cast.ana), consent)
    assert str(soon(20).year) in str(refusal.value.sentence)
    assert Consent.live().filter(organisation=cast.harbor, pk=consent.pk).exists()
    Consent.objects.filter(pk=consent.pk).update(revocable_after=soon(-1))
    consent.refresh_from_db()
    assert revoke_consent(as_(cast.ana), consent).revoked_at


def test_the_paper_is_the_same_bytes_whoever_makes_it_again_and_wherever(cast: Cast) -> None:
    consent = for_sam(cast, "how_i_am")
    for language, zone in (("en", "UTC"), ("es", "Asia/Tokyo")):
        with translation.override(language), timezone.override(zone):
            assert consent.signed_at is not None
            again = written(terms_of(consent), number=consent.pk, signed_at=consent.signed_at,
                            zone=cast.ana.time_zone, language=consent.language)  # fmt: skip
            assert again.decode() == consent.document
            assert print_of(again) == consent.document_hash
    assert print_of(again + b" ") != consent.document_hash
    assert "42 CFR part 2 prohibits" in consent.document


def test_nobodys_name_stands_unsealed_in_the_row(cast: Cast) -> None:
    for_sam(cast, "how_i_am")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {Consent._meta.db_table} WHERE organisation_id = %s", [cast.harbor.pk])
        raw = b"".join(bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                       for row in cursor.fetchall() for value in row)  # fmt: skip
    assert b"Legalname" not in raw and b"Sam" not in raw


def test_a_copy_leaves_one_row_in_the_ledger_and_opens_to_nobody_it_is_for(cast: Cast) -> None:
    consent = for_sam(cast, "how_i_am")
    answer = browser(cast.ana).post(f"/harbor-house/privacy/consents/{consent.pk}/document")
    assert answer.content.decode() == consent.document
    row = Disclosure.objects.get(organisation=cast.harbor)
    assert (row.what, row.basis, row.person, row.by) == ("consent", "own", cast.ana, cast.ana)
    assert browser(cast.sam).post(f"/harbor-house/privacy/consents/{consent.pk}/document").status_code == 404
    assert browser(cast.ivo).get(f"/harbor-house/privacy/consents/{consent.pk}/").status_code == 404
    assert Disclosure.objects.filter(organisation=cast.harbor).count() == 1


def test_staff_copies_need_a_consent_that_stands_at_that_moment(cast: Cast) -> None:
    consent = for_sam(cast, "how_i_am")
    pia = browser(cast.pia)
    assert pia.post(f"/harbor-house/privacy/consents/{consent.pk}/document").status_code == 200
    revoke_consent(as_(cast.ana), consent)
    assert pia.post(f"/harbor-house/privacy/consents/{consent.pk}/document").status_code == 403
    assert Disclosure.objects.filter(organisation=cast.harbor).count() == 1


def test_the_form_signs_for_sam_and_sam_reads_it_and_ana_reads_that_he_looked(told: Cast) -> None:
    page = browser(told.ana).get("/harbor-house/privacy/consents/new")
    once = page.context["form"]["once"].value()
    sent = {"once": once, "whom": "sam", "covers": ["how_i_am", "milestones"], "expires_on": soon().isoformat(),
            "signer_role": "patient", "signature": "Ana", "confirmed": "on"}  # fmt: skip
    for _ in range(2):
        browser(told.ana).post("/harbor-house/privacy/consents/new", sent)
    assert Consent.live().filter(organisation=told.harbor, to=told.sam).count() == 1
    body = browser(told.sam).get(f"/harbor-house/shown/{told.ana.pk}/").content.decode()
    assert "ten days of walks" in body and "secret" not in body
    looks = Look.objects.filter(organisation=told.harbor, person=told.ana, looker=told.sam)
    assert {look.what for look in looks} == {"checkins.Glimpse", "checkins.Milestone"}
    assert browser(told.ivo).get(f"/harbor-house/shown/{told.ana.pk}/").status_code == 404


@pytest.mark.parametrize("whom", ["bo", "nobody@example.org", "pia", "ana"])
def test_only_a_supporter_can_be_named_and_nobody_is_suggested(cast: Cast, whom: str) -> None:
    client = browser(cast.ana)
    once = client.get("/harbor-house/privacy/consents/new").context["form"]["once"].value()
    sent = {"once": once, "whom": whom, "covers": ["how_i_am"], "expires_on": soon().isoformat(),
            "signer_role": "patient", "signature": "Ana", "confirmed": "on"}  # fmt: skip
    assert client.post("/harbor-house/privacy/consents/new", sent).status_code == 422
    assert not Consent.objects.filter(organisation=cast.harbor, kinds="|specific|").exists()


def test_staff_write_one_and_kinds_that_may_not_be_combined_are_marked(cast: Cast) -> None:
    client, address = browser(cast.pia), f"/harbor-house/privacy/of/{cast.ana.pk}/consents/new"
    once = client.get(address).context["form"]["once"].value()
    sent = {"once": once, "kinds": ["tpo", "proceedings"], "recipients": "A court", "recipient_type": "justice",
            "information": "Attendance", "purposes": "A hearing", "expires_on": soon().isoformat()}  # fmt: skip
    refused = client.post(address, sent)
    assert refused.status_code == 422 and refused.context["form"].errors["kinds"]
    assert client.post(address, {**sent, "kinds": ["proceedings"]}).status_code == 302
    assert Consent.waiting().filter(organisation=cast.harbor, person=cast.ana).count() == 1
    assert browser(cast.ivo).get(address).status_code == 404


def test_the_standing_word_is_a_consent_too(cast: Cast) -> None:
    make_checkin(as_(cast.ana), client_id="p")
    assert as_(cast.pia).see(Pulse).filter(person=cast.ana).exists()
    let_silence_be_noticed(as_(cast.ana), yes=False)
    assert not as_(cast.pia).see(Pulse).filter(person=cast.ana).exists()
    assert not as_(cast.sam).see(Pulse).exists()


def test_incomplete_terms_are_never_kept(cast: Cast) -> None:
    with pytest.raises(Incomplete):
        proposed(cast, purposes="")
    assert not Consent.waiting().filter(organisation=cast.harbor).exists()
    assert terms().purposes
