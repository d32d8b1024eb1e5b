"""Units with the people they are about, whether they may leave, and the leaving itself."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cairn.charting.counting import unit_rows
from cairn.charting.units import Row
from cairn.kit.csvout import csv_response
from cairn.kit.errors import Refused
from cairn.people.models import Person
from cairn.privacy.disclosing import Basis, Outgoing, What, disclose
from cairn.privacy.models import Consent, Restriction
from cairn.privacy.sentences import STATEMENT
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

AGAINST: dict[str, str | Promise] = {
    "short": gettext_lazy("Too short for a unit"),
    "cap": gettext_lazy("Over the most units"),
    "no_level": gettext_lazy("No level of care on that day"),
    "unsigned": gettext_lazy("The note is not signed"),
    "cosign": gettext_lazy("The note waits for a co-signature"),
    "no_consent": gettext_lazy("No consent for payment stands"),
    "kept_back": gettext_lazy("They paid in full and asked that no payer hears of it"),
}


@dataclass(frozen=True)
class Line:
    """One row with its person."""

    person: Person
    row: Row

    @property
    def reasons(self) -> list[str]:
        return [str(AGAINST[one]) for one in self.row.against]


def gather(viewer: Viewer, first: dt.date, last: dt.date) -> list[Line]:
    """Every row of these days. What may not leave is said before anybody presses a button."""
    here = viewer.organisation_id
    found = unit_rows(here, viewer.me.organisation.zone, first, last)
    people = viewer.see(Person).in_bulk({row.person for row in found})
    consented = set(_payment(here).values_list("person_id", flat=True))
    kept = Restriction.live().filter(organisation_id=here, is_paid_in_full=True, agreed_by__isnull=False)
    held = set(kept.values_list("person_id", flat=True))
    covered = viewer.me.organisation.is_covered
    lines = []
    for row in found:
        against = row.against
        if covered and row.person not in consented:
            against = (*against, "no_consent")
        if row.person in held:
            against = (*against, "kept_back")
        if row.person in people:
            lines.append(Line(people[row.person], replace(row, against=against)))
    return sorted(lines, key=lambda one: (one.person.chosen_name.casefold(), one.person.pk, one.row.day, one.row.code))


def why_not(lines: Sequence[Line]) -> list[tuple[str, int]]:
    """What stands against the rows that are not ready, the most frequent first."""
    return Counter(reason for one in lines for reason in one.reasons).most_common()


def _payment(organisation: int) -> QuerySet[Consent]:
    return Consent.live().filter(organisation_id=organisation, kinds__contains=f"|{Consent.Kind.TPO}|")


def stays_here(line: Line) -> bool:
    """Nothing of this person's may go to a payer."""
    return bool({"no_consent", "kept_back"} & set(line.row.against))


@action
def give_out(viewer: Viewer, lines: Sequence[Line], *, recipient: str, purpose: str) -> list[Line]:
    """Write each person's disclosure first. Whose may not go, or is refused at that moment, is not in the file at all."""
    viewer.must("export_units", viewer.me)
    papers = {one.person_id: one for one in _payment(viewer.organisation_id).order_by("pk")}
    going: set[int] = set()
    for person in {one.person.pk: one.person for one in lines if not stays_here(one)}.values():
        consent = papers.get(person.pk)
        basis = Basis.CONSENT if consent else Basis.PAYMENT
        try:
            disclose(viewer, person, Outgoing(What.UNITS, basis, recipient, purpose, "payer", consent=consent))
        except Refused:
            continue
        going.add(person.pk)
    viewer.did("units.exported", viewer.me)
    return [one for one in lines if one.person.pk in going]


def file_of(name: str, lines: Sequence[Line]) -> HttpResponse:
    """The file, with the statement that every disclosure carries (42 CFR 2.32)."""
    return csv_response(name, _table(lines))


def _table(lines: Sequence[Line]) -> Iterator[Sequence[object]]:
    yield [_("Person"), _("Day"), _("Code"), _("Modifier"), _("Minutes"), _("Units"), _("Ready"), _("Why not")]
    for one in lines:
        row, ready = one.row, _("yes") if one.row.is_ready else _("no")
        said = [row.day.isoformat(), row.code, row.modifier, row.minutes, row.units, ready, "; ".join(one.reasons)]
        yield [one.person.chosen_name, *said]
    yield [STATEMENT]
