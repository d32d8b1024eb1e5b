"""Demo mode: enter as one of the cast. Exists only while the demo flag is set *and* the organisation is fictional."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cairn.people.models import Account, Organisation, Person

CAST = {
    "Ana": _("Member of Tuesday group. Bo is her partner, Cleo her mentor."),
    "Bo": _("Member of Tuesday group and Ana’s partner."),
    "Pia": _("Peer specialist. Sees who needs someone, and why."),
    "Dev": _("Therapist. Leads Tuesday group with Pia."),
    "Elin": _("Coordinator. Looks after people and groups."),
    "Cleo": _("Came through the programme. Ana’s mentor."),
    "Finn": _("Came through the programme. May join groups."),
    "Gil": _("Administrator. Runs the place, reads nothing private."),
    "Hana": _("Privacy officer. Sees who looked at what."),
    "Ivo": _("Member of another group."),
    "Jo": _("Left Tuesday group."),
    "Sam": _("Ana’s brother. A supporter."),
    "Zoe": _("Member of another organisation."),
}


@dataclass(frozen=True)
class Part:
    """One of the cast, with a line about them."""

    person: Person
    line: str | Promise


def cast(organisation: Organisation | None) -> list[Part]:
    """The persons one may enter as, in the order of the cast; nobody outside demo mode."""
    if not settings.DEMO or organisation is None or not organisation.is_demo:
        return []
    found = Person.objects.filter(organisation=organisation, chosen_name__in=CAST, account__isnull=False, left_at=None)
    first: dict[str, Person] = {}
    for person in found.select_related("account").order_by("pk"):
        first.setdefault(person.chosen_name, person)
    return [Part(first[name], line) for name, line in CAST.items() if name in first]


def demo_account(organisation: Organisation | None, person_id: str) -> Account | None:
    """The account behind one of the cast, or None."""
    for part in cast(organisation):
        if str(part.person.pk) == person_id:
            return part.person.account
    return None
