"""Who may lead which kind of session: the role it asks for."""

from cairn.meetings.models import Kind
from cairn.people.models import Role

CARE = frozenset(Role.CARE_STAFF)
LED_BY: dict[str, frozenset[str]] = {
    Kind.THERAPY: frozenset({Role.Kind.THERAPIST}),
    Kind.PEER: frozenset({Role.Kind.PEER_SPECIALIST, Role.Kind.THERAPIST}),
    Kind.EDUCATION: CARE,
    Kind.INDIVIDUAL: CARE,
    Kind.FAMILY: CARE,
    Kind.MENTOR: CARE | {Role.Kind.ALUM},
    Kind.EVENT: CARE | {Role.Kind.ALUM},
}


def may_lead(organisation: int, kind: str, person: int) -> bool:
    """Whether that person holds a role that this kind of session asks for."""
    return Role.live(*LED_BY[kind]).filter(organisation_id=organisation, person_id=person).exists()


def roles_for(kind: str) -> list[str]:
    """The roles in words."""
    return [str(Role.Kind(one).label) for one in Role.Kind.values if one in LED_BY[kind]]
