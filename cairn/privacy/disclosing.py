"""The one way out. Whatever leaves the house about somebody passes here first, and leaves its row behind.

`tests/test_architecture.py` fails where something is given out as a file by code that does not name this.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cairn.kit.errors import Refused
from cairn.people.models import Person
from cairn.privacy.models import Consent, Disclosure, Restriction
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

Basis, What = Disclosure.Basis, Disclosure.What
NO_CONSENT = _("There is no consent that stands for this. Nothing was given out.")
KEPT_BACK = _("The person asked that this be kept from them, and that was agreed to. Nothing was given out.")


@dataclass(frozen=True)
class Outgoing:
    """Something about to leave: what, to whom, why."""

    what: str
    basis: str
    recipient: str
    purpose: str
    recipient_type: str = ""
    facility: str = ""
    consent: Consent | None = None


@action
def disclose(viewer: Viewer, person: Person | None, out: Outgoing) -> Disclosure:
    """Check that it may leave, and write that it does: the row first, then the bytes. Raises Refused."""
    if person is None:
        viewer.must("move_out", _house(viewer))
    elif out.basis == Basis.OWN:
        viewer.must("disclose_to_self", person)
    else:
        viewer.must("disclose", person)
        _gate(viewer, person, out)
    row = Disclosure(
        organisation_id=viewer.organisation_id, person=person, what=out.what, basis=out.basis, by=viewer.person,
        consent=out.consent, recipient_type=out.recipient_type,
    )  # fmt: skip
    row.recipient, row.facility, row.purpose = out.recipient, out.facility, out.purpose
    row.save(force_insert=True)
    viewer.did("record.disclosed", row)
    return row


def _house(viewer: Viewer) -> Person:
    """A whole organisation is nobody's: asked of its first person."""
    return Person.objects.filter(organisation_id=viewer.organisation_id).order_by("pk")[0]


def _gate(viewer: Viewer, person: Person, out: Outgoing) -> None:
    """Asked at the moment of leaving: a consent that ended since the page was opened is no consent (2.31(c))."""
    if out.basis == Basis.CONSENT:
        standing = Consent.live().filter(
            organisation_id=viewer.organisation_id, person=person, pk=out.consent.pk if out.consent else 0
        )
        if not standing.exists():
            raise Refused(NO_CONSENT)
    if out.basis == Basis.PAYMENT and person.organisation.is_covered:
        raise Refused(NO_CONSENT)
    if out.recipient_type == "payer":
        kept = Restriction.live().filter(
            organisation_id=viewer.organisation_id, person=person, is_paid_in_full=True, agreed_by__isnull=False
        )
        if kept.exists():
            raise Refused(KEPT_BACK)
