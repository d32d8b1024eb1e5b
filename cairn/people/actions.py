"""What managers do with people, and what a person does with themselves."""

from cairn.people.models import Account, Contact, Person, Role
from cairn.trust.action import action
from cairn.trust.viewer import Viewer


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
) -> Person:
    """A new person in the viewer's organisation, with their roles and sealed contact data."""
    viewer.must("manage_people", viewer.me)
    person = Person.objects.create(
        organisation_id=viewer.organisation_id, account=account, chosen_name=chosen_name, language=language, zone=zone
    )
    contact = Contact(organisation_id=viewer.organisation_id, person=person)
    contact.legal_name, contact.email = legal_name, email
    contact.save(force_insert=True)
    Role.objects.bulk_create(Role(organisation_id=viewer.organisation_id, person=person, role=role) for role in roles)
    viewer.did("person.welcomed", person)
    return person


@action
def change_how_i_appear(viewer: Viewer, *, chosen_name: str, language: str, zone: str, shows_typing: bool) -> Person:
    """The person's own name in groups, language, zone, and whether others see that they are typing."""
    viewer.must("change", viewer.me)
    person = viewer.me
    person.chosen_name, person.language, person.zone, person.shows_typing = chosen_name, language, zone, shows_typing
    person.save(update_fields=["chosen_name", "language", "zone", "shows_typing"])
    viewer.did("person.changed", person)
    return person
