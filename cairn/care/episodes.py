"""The path of a person through treatment: admitted, stepped up or down, transferred, discharged, back again.

An episode is a course of treatment in one programme; its stays are the levels walked. Account, bonds, groups and
words belong to the person, not to the episode: no step touches them. Member and alum follow from where one stands.
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from cairn.care.models import Enrolment, Episode, Level
from cairn.kit.clock import today
from cairn.kit.errors import Refused
from cairn.people.models import Person, Role
from cairn.people.roles import put_roles
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

Step, Why = Enrolment.Step, Enrolment.Why
TOO_EARLY = _("The stay before began later than this day. Please choose a later one.")
NOT_YET = _("This day is still to come. Please enter the step on its day.")
NOT_IN_TREATMENT = _("They are not in treatment now.")
IN_TREATMENT = frozenset({Role.Kind.MEMBER.value})
BEFORE_TREATMENT = frozenset({Role.Kind.ALUM.value, Role.Kind.GUEST.value})
AFTER_TREATMENT = frozenset({Role.Kind.ALUM.value})


def current_stay(person: Person) -> Enrolment | None:
    """Where somebody is now."""
    stays = Enrolment.objects.filter(organisation_id=person.organisation_id, person=person, ended_on=None)
    return stays.select_related("level", "episode").order_by("-began_on", "-pk").first()


@action
def enrol(viewer: Viewer, person: Person, level: Level, *, on: dt.date, why: str = Why.PLANNED) -> Enrolment:
    """From that day on they are at this level: admitted, back again, a step up or down, or in another programme."""
    viewer.must("enrol", person)
    if level.kind == Level.Kind.ALUMNI:
        return _finish(viewer, person, level, on, why)
    before = _queued(person)
    if before and (before.level_id, before.began_on) == (level.pk, on):
        viewer.did_before()
        return before
    _is_possible(viewer, before, on)
    episode = before.episode if before and before.episode and before.episode.ended_on is None else None
    step = _step(person, before, episode, level)
    if episode is None or episode.programme_id != level.programme_id:
        _end_episodes(person, on)
        episode = Episode.objects.create(
            organisation_id=viewer.organisation_id, person=person, programme_id=level.programme_id, began_on=on
        )
    stay = _stay(person, level, episode, step, on, why)
    viewer.did("person.enrolled" if step == Step.ADMITTED else "person.stepped", stay)
    if put_roles(person, begin=IN_TREATMENT, end=BEFORE_TREATMENT):
        viewer.did("person.roles_changed", person)
    return stay


@action
def discharge(viewer: Viewer, person: Person, *, on: dt.date, why: str = Why.PLANNED) -> Enrolment:
    """Treatment is over from that day on; they are an alum now. Everything they have here stays."""
    viewer.must("enrol", person)
    before = _queued(person)
    if before is None or before.level.kind == Level.Kind.ALUMNI:
        raise Refused(NOT_IN_TREATMENT)
    after = Level.objects.filter(
        organisation_id=viewer.organisation_id, programme_id=before.level.programme_id, kind=Level.Kind.ALUMNI
    )
    return _finish(viewer, person, after.filter(is_offered=True).first(), on, why)


def _finish(viewer: Viewer, person: Person, level: Level | None, on: dt.date, why: str) -> Enrolment:
    before = _queued(person)
    if before and level and (before.level_id, before.began_on) == (level.pk, on):
        viewer.did_before()
        return before
    _is_possible(viewer, before, on)
    episode = before.episode if before else None
    _end_episodes(person, on)
    if level is not None:
        stay = _stay(person, level, episode, Step.DISCHARGED, on, why)
    else:  # the programme has no level for alumni: the last stay simply ends
        assert before is not None
        before.ended_on, before.why, stay = on, why, before
        before.save(update_fields=["ended_on", "why"])
    viewer.did("person.discharged", stay)
    if put_roles(person, begin=AFTER_TREATMENT, end=IN_TREATMENT):
        viewer.did("person.roles_changed", person)
    return stay


def _queued(person: Person) -> Enrolment | None:
    """Where they are now, with their row held: two steps at once stand behind each other."""
    Person.objects.select_for_update().get(organisation_id=person.organisation_id, pk=person.pk)
    return current_stay(person)


def _is_possible(viewer: Viewer, before: Enrolment | None, on: dt.date) -> None:
    if on > today(viewer.me.organisation.zone):
        raise Refused(NOT_YET)
    if before and on < before.began_on:
        raise Refused(TOO_EARLY)


def _step(person: Person, before: Enrolment | None, episode: Episode | None, level: Level) -> str:
    if before is None or episode is None:
        earlier = Enrolment.objects.filter(organisation_id=person.organisation_id, person=person)
        return Step.READMITTED if earlier.exists() else Step.ADMITTED
    if before.level.programme_id != level.programme_id:
        return Step.TRANSFERRED
    if level.position == before.level.position:
        return Step.ASIDE
    return Step.UP if level.position < before.level.position else Step.DOWN


def _end_episodes(person: Person, on: dt.date) -> None:
    open_ = Episode.objects.filter(organisation_id=person.organisation_id, person=person, ended_on=None)
    open_.update(ended_on=on)


def _stay(person: Person, level: Level, episode: Episode | None, step: str, on: dt.date, why: str) -> Enrolment:
    place = person.organisation_id
    Enrolment.objects.filter(organisation_id=place, person=person, ended_on=None).update(ended_on=on)
    return Enrolment.objects.create(
        organisation_id=place, person=person, level=level, episode=episode, step=step, why=why, began_on=on
    )
