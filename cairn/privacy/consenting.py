"""Proposing, signing, declining and taking back a consent. What it allows stands in cairn/policy.py alone."""

import dataclasses
import datetime as dt
import json

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cairn.kit.clock import now, start_of, today
from cairn.kit.errors import Refused
from cairn.people.models import Person
from cairn.privacy.document import print_of, written
from cairn.privacy.models import Consent, Covers
from cairn.privacy.terms import HERE, NONE, Terms, faults
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

NOT_COMPLETE = _("This is not complete yet, so it would allow nothing. Please fill in what is marked.")
NOT_CONFIRMED = _("Please tick that you have read it.")
BOUND = _(
    "This consent is a condition of the justice system. It says it can be taken back from %(day)s on, so it stands until "
    "then. Ask the person who looks after your case, or the privacy officer here, if that has changed."
)


class Incomplete(Refused):
    """A consent with faults; `names` are the fields to mend."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(NOT_COMPLETE)
        self.names = names


@action
def propose_consent(
    viewer: Viewer, person: Person, terms: Terms, *, pk: int, covers: tuple[str, ...] = (), to: Person | None = None
) -> Consent:
    """Write a consent for the person to read and sign. Until they sign, it allows nothing."""
    viewer.must("propose_consent", person)
    if known := Consent.objects.filter(organisation_id=viewer.organisation_id, pk=pk).first():
        viewer.did_before()
        return known
    consent = _new(viewer, person, terms, pk=pk, covers=covers, to=to)
    consent.proposed_by = viewer.me
    consent.save(force_insert=True)
    viewer.did("consent.proposed", consent)
    return consent


@action
def give_consent(
    viewer: Viewer, terms: Terms, *, pk: int, covers: tuple[str, ...] = (), to: Person | None = None
) -> Consent:
    """The person's own: written and signed in one step."""
    viewer.must("consent", viewer.me)
    if known := Consent.objects.filter(organisation_id=viewer.organisation_id, pk=pk).first():
        viewer.did_before()
        return known
    consent = _new(viewer, viewer.me, terms, pk=pk, covers=covers, to=to)
    _sign(consent, terms, viewer.me)
    consent.save(force_insert=True)
    viewer.did("consent.signed", consent)
    return consent


def _new(
    viewer: Viewer, person: Person, terms: Terms, *, pk: int, covers: tuple[str, ...], to: Person | None
) -> Consent:
    _complete(terms, signed=False)
    consent = Consent(id=pk, organisation_id=viewer.organisation_id, person=person, kinds=_bars(terms.kinds), to=to)
    consent.covers = _bars(tuple(one for one in covers if one in Covers.values))
    consent.language = get_language() or "en"
    consent.revocable_after = terms.revocable_after
    consent.is_until_event = bool(terms.expires_event) and terms.expires_event != NONE
    consent.terms_text = json.dumps(terms.plain(), sort_keys=True)
    return consent


def _bars(words: tuple[str, ...]) -> str:
    return f"|{'|'.join(sorted(set(words)))}|" if words else ""


def _complete(terms: Terms, *, signed: bool) -> None:
    found = faults(terms, signed=signed)
    if found:
        raise Incomplete([fault.name for fault in found])


def terms_of(consent: Consent) -> Terms:
    """The terms as they stand in the row; none of a standing word, nor of one whose words were erased."""
    return Terms.of(json.loads(consent.terms_text)) if consent.terms_text else Terms()


@action
def sign_consent(
    viewer: Viewer,
    consent: Consent,
    *,
    signature: str,
    signer_role: str,
    co_signature: str = "",
    confirmed: bool = False,
) -> Consent:
    """Sign what was proposed: the typed name, the role it is signed in, and that it was read."""
    if consent.signed_at is not None and consent.person_id == viewer.me.pk:
        viewer.must("view", consent)
        viewer.did_before()
        return consent
    viewer.must("sign", consent)
    if not confirmed:
        raise Refused(NOT_CONFIRMED)
    terms = dataclasses.replace(
        terms_of(consent), signature=signature, signer_role=signer_role, co_signature=co_signature,
        signed_on=today(viewer.me.time_zone),
    )  # fmt: skip
    _sign(consent, terms, viewer.me)
    consent.save()
    viewer.did("consent.signed", consent)
    return consent


def _sign(consent: Consent, terms: Terms, person: Person) -> None:
    """Make it stand: complete terms, the document as it will always be made again, its end on the clock."""
    _complete(terms, signed=True)
    zone = person.time_zone
    consent.signed_at = now()
    if terms.expires_on:
        consent.expires_at = start_of(terms.expires_on + dt.timedelta(days=1), zone)
        if consent.expires_at <= consent.signed_at:
            raise Incomplete(["expires_on"])
    consent.terms_text = json.dumps(terms.plain(), sort_keys=True)
    document = written(
        terms, number=consent.pk, signed_at=consent.signed_at, zone=zone, language=consent.language
    )  # fmt: skip
    consent.document, consent.document_hash = document.decode(), print_of(document)


@action
def decline_consent(viewer: Viewer, consent: Consent) -> Consent:
    """Say no to what was proposed. Nothing else changes for it."""
    if consent.declined_at is not None:
        viewer.must("view", consent)
        viewer.did_before()
        return consent
    viewer.must("sign", consent)
    consent.declined_at = now()
    consent.save(update_fields=["declined_at"])
    viewer.did("consent.declined", consent)
    return consent


@action
def revoke_consent(viewer: Viewer, consent: Consent) -> Consent:
    """Take it back: the next question anybody asks finds nothing. Twice is once."""
    if consent.revoked_at is not None and consent.person_id == viewer.me.pk:
        viewer.must("view", consent)
        viewer.did_before()
        return consent
    viewer.must("revoke", consent)
    if consent.revocable_after and today(viewer.me.time_zone) < consent.revocable_after:
        raise Refused(BOUND % {"day": formats.date_format(consent.revocable_after, "DATE_FORMAT")})
    consent.revoked_at = now()
    consent.save(update_fields=["revoked_at"])
    viewer.did("consent.revoked", consent)
    return consent


@action
def end_consent(viewer: Viewer, consent: Consent) -> Consent:
    """The event it was to last until has come."""
    viewer.must("end", consent)
    consent.ended_at = now()
    consent.save(update_fields=["ended_at"])
    viewer.did("consent.ended", consent)
    return consent


@action
def let_silence_be_noticed(viewer: Viewer, *, yes: bool) -> None:
    """The person's standing word: may my care team notice when I go quiet?"""
    viewer.must("consent", viewer.me)
    standing = Consent.live(Covers.SILENCE).filter(organisation_id=viewer.organisation_id, person=viewer.me, to=None)
    if not yes:
        standing.update(revoked_at=now())
    elif not standing.exists():
        Consent.objects.create(
            organisation_id=viewer.organisation_id, person=viewer.me, kinds=_bars((HERE,)),
            covers=_bars((Covers.SILENCE,)), signed_at=now(), language=viewer.me.language,
        )  # fmt: skip
    viewer.did("consent.changed", viewer.me)
