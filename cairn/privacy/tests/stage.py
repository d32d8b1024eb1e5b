"""What the tests of this topic begin with."""

import dataclasses
import datetime as dt

from cairn.kit.clock import now
from cairn.kit.ids import new_id
from cairn.privacy.consenting import give_consent, propose_consent
from cairn.privacy.models import Consent
from cairn.privacy.terms import Terms
from tests.cast import Cast, as_

COMPLETE = Terms(
    kinds=("specific",),
    patient_name="Ana Legalname",
    discloser="Harbor House",
    information="How I am",
    recipients=("Sam",),
    recipient_type="relative",
    purposes="At my own request",
    revocation_statement="I may take this back.",
    expires_on=dt.date(2027, 6, 1),
    signer_role="patient",
    signature="Ana Legalname",
    signed_on=dt.date(2026, 11, 21),
)


def terms(**changed: object) -> Terms:
    """Complete terms, with some fields otherwise."""
    return dataclasses.replace(COMPLETE, **changed)  # type: ignore[arg-type]


def soon(days: int = 30) -> dt.date:
    """A day to come."""
    return now().date() + dt.timedelta(days=days)


def for_sam(cast: Cast, *covers: str, days: int = 30) -> Consent:
    """Ana signs that Sam may see these."""
    return give_consent(as_(cast.ana), terms(expires_on=soon(days)), pk=new_id(), covers=covers, to=cast.sam)


def proposed(cast: Cast, **changed: object) -> Consent:
    """Pia writes one for Ana to read."""
    unsigned = terms(signature="", signer_role="", signed_on=None, **{"expires_on": soon(), **changed})
    return propose_consent(as_(cast.pia), cast.ana, unsigned, pk=new_id())
