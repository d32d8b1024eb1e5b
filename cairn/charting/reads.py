"""Long questions about notes."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from cairn.charting.models import Addendum, CounsellingNote, Credential, Note
from cairn.charting.names import Caught
from cairn.charting.notes import caught_in, missing_in
from cairn.charting.sheet import KINDS, Evening, evening_of, read_record
from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.meetings.models import Session
from cairn.people.models import Person, Role
from cairn.trust.viewer import NOT_YOURS, Viewer

LATELY = dt.timedelta(days=30)


@dataclass(frozen=True)
class Desk:
    """What waits for somebody who writes notes."""

    to_write: list[Session]
    to_sign: list[tuple[Session, int]]
    to_cosign: list[Note]
    waiting: list[Note]


def desk(viewer: Viewer) -> Desk:
    """Closed sessions without a write-up, drafts, and signatures that are still to come."""
    written = Note.objects.filter(organisation_id=viewer.organisation_id, session=OuterRef("pk"))
    sessions = viewer.see(Session, may=("chart",)).filter(
        ~Exists(written), closed_at__gte=now() - LATELY, kind__in=[kind.value for kind in KINDS]
    )
    notes = viewer.see(Note, may=("cosign",)).filter(final_at=None).select_related("session", "person")
    found = list(notes.order_by("session__begins_at", "pk"))
    mine = [one for one in found if one.author_id == viewer.me.pk]
    return Desk(
        to_write=[one for one in sessions.order_by("-begins_at") if one.may_chart],  # type: ignore[attr-defined]
        to_sign=_by_session(one for one in mine if one.signed_at is None),
        to_cosign=[one for one in found if one.may_cosign],  # type: ignore[attr-defined]
        waiting=[one for one in mine if one.signed_at is not None],
    )


def _by_session(notes: Iterable[Note]) -> list[tuple[Session, int]]:
    """Each session with how many of its notes; drafts are looked through and signed together."""
    counted = Counter(one.session for one in notes)
    return list(counted.items())


def to_chart(viewer: Viewer, pk: int) -> Evening:
    """A closed session whose notes this viewer may write."""
    session = viewer.get(Session, pk=pk)
    if not viewer.may("chart", session) or session.kind not in KINDS:
        raise Refused(NOT_YOURS)
    return evening_of(session)


def notes_by_person(viewer: Viewer, session: Session) -> dict[int, Note]:
    """The notes of a session that this viewer wrote."""
    rows = viewer.see(Note).filter(session=session, author=viewer.me).select_related("person")
    return {one.person_id: one for one in rows.order_by("person__chosen_name", "pk")}


@dataclass(frozen=True)
class Draft:
    """One note to look through before it is signed."""

    note: Note
    lines: list[tuple[str, str]]
    missing: list[str]
    caught: list[Caught]


def drafts(viewer: Viewer, evening: Evening) -> list[Draft]:
    """Every note of the session, as it reads now, with what is missing and the names that were caught."""
    found = []
    for note in notes_by_person(viewer, evening.session).values():
        if note.signed_at is not None:
            found.append(Draft(note, read_record(note), [], []))
        else:
            lines = read_record(note, evening)
            found.append(Draft(note, lines, missing_in(note, evening), caught_in(note, evening)))
    return found


def one(viewer: Viewer, pk: int) -> Note:
    """A note the viewer may read. Opening somebody else's leaves a look, unless one wrote it."""
    found = viewer.see(Note, may=("sign", "cosign", "add")).filter(pk=pk).select_related("person", "session", "author")
    note = found.first()
    if note is None:
        raise NotHere
    if note.author_id != viewer.me.pk:
        viewer.open(Note, of=note.person)
    return note


def addenda_of(viewer: Viewer, note: Note) -> list[Addendum]:
    """What was said later, the oldest first."""
    return list(viewer.see(Addendum).filter(note=note).order_by("pk"))


def notes_of(viewer: Viewer, person: Person) -> list[Note]:
    """Signed notes about somebody, the newest first."""
    rows = viewer.open(Note, of=person).filter(signed_at__isnull=False)
    return list(rows.select_related("session").order_by("-session__begins_at")[:200])


def counselling_of(viewer: Viewer, session: Session, person: Person) -> CounsellingNote | None:
    """One's own counselling note about somebody in a session."""
    return viewer.see(CounsellingNote).filter(session=session, person=person, author=viewer.me).first()


def signers(viewer: Viewer) -> list[tuple[Person, Credential | None]]:
    """Care staff, each with the letters they sign under."""
    roles = Role.live(*Role.CARE_STAFF).filter(organisation_id=viewer.organisation_id, person=OuterRef("pk"))
    people = viewer.see(Person).filter(Exists(roles), left_at=None).order_by("chosen_name", "pk")
    held = {one.person_id: one for one in viewer.see(Credential).filter(ended_at=None)}
    return [(person, held.get(person.pk)) for person in people]
