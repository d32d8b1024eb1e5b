"""Who cares for whom, and at which level."""

import datetime as dt

from cairn.care.models import CareTie, Enrolment, Level, Sharing
from cairn.kit.clock import now
from cairn.people.models import Person
from cairn.trust.action import action
from cairn.trust.viewer import Viewer


@action
def enrol(viewer: Viewer, person: Person, level: Level, *, on: dt.date) -> Enrolment:
    """Begin an episode at a level of care; an episode under way ends the same day (a step up or down)."""
    viewer.must("manage_people", viewer.me)
    Enrolment.objects.filter(organisation_id=viewer.organisation_id, person=person, ended_on=None).update(ended_on=on)
    enrolment = Enrolment.objects.create(
        organisation_id=viewer.organisation_id, person=person, level=level, began_on=on
    )
    viewer.did("person.enrolled", enrolment)
    return enrolment


@action
def put_on_care_team(viewer: Viewer, person: Person, carer: Person, *, is_owner: bool = False) -> CareTie:
    """From now on `carer` cares for `person`; the owner is the one who looks first."""
    viewer.must("manage_people", viewer.me)
    ties = CareTie.live().filter(organisation_id=viewer.organisation_id, person=person)
    if is_owner:
        ties.filter(is_owner=True).exclude(carer=carer).update(is_owner=False)
    tie, made = CareTie.objects.get_or_create(
        organisation_id=viewer.organisation_id,
        person=person,
        carer=carer,
        ended_at=None,
        defaults={"is_owner": is_owner},
    )
    if not made and is_owner and not tie.is_owner:
        tie.is_owner = True
        tie.save(update_fields=["is_owner"])
    viewer.did("care.tied", tie)
    return tie


@action
def let_silence_be_noticed(viewer: Viewer, *, yes: bool) -> None:
    """The person's standing word: may my care team notice when I go quiet?"""
    viewer.must("be_noticed", viewer.me)
    standing = Sharing.live(Sharing.What.SILENCE).filter(organisation_id=viewer.organisation_id, person=viewer.me)
    if not yes:
        standing.update(ended_at=now())
    elif not standing.exists():
        Sharing.objects.create(organisation_id=viewer.organisation_id, person=viewer.me, what=Sharing.What.SILENCE)
    viewer.did("sharing.changed", viewer.me)
