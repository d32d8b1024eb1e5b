"""Break-glass: an emergency opening by one carer, of one person, for sixty minutes, with its reason in words.

What it opens stands in cairn/policy.py (`glass_over`). It never opens a counselling note or another organisation.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cairn.kit.blind import blind_index
from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.kit.text import clean
from cairn.people.models import Contact, Person
from cairn.privacy.disclosing import Basis, Outgoing, What, disclose
from cairn.privacy.models import Disclosure, Glass
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

LASTS = dt.timedelta(minutes=60)
SHORTEST = 20
WHY = _("Please say in a sentence what has happened. The privacy officer and the person will read it.")
NOT_ONE = _(
    "There is not exactly one person of that name or address. Write the name as it is used here, or the e-mail."
)
YOURSELF = _("This is your own page; nothing needs to be broken open.")
ALL_FOUR = _("All of these are needed: who received it, at which place, and what the emergency was.")


def addressed(organisation: int, address: str) -> "QuerySet[Any]":
    """Ids of the person with that e-mail address here."""
    here = Contact.objects.filter(organisation_id=organisation, email_index=blind_index(address, "contact"))
    return here.exclude(email_index="").values("person")


def somebody(viewer: Viewer, named: str) -> Person:
    """The one person of exactly that chosen name or e-mail address. Nothing is listed and nothing suggested."""
    here = Person.objects.filter(organisation_id=viewer.organisation_id, left_at=None)
    if "@" in named:
        found = list(here.filter(pk__in=addressed(viewer.organisation_id, named))[:2])
    else:
        found = list(here.filter(chosen_name__iexact=named.strip())[:2])
    if len(found) != 1:
        raise Refused(NOT_ONE)
    return found[0]


@action
def break_glass(viewer: Viewer, person: Person, *, reason: str, words: str, pk: int) -> Glass:
    """Open one person's page for an hour. The privacy officer is told at once, the person afterwards."""
    viewer.must("break_glass", viewer.me)
    if known := Glass.objects.filter(organisation_id=viewer.organisation_id, pk=pk, by=viewer.me).first():
        viewer.did_before()
        return known
    if person.pk == viewer.me.pk:
        raise Refused(YOURSELF)
    if len(clean(words)) < SHORTEST:
        raise Refused(WHY)
    glass = Glass(id=pk, organisation_id=viewer.organisation_id, person=person, by=viewer.me, reason=reason)
    glass.words = clean(words)
    glass.ends_at, glass.tell_at = now() + LASTS, now() + dt.timedelta(hours=settings.GLASS_TOLD_AFTER_HOURS)
    glass.save(force_insert=True)
    viewer.did("glass.broken", glass)
    return glass


@action
def close_glass(viewer: Viewer, glass: Glass) -> Glass:
    """Done before the hour is over: nothing is open any more."""
    viewer.must("close", glass)
    glass.closed_at = now()
    glass.save(update_fields=["closed_at"])
    viewer.did("glass.closed", glass)
    return glass


@action
def tell_of_glass(viewer: Viewer, glass: Glass) -> Glass:
    """The delay is over: the person is told that their page was opened, by whom and why."""
    viewer.must("tell", glass)
    due = Glass.objects.filter(organisation_id=viewer.organisation_id, pk=glass.pk, told_at=None, tell_at__lte=now())
    if not due.update(told_at=now()):
        viewer.did_before()
        return glass
    viewer.did("glass.told", glass)
    return glass


def disclose_in_emergency(viewer: Viewer, glass: Glass, *, recipient: str, facility: str, nature: str) -> Disclosure:
    """What was told to medical personnel (42 CFR 2.51): recipient and place, by whom, when, and the emergency."""
    if not (clean(recipient) and clean(facility) and clean(nature)):
        raise Refused(ALL_FOUR)
    out = Outgoing(
        what=What.EMERGENCY, basis=Basis.EMERGENCY, recipient=clean(recipient), facility=clean(facility),
        purpose=clean(nature), recipient_type="medical",
    )  # fmt: skip
    return disclose(viewer, glass.person, out)
