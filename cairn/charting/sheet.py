"""What a note says: computed while it is a draft, kept word for word once it is signed."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cairn.charting.models import Credential, Modality, Note, WriteUp
from cairn.meetings.models import Attendance, Kind, Session, Stay
from cairn.meetings.roster import counted, expected_at, stays_by_person
from cairn.people.models import Alias, Person

KINDS = {
    Kind.THERAPY: Note.Kind.GROUP, Kind.PEER: Note.Kind.PEER, Kind.EDUCATION: Note.Kind.EDUCATION,
    Kind.INDIVIDUAL: Note.Kind.INDIVIDUAL, Kind.FAMILY: Note.Kind.FAMILY,
}  # fmt: skip
Record = dict[str, Any]


@dataclass(frozen=True)
class Evening:
    """What is the same in every note of a session, read once."""

    session: Session
    write_up: WriteUp | None
    present: dict[int, Attendance]
    stays: dict[int, list[Stay]]
    leaders: list[str]
    # Everybody whose name should stand in no note but their own, and every alias of the house.
    people: dict[int, str] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)


def evening_of(session: Session) -> Evening:
    """Read a closed session for its notes."""
    here = {"organisation_id": session.organisation_id, "session": session}
    rows = Attendance.objects.filter(**here, status=Attendance.Status.PRESENT).select_related("person")
    leads = [pk for pk in (session.facilitator_id, session.co_facilitator_id) if pk]
    people = Person.objects.filter(organisation_id=session.organisation_id).in_bulk(leads)
    letters = letters_of(session.organisation_id, leads)
    present = {row.person_id: row for row in rows.order_by("person__chosen_name", "pk")}
    expected = {one.pk: one.chosen_name for one in expected_at(session)}
    return Evening(
        session,
        WriteUp.objects.filter(**here).first(),
        present,
        stays_by_person(session),
        [signed_as(people[pk], letters) for pk in leads if pk in people],
        expected | {pk: row.person.chosen_name for pk, row in present.items()},
        list(Alias.objects.filter(organisation_id=session.organisation_id).values_list("name", flat=True)),
    )


def letters_of(organisation: int, persons: Iterable[int]) -> dict[int, str]:
    """The letters each of them signs under today."""
    held = Credential.live().filter(organisation_id=organisation, person__in=list(persons))
    return dict(held.values_list("person_id", "letters"))


def signed_as(person: Person, letters: dict[int, str]) -> str:
    """Name and credential, as they stand under a note."""
    held = letters.get(person.pk, "")
    return f"{person.chosen_name}, {held}" if held else person.chosen_name


def record_of(note: Note, evening: Evening) -> Record:
    """Everything the note says now."""
    session, row = evening.session, evening.present.get(note.person_id)
    stays = evening.stays.get(note.person_id, [])
    found = counted(session, stays, 0, session.closed_at or session.ends_at)
    doors = {"online" if stay.door == Stay.Door.ONLINE else "on_site" for stay in stays}
    modality = Modality.BOTH if len(doors) == 2 else doors.pop() if doors else Modality.ON_SITE
    return {
        "kind": note.kind,
        "group": session.name,
        "begins": session.begins_at.isoformat(), "ends": session.ends_at.isoformat(),
        "came": found.came_at.isoformat() if found.came_at else "",
        "left": found.left_at.isoformat() if found.left_at else "",
        "minutes": row.minutes if row else 0,
        "late_by": row.late_by if row else 0, "left_early_by": row.left_early_by if row else 0,
        "modality": str(modality),
        "leaders": evening.leaders,
        "present": len(evening.present),
        "topic": evening.write_up.topic if evening.write_up else "",
        "intervention": evening.write_up.intervention if evening.write_up else "",
        "goal": note.goal, "participation": note.participation, "response": note.response,
        "risk_observed": note.risk_observed, "next_step": note.next_step,
    }  # fmt: skip


def read_record(note: Note, evening: Evening | None = None) -> list[tuple[str, str]]:
    """The note as lines to read: from what was signed, or from what a draft would say."""
    if note.signed_at is None:
        return lines_of(record_of(note, evening)) if evening else []
    return lines_of(json.loads(note.record)) if note.record else []


def lines_of(said: Record) -> list[tuple[str, str]]:
    """Label and value of every field."""
    begins, ends = _moment(said["begins"]), _moment(said["ends"])
    minutes = ngettext("%(n)s minute", "%(n)s minutes", said["minutes"]) % {"n": said["minutes"]}
    risk = {True: _("Yes"), False: _("No"), None: ""}[said["risk_observed"]]
    return [
        (_("Kind of note"), str(Note.Kind(said["kind"]).label)),
        (_("Session"), said["group"]),
        (_("Day"), date_format(begins, "DATE_FORMAT")),
        (_("From – to"), f"{_time(begins)} – {_time(ends)}"),
        (_("Came – left"), f"{_time(_moment(said['came']))} – {_time(_moment(said['left']))}" if said["came"] else "–"),
        (_("Minutes there"), minutes + _late(said)),
        (_("How"), str(Modality(said["modality"]).label)),
        (_("Led by"), "; ".join(said["leaders"])),
        (_("People there"), str(said["present"])),
        (_("Topic"), said["topic"]),
        (_("What was done"), said["intervention"]),
        (_("Goal of the plan"), said["goal"]),
        (_("Participation"), str(Note.Participation(said["participation"]).label) if said["participation"] else ""),
        (_("Response"), said["response"]),
        (_("Risk observed"), risk),
        (_("Next step"), said["next_step"]),
    ]


def _late(said: Record) -> str:
    parts = []
    if said["late_by"]:
        parts.append(_("%(n)s min late") % {"n": said["late_by"]})
    if said["left_early_by"]:
        parts.append(_("left %(n)s min early") % {"n": said["left_early_by"]})
    return f" ({', '.join(parts)})" if parts else ""


def _moment(text: str) -> Any:
    return localtime(dt.datetime.fromisoformat(text))


def _time(moment: Any) -> str:
    return date_format(moment, "TIME_FORMAT")
