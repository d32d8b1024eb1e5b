"""Writing up a session once, signing, co-signing, and what is said later. A signed note never changes."""

import hashlib
import json
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cairn.charting.models import Addendum, ChartingRule, CounsellingNote, Credential, Note, WriteUp
from cairn.charting.names import Caught, caught
from cairn.charting.sheet import KINDS, Evening, evening_of, letters_of, record_of, signed_as
from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.kit.text import clean
from cairn.meetings.models import Attendance, Kind, Session
from cairn.people.models import Person, Role
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

NOT_CLOSED = _("Notes are written once the session is closed and its minutes are counted.")
NO_NOTES = _("No notes are written about this kind of session.")
SOMEBODY_WRITES = _("Somebody else who led this session writes its notes.")
UNFINISHED = _("Something is still missing in this note.")
NAMED = _("Another person’s name may stand in this note. Please look at it first.")
NOT_THERE = _("They were not at this session.")
WORDS = ("response", "goal", "next_step")


@dataclass(frozen=True)
class Said:
    """The line for one attendee."""

    participation: str = ""
    response: str = ""
    goal: str = ""
    next_step: str = ""
    risk_observed: bool | None = None


@action
def write_up(viewer: Viewer, session: Session, *, topic: str, intervention: str, lines: dict[int, Said]) -> WriteUp:
    """What was done, once for all, and a line for each who was there. Drafts follow it until they are signed."""
    viewer.must("chart", session)
    if session.kind not in KINDS:
        raise Refused(NO_NOTES)
    queued = Session.objects.select_for_update().get(organisation_id=viewer.organisation_id, pk=session.pk)
    if queued.closed_at is None:
        raise Refused(NOT_CLOSED)
    row = WriteUp.objects.filter(organisation_id=viewer.organisation_id, session=session).first()
    if row is not None and row.by_id != viewer.me.pk:
        raise Refused(SOMEBODY_WRITES)
    row = row or WriteUp(organisation_id=viewer.organisation_id, session=session, by=viewer.me)
    row.topic, row.intervention = clean(topic), clean(intervention)
    row.save()
    present = Attendance.objects.filter(
        organisation_id=viewer.organisation_id, session=session, status=Attendance.Status.PRESENT
    )
    for attendance in present:
        _draft(viewer, session, attendance.person_id, lines.get(attendance.person_id, Said()))
    viewer.did("session.written_up", row)
    return row


def _draft(viewer: Viewer, session: Session, person: int, said: Said) -> None:
    note = Note.objects.filter(organisation_id=viewer.organisation_id, session=session, person_id=person).first()
    note = note or Note(organisation_id=viewer.organisation_id, session=session, person_id=person, author=viewer.me)
    if note.signed_at is not None:
        return
    note.kind = KINDS[Kind(session.kind)]
    note.participation, note.risk_observed = said.participation, said.risk_observed
    for name in WORDS:
        setattr(note, name, clean(getattr(said, name)))
    note.save()


def missing_in(note: Note, evening: Evening) -> list[str]:
    """The fields a note cannot be signed without, that are empty."""
    said = record_of(note, evening)
    needed = ("topic", "intervention", "goal", "participation", "response", "next_step")
    return [name for name in needed if not said[name]] + (["risk_observed"] if note.risk_observed is None else [])


def caught_in(note: Note, evening: Evening) -> list[Caught]:
    """Names of others who were there or expected, and aliases of anybody here: whose an alias is, this does not say."""
    others = [name for pk, name in evening.people.items() if pk != note.person_id]
    said = record_of(note, evening)
    fields = {name: said[name] for name in ("topic", "intervention", "goal", "response", "next_step")}
    return caught(fields, [*others, *(name.split()[0] for name in others if name.strip()), *evening.aliases])


@action
def sign_note(viewer: Viewer, note: Note, *, looked_at_names: bool = False) -> Note:
    """Sign: the note is locked as it reads now. A peer specialist's waits for a supervisor where the house says so."""
    viewer.must("sign", note)
    queued = Note.objects.select_for_update().filter(organisation_id=viewer.organisation_id, pk=note.pk)
    note = queued.select_related("session", "person").get()
    evening = evening_of(note.session)
    if missing_in(note, evening):
        raise Refused(UNFINISHED)
    if not looked_at_names and caught_in(note, evening):
        raise Refused(NAMED)
    note.record = json.dumps(record_of(note, evening), ensure_ascii=False, sort_keys=True)
    note.record_hash = hashlib.sha256(note.record.encode()).hexdigest()
    note.signed_at, note.signed_as = now(), _as(viewer)
    note.needs_cosign = _is_peer_alone(viewer) and ChartingRule.peers_need(viewer.organisation_id)
    note.final_at = None if note.needs_cosign else note.signed_at
    note.save()
    viewer.did("note.signed", note)
    return note


def _as(viewer: Viewer) -> str:
    return signed_as(viewer.me, letters_of(viewer.organisation_id, [viewer.me.pk]))


def _is_peer_alone(viewer: Viewer) -> bool:
    return Role.Kind.PEER_SPECIALIST in viewer.roles and Role.Kind.THERAPIST not in viewer.roles


@action
def cosign_note(viewer: Viewer, note: Note) -> Note:
    """A supervisor signs beside a peer specialist. The note is whole from now on."""
    viewer.must("cosign", note)
    note.cosigner, note.cosigned_at, note.cosigned_as = viewer.me, now(), _as(viewer)
    note.final_at = note.cosigned_at
    note.save(update_fields=["cosigner", "cosigned_at", "cosigned_as", "final_at"])
    viewer.did("note.cosigned", note)
    return note


@action
def add_to_note(viewer: Viewer, note: Note, *, words: str, pk: int) -> Addendum:
    """Something said later. The note itself stays as it was signed. `pk` makes a retry harmless."""
    viewer.must("add", note)
    if known := Addendum.objects.filter(organisation_id=viewer.organisation_id, pk=pk).first():
        viewer.did_before()
        return known
    row = Addendum(
        id=pk, organisation_id=viewer.organisation_id, note=note, person_id=note.person_id, by=viewer.me,
        signed_as=_as(viewer),
    )  # fmt: skip
    row.words = clean(words)
    row.save(force_insert=True)
    viewer.did("note.added_to", row)
    return row


@action
def keep_counselling_note(viewer: Viewer, session: Session, person: Person, *, words: str) -> CounsellingNote:
    """A counsellor's own thoughts, apart from the record: nobody else ever reads them here."""
    viewer.must("counsel", session)
    here = {"organisation_id": viewer.organisation_id, "session": session, "person": person}
    if not Attendance.objects.filter(**here, status=Attendance.Status.PRESENT).exists():
        raise Refused(NOT_THERE)
    row = CounsellingNote.objects.filter(**here, author=viewer.me).first()
    row = row or CounsellingNote(**here, author=viewer.me)
    row.words = clean(words)
    row.save()
    viewer.did("counselling_note.kept", row)
    return row


@action
def set_credential(viewer: Viewer, person: Person, *, letters: str, supervises: bool) -> Credential | None:
    """Under which letters somebody signs from now on. Empty letters end it."""
    viewer.must("set_credential", person)
    held = Credential.objects.filter(organisation_id=viewer.organisation_id, person=person, ended_at=None)
    before = held.first()
    if (before and (before.letters, before.supervises) == (letters, supervises)) or not (before or letters):
        viewer.did_before()
        return before
    held.update(ended_at=now())
    row = None
    if letters:
        row = Credential.objects.create(
            organisation_id=viewer.organisation_id, person=person, letters=letters, supervises=supervises
        )
    viewer.did("credential.set", person)
    return row


@action
def set_charting(viewer: Viewer, *, peers_need_cosign: bool) -> ChartingRule:
    """Whether a peer specialist's note needs a supervisor. Counts for notes that are signed from now on."""
    viewer.must("set_charting", viewer.me)
    rule, _made = ChartingRule.objects.update_or_create(
        organisation_id=viewer.organisation_id, defaults={"peers_need_cosign": peers_need_cosign}
    )
    viewer.did("charting.set", rule)
    return rule
