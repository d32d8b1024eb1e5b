"""The one-time link by which somebody gets in: made by a manager, opened by the person, good once, for 72 hours.

An account comes into being only when its link is used. An account that stands already, here or in another
organisation, is never opened by a link alone where others rely on it: whoever comes shows its password.
"""

import datetime as dt
import secrets

from django.utils.translation import gettext_lazy as _

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.people.models import Account, Contact, EntryLink, Person
from cairn.people.owner import digest
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

LASTS = dt.timedelta(hours=72)
NO_ADDRESS = _("Add an e-mail address first: people sign in with it.")
OTHER_PASSWORD = _("This address has a password already. Please write that one.")


@action
def make_entry_link(viewer: Viewer, person: Person) -> str:
    """A fresh token for this person; every earlier unused one stops working."""
    viewer.must("let_in", person)
    if person.account_id is None and not _address_of(person):
        raise Refused(NO_ADDRESS)
    links = EntryLink.objects.filter(organisation_id=viewer.organisation_id, person=person, used_at=None)
    links.filter(expires_at__gt=now()).update(expires_at=now())
    token = secrets.token_urlsafe(24)
    link = EntryLink.objects.create(
        organisation_id=viewer.organisation_id,
        person=person,
        made_by=viewer.me,
        hash=digest(token),
        expires_at=now() + LASTS,
    )
    viewer.did("person.link_made", link)
    return token


def find_entry_link(organisation_id: int, token: str) -> EntryLink:
    """The link of that token, if it is unused, in time and of this organisation."""
    links = EntryLink.objects.filter(
        organisation_id=organisation_id, hash=digest(token), used_at=None, expires_at__gt=now()
    )
    link = links.filter(person__left_at=None).select_related("person").first()
    if link is None:
        raise NotHere
    return link


@action
def use_entry_link(viewer: Viewer, link: EntryLink, *, password: str) -> Account:
    """Set the password, or show the one that stands, and use the link up. The viewer is the link's own person."""
    viewer.must("enter", viewer.me)
    if not EntryLink.objects.filter(pk=link.pk, used_at=None, person=viewer.me).update(used_at=now()):
        raise NotHere
    had_account = viewer.me.account_id is not None
    account = _account_for(viewer.me, password)
    Person.objects.filter(organisation_id=viewer.organisation_id, pk=viewer.me.pk).update(account=account)
    viewer.did("person.entered", link)
    if had_account and not _is_known_elsewhere(account, viewer.me):
        viewer.did("person.let_in_again", viewer.me)
    return account


def _account_for(person: Person, password: str) -> Account:
    address = _address_of(person)
    account = person.account or Account.objects.with_email(address)
    if account is None:
        return Account.objects.make(address, password)
    if person.account_id is None or _is_known_elsewhere(account, person):
        if not account.check_password(password):
            raise Refused(OTHER_PASSWORD)
        return account
    account.set_password(password)
    account.save(update_fields=["password"])
    return account


def _address_of(person: Person) -> str:
    contact = Contact.objects.filter(organisation_id=person.organisation_id, person=person).first()
    return contact.email if contact else ""


def _is_known_elsewhere(account: Account, person: Person) -> bool:
    """A manager of one organisation must not open the door to another."""
    with wall.everywhere("an account may be a person in several organisations"):
        return Person.objects.filter(account=account).exclude(pk=person.pk).exists()
