"""Units gathered: what the pure part is given. What counts towards hours here."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from cairn.care.models import Enrolment
from cairn.charting.ledger import COUNTS_BY_DEFAULT, CountingRule, PayerRule
from cairn.charting.models import Note
from cairn.charting.sheet import KINDS
from cairn.charting.units import Row, Served, rows
from cairn.kit.clock import start_of
from cairn.meetings.models import Attendance, Kind, Session, Stay

DAY = dt.timedelta(days=1)


def kinds_that_count(organisation: int) -> set[str]:
    """The kinds of session that count towards hours here."""
    said = dict(CountingRule.objects.filter(organisation_id=organisation).values_list("kind", "counts"))
    return {kind.value for kind in Kind if said.get(kind.value, kind in COUNTS_BY_DEFAULT)}


# Units ------------------------------------------------------------------------------------------------------
def served(organisation: int, zone: str, first: dt.date, last: dt.date) -> list[Served]:
    """What everybody attended in these days, each with what stands against claiming it."""
    here: dict[str, Any] = {"organisation_id": organisation}
    since, until = start_of(first, zone), start_of(last + DAY, zone)
    present = Attendance.objects.filter(
        **here, status=Attendance.Status.PRESENT, session__begins_at__gte=since, session__begins_at__lt=until
    ).select_related("session")
    listed = list(present)
    notes = {
        (note.session_id, note.person_id): note
        for note in Note.objects.filter(**here, session__in={row.session_id for row in listed})
    }
    came = _came(here, listed)
    enrolled = list(Enrolment.objects.filter(**here, person__in={row.person_id for row in listed}))
    found = []
    for row in listed:
        session = row.session
        day = session.begins_at.astimezone(ZoneInfo(zone)).date()
        began = max(session.begins_at, came.get((row.session_id, row.person_id), session.begins_at))
        against = tuple(
            _against(session, notes.get((row.session_id, row.person_id)), _level(enrolled, row.person_id, day))
        )
        found.append(Served(row.person_id, session.pk, session.kind, day, began, session.ends_at, row.minutes, against))
    return found


def _came(here: dict[str, Any], listed: list[Attendance]) -> dict[tuple[int, int], dt.datetime]:
    found: dict[tuple[int, int], dt.datetime] = {}
    stays = Stay.objects.filter(**here, session__in={row.session_id for row in listed}).order_by("-began_at")
    for session, person, began in stays.values_list("session_id", "person_id", "began_at"):
        found[session, person] = began
    return found


def _level(enrolled: list[Enrolment], person: int, day: dt.date) -> Enrolment | None:
    held = [
        e for e in enrolled if e.person_id == person and e.began_on <= day and (not e.ended_on or day <= e.ended_on)
    ]
    return max(held, key=lambda e: (e.began_on, e.pk), default=None)


def _against(session: Session, note: Note | None, stay: Enrolment | None) -> Iterable[str]:
    if stay is None:
        yield "no_level"
    if session.kind in KINDS and (note is None or note.signed_at is None):
        yield "unsigned"
    elif note is not None and note.final_at is None:
        yield "cosign"


def unit_rows(organisation: int, zone: str, first: dt.date, last: dt.date) -> list[Row]:
    """The rows of an export for whole months or days."""
    table = PayerRule.objects.filter(organisation_id=organisation, is_used=True).order_by("position", "pk")
    return rows(served(organisation, zone, first, last), list(table))
