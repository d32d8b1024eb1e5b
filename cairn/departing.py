"""What follows when somebody has left for good: everything of theirs, in every topic, ends in the same transaction."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from cairn.care.models import CareTie, Enrolment
from cairn.charting.models import Addendum, CounsellingNote, Note
from cairn.chat.files import forget
from cairn.chat.models import Attachment, Draft, Party, ReadMark
from cairn.checkins.models import CheckIn, Glimpse, Milestone, Pulse, Shown, UsualChoice
from cairn.groups.models import Ask, Seat
from cairn.kit import wall
from cairn.kit.clock import now, today
from cairn.meetings.models import DoorCode
from cairn.notices.models import Notice
from cairn.pairs.models import Bond, Tie
from cairn.people.models import EntryLink, Person, Role
from cairn.privacy.leaving import kept_by_law
from cairn.privacy.models import Consent
from cairn.safety.models import Concern
from cairn.trust.models import Fact

# What a check-in said in numbers is not sealed, so destroying a key does not reach it.
UNSAID: dict[str, Any] = {
    "mood": None, "used": "", "craving": None, "confidence": None, "risky_ahead": None, "sleep_hours": None,
    "sleep_quality": None, "hungry": False, "angry": False, "lonely": False, "tired": False, "connected": None,
    "safe": None, "wants": "",
}  # fmt: skip

# Signed notes are the record of treatment: they stay as long as the law says, under a key of their own.
kept_by_law(Note, "record")
kept_by_law(Addendum, "words")


def everything_of_theirs_ends(fact: Fact) -> None:
    """Seats, bonds, rooms of two, care, roles, consents, showings end; numbers go; nothing waits for them any more."""
    person = Person.objects.get(organisation_id=fact.organisation_id, pk=fact.about or 0)
    here: dict[str, Any] = {"organisation_id": fact.organisation_id, "person": person}
    moment = now()
    Seat.objects.filter(**here, left_at=None).update(left_at=moment)
    Party.objects.filter(**here, left_at=None).update(left_at=moment)
    for model in (Role, Tie, CareTie, Shown):
        model._default_manager.filter(**here, ended_at=None).update(ended_at=moment)
    others = Tie.objects.filter(bond=OuterRef("pk"), ended_at=None)
    Bond.objects.filter(~Exists(others[1:]), organisation_id=fact.organisation_id, ended_at=None).update(
        ended_at=moment
    )
    CareTie.objects.filter(organisation_id=fact.organisation_id, carer=person, ended_at=None).update(ended_at=moment)
    Enrolment.objects.filter(**here, ended_on=None).update(ended_on=today(person.organisation.zone))
    Ask.objects.filter(**here, answer=Ask.Answer.WAITING).update(answer=Ask.Answer.TAKEN_BACK, answered_at=moment)
    Consent.objects.filter(**here, revoked_at=None, ended_at=None).update(ended_at=moment)
    Consent.objects.filter(organisation_id=fact.organisation_id, to=person, ended_at=None).update(ended_at=moment)
    Concern.objects.filter(**here, closed_at=None).update(closed_at=moment, next_step_at=None)
    EntryLink.objects.filter(**here, used_at=None).update(used_at=moment)
    CheckIn.objects.filter(**here).update(**UNSAID)
    with wall.everywhere("drafts of this person alone; Django asks who points to them without saying where"):
        Note.objects.filter(**here, signed_at=None).delete()
    for gone in (Glimpse, Milestone, Pulse, UsualChoice, Draft, ReadMark, Notice, DoorCode, CounsellingNote):
        gone._default_manager.filter(**here).delete()
    _files(fact.organisation_id, person)


def _files(organisation: int, person: Person) -> None:
    """Files are sealed under the key that is gone; they need not lie there either."""
    rows = Attachment.objects.filter(organisation_id=organisation, uploader=person)
    paths = list(rows.values_list("path", flat=True))
    rows.delete()
    transaction.on_commit(partial(forget, paths), robust=True)
