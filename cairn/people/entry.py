"""The one-time link by which somebody gets in: made by a manager, opened by the person, good once, for 72 hours.

An account comes into being only when its link is used. An account that stands already, here or in another
organisation, is never opened by a link alone where others rely on it: whoever comes shows its password. Whatever
does not fit is answered in the same words, so that nobody learns from a link whose address is known here.
"""

import datetime as dt
import secrets

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cairn.kit import wall
from cairn.kit.blind import blind_index
from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.people.models import Account, Contact, EntryLink, Person, Role
from cairn.people.owner import digest
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

LASTS = dt.timedelta(hours=72)
NO_ADDRESS = _("Please say first which address you want to sign in with.")
DOES_NOT_FIT = _(
    "That address and password do not fit together. If you use Cairn at another place with this address, "
    "please write the password you have there."
)
MANAGES = (Role.Kind.COORDINATOR, Role.Kind.ADMINISTRATOR)


def fresh_token() -> str:
    """A token nobody guesses: 192 bits."""
    return secrets.token_urlsafe(24)


def end_links_of(organisation_id: int, persons: list[int]) -> None:
    """Earlier unused links of these people stop working."""
    links = EntryLink.live().filter(organisation_id=organisation_id, person_id__in=persons)
    links.update(revoked_at=now())


@action
def make_entry_link(viewer: Viewer, person: Person) -> str:
    """A fresh token for this person; every earlier unused one stops working."""
    viewer.must("let_in", person)
    end_links_of(viewer.organisation_id, [person.pk])
    token = fresh_token()
    link = EntryLink.objects.create(
        organisation_id=viewer.organisation_id, person=person, made_by=viewer.me, hash=digest(token),
        expires_at=now() + LASTS, language=person.language, for_staff=_is_staff(person),
    )  # fmt: skip
    viewer.did("person.link_made", link)
    return token


def _is_staff(person: Person) -> bool:
    return Role.live(*Role.STAFF).filter(organisation_id=person.organisation_id, person=person).exists()


def find_entry_link(organisation_id: int, token: str) -> EntryLink:
    """The link of that token, if it is unused, in time, of this organisation, and its maker could still make it."""
    links = EntryLink.live().filter(organisation_id=organisation_id, hash=digest(token))
    link = links.filter(Q(person=None) | Q(person__left_at=None)).select_related("person").first()
    if link is None or not _still_stands(link):
        raise NotHere
    return link


def _still_stands(link: EntryLink) -> bool:
    """A link never does more than the one who made it could do today. What a product's own door made stands."""
    if link.made_by_id is None:
        return True
    for_staff = link.for_staff or (link.person is not None and _is_staff(link.person))
    wanted = (Role.Kind.ADMINISTRATOR,) if for_staff else MANAGES
    held = Role.live(*wanted).filter(organisation_id=link.organisation_id, person_id=link.made_by_id)
    return held.filter(person__left_at=None).exists()


def is_known(link: EntryLink) -> bool:
    """Whether it is known who comes by this link and with which address they sign in."""
    return link.person is not None and bool(link.person.account_id or address_of(link.person))


@action
def use_entry_link(viewer: Viewer, link: EntryLink, *, password: str | None) -> Account:
    """Set the password, or show the one that stands, and use the link up. The viewer is the link's own person.

    Without a password the account gets none: whoever comes makes a passkey next. An account that stands is opened
    by its password alone.
    """
    viewer.must("enter", viewer.me)
    if (
        not EntryLink.live()
        .filter(organisation_id=viewer.organisation_id, pk=link.pk, person=viewer.me)
        .update(used_at=now())
    ):
        raise NotHere
    had_account = viewer.me.account_id is not None
    account = _account_for(viewer.me, password)
    Person.objects.filter(organisation_id=viewer.organisation_id, pk=viewer.me.pk).update(account=account)
    viewer.did("person.entered", link)
    if had_account and not _is_known_elsewhere(account, viewer.me):
        viewer.did("person.let_in_again", viewer.me)
    return account


def _account_for(person: Person, password: str | None) -> Account:
    contact = Contact.objects.filter(organisation_id=person.organisation_id, person=person).first()
    address = contact.email if contact else ""
    if person.account is None and not address:
        raise Refused(NO_ADDRESS)
    account = person.account or Account.objects.with_email(address)
    if person.account is None and (_is_taken_here(person, address) or _is_somebody_here(account, person)):
        raise Refused(DOES_NOT_FIT)
    if account is None:
        account = Account.objects.make(address, password)
    elif password is None:
        raise Refused(DOES_NOT_FIT)
    elif person.account_id is None or _is_known_elsewhere(account, person):
        if not account.check_password(password):
            raise Refused(DOES_NOT_FIT)
    else:
        account.set_password(password)
        account.save(update_fields=["password"])
    if contact and address and not contact.email_index:
        contact.email_index = blind_index(address, "contact")
        contact.save(update_fields=["email_index"])
    return account


def _is_taken_here(person: Person, address: str) -> bool:
    others = Contact.objects.filter(organisation_id=person.organisation_id).exclude(person=person)
    return others.filter(email_index=blind_index(address, "contact")).exists()


def _is_somebody_here(account: Account | None, person: Person) -> bool:
    here = Person.objects.filter(organisation_id=person.organisation_id).exclude(pk=person.pk)
    return account is not None and here.filter(account=account).exists()


def has_given_address(person: Person) -> bool:
    """Whether the address is known for sure: given by who manages people, or claimed with a password."""
    known = Contact.objects.filter(organisation_id=person.organisation_id, person=person).exclude(email_index="")
    return known.exists()


def address_of(person: Person) -> str:
    """The address somebody signs in with, or will."""
    contact = Contact.objects.filter(organisation_id=person.organisation_id, person=person).first()
    return contact.email if contact else ""


def _is_known_elsewhere(account: Account, person: Person) -> bool:
    """A manager of one organisation must not open the door to another."""
    with wall.everywhere("an account may be a person in several organisations"):
        return Person.objects.filter(account=account).exclude(pk=person.pk).exists()
