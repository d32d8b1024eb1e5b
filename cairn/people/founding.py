"""The first organisation and its first administrator, by the owner's one-time link."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cairn.kit import wall
from cairn.kit.blind import blind_index
from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.people.models import Account, Contact, Organisation, OwnerLink, Person, Role
from cairn.people.owner import digest
from cairn.people.showing import first_papers
from cairn.trust.action import action
from cairn.trust.viewer import Viewer


@dataclass(frozen=True)
class Beginning:
    """What the owner tells about the organisation and themselves."""

    name: str
    slug: str
    zone: str
    language: str
    chosen_name: str
    email: str
    password: str
    coordinates: bool


@transaction.atomic
def found_organisation(token: str, beginning: Beginning) -> tuple[Organisation, Account]:
    """Use the owner's link up and make organisation, account and administrator, all or nothing."""
    unused = OwnerLink.objects.filter(hash=digest(token), used_at=None, expires_at__gt=now())
    if not unused.update(used_at=now()):
        raise NotHere
    if Account.objects.with_email(beginning.email) is not None:
        raise Refused(_("This address is in use here already."))
    organisation = Organisation.objects.create(
        slug=beginning.slug, name=beginning.name, zone=beginning.zone, language=beginning.language
    )
    account = Account.objects.make(beginning.email, beginning.password)
    with wall.within(organisation.pk):
        first_papers(organisation)
        make_first_person(Viewer.product(organisation.pk, "owner link"), account, beginning)
    return organisation, account


@action
def make_first_person(viewer: Viewer, account: Account, beginning: Beginning) -> Person:
    """The first administrator. The row is made before it is asked about, since nobody stands here yet."""
    place = viewer.organisation_id
    person = Person.objects.create(
        organisation_id=place, account=account, chosen_name=beginning.chosen_name, language=beginning.language
    )
    viewer.must("found", person)
    contact = Contact(organisation_id=place, person=person, email_index=blind_index(beginning.email, "contact"))
    contact.email = beginning.email
    contact.save(force_insert=True)
    roles = [Role.Kind.ADMINISTRATOR, *([Role.Kind.COORDINATOR] if beginning.coordinates else [])]
    Role.objects.bulk_create(Role(organisation_id=place, person=person, role=role) for role in roles)
    viewer.did("organisation.founded", person)
    return person
