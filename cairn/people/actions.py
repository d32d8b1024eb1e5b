"""What managers do with people, and what a person does with themselves."""

from django.utils.translation import gettext_lazy as _

from cairn.kit.blind import blind_index
from cairn.kit.errors import Refused
from cairn.kit.ids import new_id
from cairn.people.models import Account, Contact, Person, Role
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

ADDRESS_TAKEN = _("Somebody with this e-mail address is here already.")


@action
def welcome_person(
    viewer: Viewer,
    *,
    chosen_name: str,
    roles: tuple[str, ...],
    account: Account | None = None,
    language: str = "en",
    zone: str = "",
    legal_name: str = "",
    email: str = "",
    phone: str = "",
    pk: int | None = None,
) -> Person:
    """A new person here, with their roles and sealed contact data. `pk` makes a retry harmless."""
    viewer.must("manage_people", viewer.me)
    if set(roles) & set(Role.STAFF):
        viewer.must("appoint", viewer.me)
    place = viewer.organisation_id
    if pk and (before := Person.objects.filter(organisation_id=place, pk=pk).first()):
        viewer.did_before()
        return before
    person = Person(organisation_id=place, account=account, chosen_name=chosen_name, language=language, zone=zone)
    person.pk = pk or new_id()
    person.save(force_insert=True)
    _keep_contact(person, legal_name, email, phone)
    Role.objects.bulk_create(Role(organisation_id=place, person=person, role=role) for role in roles)
    viewer.did("person.welcomed", person)
    return person


def _keep_contact(person: Person, legal_name: str, email: str, phone: str) -> None:
    index = blind_index(email, "contact") if email else ""
    if index and Contact.objects.filter(organisation_id=person.organisation_id, email_index=index).exists():
        raise Refused(ADDRESS_TAKEN)
    contact = Contact(organisation_id=person.organisation_id, person=person, email_index=index)
    contact.legal_name, contact.email, contact.phone = legal_name, email, phone
    contact.save(force_insert=True)


@action
def change_contact(viewer: Viewer, contact: Contact, *, legal_name: str, email: str, phone: str) -> Contact:
    """Put contact data right. The address one signs in with stays what it was when the account was made."""
    viewer.must("change", contact)
    index = blind_index(email, "contact") if email else ""
    others = Contact.objects.filter(organisation_id=viewer.organisation_id, email_index=index).exclude(pk=contact.pk)
    if index and others.exists():
        raise Refused(ADDRESS_TAKEN)
    contact.legal_name, contact.email, contact.phone, contact.email_index = legal_name, email, phone, index
    contact.save(update_fields=["legal_name_sealed", "email_sealed", "phone_sealed", "email_index"])
    viewer.did("contact.changed", contact)
    return contact


@action
def change_how_i_appear(viewer: Viewer, *, chosen_name: str, language: str, zone: str, shows_typing: bool) -> Person:
    """The person's own name in groups, language, zone, and whether others see that they are typing."""
    viewer.must("change", viewer.me)
    person = viewer.me
    person.chosen_name, person.language, person.zone, person.shows_typing = chosen_name, language, zone, shows_typing
    person.save(update_fields=["chosen_name", "language", "zone", "shows_typing"])
    viewer.did("person.changed", person)
    return person
