"""Long questions of this topic."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from cairn.kit.clock import now
from cairn.people.models import Contact, Person
from cairn.privacy.models import Consent, Disclosure, Glass, Inquiry
from cairn.trust.models import Look
from cairn.trust.viewer import Viewer

THREE_YEARS, WEEK = dt.timedelta(days=3 * 366), dt.timedelta(days=7)
PAGE = 50


@dataclass
class Papers:
    """A person's consents: what waits, what stands, what is over."""

    waiting: list[Consent] = field(default_factory=list)
    standing: list[Consent] = field(default_factory=list)
    over: list[Consent] = field(default_factory=list)

    @property
    def parts(self) -> list[tuple[str, list[Consent]]]:
        """Each part with its title."""
        return [(_("Waits for a signature"), self.waiting), (_("Stands now"), self.standing),
                (_("Over, taken back or declined"), self.over)]  # fmt: skip

    @property
    def is_empty(self) -> bool:
        """Whether there is none at all."""
        return not (self.waiting or self.standing or self.over)


def consents_of(viewer: Viewer, person: Person) -> Papers:
    """The consents of a person that this viewer may read, each with what may be done about it."""
    rows: QuerySet[Any] = viewer.see(Consent, may=("read", "revoke", "end"))
    rows = rows.filter(person=person, may_read=True)
    papers = Papers()
    for row in rows.select_related("to", "proposed_by").order_by("-pk")[:200]:
        place = papers.standing if row.stands else papers.over
        if row.signed_at is None and row.declined_at is None:
            place = papers.waiting
        place.append(row)
    return papers


def name_on_paper(viewer: Viewer, person: Person) -> str:
    """The legal name where there is one, as a paper needs; else the name the person chose."""
    contact = viewer.see(Contact).filter(person=person).first()
    return (contact.legal_name if contact else "") or person.chosen_name


def disclosures_of(viewer: Viewer, person: Person) -> "QuerySet[Disclosure]":
    """What left about a person in the last three years, and whole moves of the organisation, newest first."""
    rows = viewer.see(Disclosure).filter(Q(person=person) | Q(person=None), made_at__gte=now() - THREE_YEARS)
    return rows.select_related("by", "consent").order_by("-pk")


def open_inquiries(viewer: Viewer) -> list[Inquiry]:
    """What waits for the privacy officer, the nearest day first."""
    rows = viewer.see(Inquiry, may=("answer",)).filter(answered_at=None)
    return list(rows.select_related("person", "look__looker", "glass__by").order_by("due_at")[:PAGE])


def open_glass(viewer: Viewer) -> "QuerySet[Glass]":
    """Emergency openings of the viewer's own that hold now."""
    here = Glass.open_now().filter(organisation_id=viewer.organisation_id, by=viewer.me)
    return here.select_related("person").order_by("ends_at")


def activity(viewer: Viewer) -> list[dict[str, object]]:
    """Who looked at how many people, what, on what grounds: the weekly review of 45 CFR 164.308(a)(1)(ii)(D)."""
    recent = viewer.see(Look).filter(made_at__gt=now() - WEEK)
    counted = recent.values("looker_id", "looker__chosen_name", "what", "grounds").annotate(
        people=Count("person", distinct=True), times=Count("pk")
    )
    return [dict(row) for row in counted.order_by("-people", "looker__chosen_name", "what")[:200]]
