"""Roles change: by an administrator, never the last one's, never one's own upwards, and the person is told."""

from collections.abc import Set

from django.utils.translation import gettext_lazy as _

from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.people.models import Organisation, Person, Role
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

LAST = _("There has to be an administrator. Give somebody else this role first.")
NOT_YOURSELF = _("Nobody gives a role to themselves. Another administrator can give it to you.")
NONE_LEFT = _("Everybody here has at least one role.")


def held_by(person: Person) -> set[str]:
    """The roles somebody holds now."""
    held = Role.live().filter(organisation_id=person.organisation_id, person=person)
    return set(held.values_list("role", flat=True))


def put_roles(person: Person, *, begin: Set[str] = frozenset(), end: Set[str] = frozenset()) -> bool:
    """Begin and end roles of somebody, inside an action that has asked. Whether anything changed."""
    held = held_by(person)
    ending, beginning = held & end, set(begin) - held
    if ending:
        live = Role.live(*ending).filter(organisation_id=person.organisation_id, person=person)
        live.update(ended_at=now())
    Role.objects.bulk_create(
        Role(organisation_id=person.organisation_id, person=person, role=role) for role in sorted(beginning)
    )
    return bool(ending or beginning)


@action
def change_roles(viewer: Viewer, person: Person, *, roles: Set[str]) -> Person:
    """From now on the person holds exactly these roles."""
    viewer.must("change_roles", person)
    Organisation.objects.select_for_update().get(pk=viewer.organisation_id)  # two who demote each other stand in a row
    held = held_by(person)
    if not roles:
        raise Refused(NONE_LEFT)
    if person.pk == viewer.me.pk and roles - held:
        raise Refused(NOT_YOURSELF)
    if Role.Kind.ADMINISTRATOR in held - roles and not _another_administrator(person):
        raise Refused(LAST)
    if put_roles(person, begin=roles, end=held - roles):
        viewer.did("person.roles_changed", person)
    else:
        viewer.did_before()
    return person


def _another_administrator(person: Person) -> bool:
    others = Role.live(Role.Kind.ADMINISTRATOR).filter(organisation_id=person.organisation_id).exclude(person=person)
    return others.filter(person__left_at=None, person__account__isnull=False).exists()
