"""Who cares for whom, and at which level."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cairn.care import worry
from cairn.care.models import CareTie, Level, Programme, WorryingPhrase
from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.people.models import Person, Role
from cairn.trust.action import action
from cairn.trust.viewer import Viewer


@action
def put_on_care_team(viewer: Viewer, person: Person, carer: Person, *, is_owner: bool = False) -> CareTie:
    """From now on `carer` cares for `person`; the owner is the one who looks first."""
    viewer.must("manage_people", viewer.me)
    if not Role.live(*Role.CARE_STAFF).filter(organisation_id=viewer.organisation_id, person=carer).exists():
        raise Refused(_("Only peer specialists, therapists and coordinators can be on a care team."))
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
def take_off_care_team(viewer: Viewer, tie: CareTie) -> CareTie:
    """The tie ends now; what was shown to the team is no longer theirs to read."""
    viewer.must("manage", tie)
    tie.ended_at = now()
    tie.save(update_fields=["ended_at"])
    viewer.did("care.untied", tie)
    return tie


@action
def open_programme(viewer: Viewer, *, name: str, kinds: list[str], pk: int, asks_about_use: bool = True) -> Programme:
    """A programme with its levels of care, in the order in which people walk them. `pk` makes a retry harmless."""
    viewer.must("manage_people", viewer.me)
    place = viewer.organisation_id
    programme, made = Programme.objects.get_or_create(
        organisation_id=place, pk=pk, defaults={"name": name, "asks_about_use": asks_about_use}
    )
    if not made:
        viewer.did_before()
        return programme
    Level.objects.bulk_create(
        Level(
            organisation_id=place, programme=programme, kind=kind, name=str(Level.SHORT[Level.Kind(kind)]), position=position,
            hours_min=Level.HOURS[kind][0], hours_max=Level.HOURS[kind][1],
        )
        for position, kind in enumerate(Level.Kind.values) if kind in kinds
    )  # fmt: skip
    viewer.did("programme.opened", programme)
    return programme


@action
def change_programme(viewer: Viewer, programme: Programme) -> Programme:
    """Another name, or other questions."""
    viewer.must("manage", programme)
    programme.save(update_fields=["name", "asks_about_use"])
    viewer.did("programme.changed", programme)
    return programme


@action
def change_level(viewer: Viewer, level: Level) -> Level:
    """Another name, or other hours a week."""
    viewer.must("manage", level)
    level.save(update_fields=["name", "hours_min", "hours_max"])
    viewer.did("level.changed", level)
    return level


@action
def change_levels(viewer: Viewer, programme: Programme, levels: list[Level]) -> list[Level]:
    """Names, hours a week and which levels are offered, the whole table at once."""
    viewer.must("manage", programme)
    for level in levels:
        level.save(update_fields=["name", "hours_min", "hours_max", "is_offered"])
    viewer.did("programme.changed", programme)
    return levels


@action
def list_worrying_phrases(viewer: Viewer, language: str, lines: Iterable[str]) -> int:
    """Keep the organisation's own list of words that sound like danger, one a line; how many there are now.

    An empty list is kept as one: nobody should get back ours without having asked for it.
    """
    viewer.must("list_phrases", viewer.me)
    listed = sorted({plain for line in lines if (plain := worry.plain(line)[: worry.LONGEST])})
    WorryingPhrase.objects.filter(organisation_id=viewer.organisation_id, language=language).delete()
    WorryingPhrase.objects.bulk_create(
        WorryingPhrase(organisation_id=viewer.organisation_id, language=language, phrase=one) for one in listed or [""]
    )
    transaction.on_commit(worry.forget)
    viewer.did("phrases.listed", viewer.me)
    return len(listed)
