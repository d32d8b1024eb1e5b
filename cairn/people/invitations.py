"""Invitations: links for people who are not here yet, sending them, taking them back, and arriving by one."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from cairn.kit.blind import blind_index
from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.people.actions import ADDRESS_TAKEN
from cairn.people.entry import LASTS, end_links_of, fresh_token
from cairn.people.models import Contact, EntryLink, Person, Role
from cairn.people.owner import digest
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

OVER = _("This invitation was used or taken back already.")


def _address_index(organisation_id: int, email: str) -> str:
    index = blind_index(email, "contact") if email else ""
    if index and Contact.objects.filter(organisation_id=organisation_id, email_index=index).exists():
        raise Refused(ADDRESS_TAKEN)
    return index


@action
def invite(
    viewer: Viewer, *, roles: Sequence[str], name: str = "", email: str = "", language: str = "en", pk: int
) -> tuple[EntryLink, str]:
    """A link for somebody who is not here yet, and its token. A second try of the same form gives a fresh token."""
    viewer.must("manage_people", viewer.me)
    for_staff = bool(set(roles) & set(Role.STAFF))
    if for_staff:
        viewer.must("appoint", viewer.me)
    before = EntryLink.objects.filter(organisation_id=viewer.organisation_id, pk=pk).first()
    if before is not None:
        return before, _renew(viewer, before)
    token = fresh_token()
    index = _address_index(viewer.organisation_id, email)
    if index:
        same = EntryLink.live().filter(organisation_id=viewer.organisation_id, email_index=index, person=None)
        same.update(revoked_at=now())
    link = EntryLink(
        organisation_id=viewer.organisation_id, pk=pk, made_by=viewer.me, hash=digest(token), expires_at=now() + LASTS,
        roles=",".join(roles), for_staff=for_staff, language=language, email_index=index,
    )  # fmt: skip
    link.name, link.email = name, email
    link.save(force_insert=True)
    viewer.did("person.link_made", link)
    return link, token


def _renew(viewer: Viewer, link: EntryLink) -> str:
    """A fresh token and 72 hours for a link nobody used; the token of before ends."""
    unused = EntryLink.objects.filter(organisation_id=viewer.organisation_id, pk=link.pk, used_at=None, revoked_at=None)
    token = fresh_token()
    if not unused.update(hash=digest(token), expires_at=now() + LASTS, mail_wanted_at=None):
        raise Refused(OVER)
    viewer.did("person.link_made", link)
    return token


@action
def renew_link(viewer: Viewer, link: EntryLink) -> str:
    """The same invitation once more: a fresh token, 72 hours from now."""
    viewer.must("handle", link)
    return _renew(viewer, link)


@action
def revoke_link(viewer: Viewer, link: EntryLink) -> EntryLink:
    """Take an invitation back: from now on it opens nothing."""
    viewer.must("handle", link)
    open_ = EntryLink.objects.filter(organisation_id=viewer.organisation_id, pk=link.pk, used_at=None, revoked_at=None)
    if open_.update(revoked_at=now()):
        viewer.did("person.link_revoked", link)
    else:
        viewer.did_before()
    return link


@action
def mail_link(viewer: Viewer, link: EntryLink, *, base_url: str) -> EntryLink:
    """Have it sent. The worker makes a fresh token when it sends: what was shown before ends then."""
    viewer.must("handle", link)
    unused = EntryLink.objects.filter(organisation_id=viewer.organisation_id, pk=link.pk, used_at=None, revoked_at=None)
    if not unused.update(base_url=base_url, mail_wanted_at=now(), mailed_at=None):
        raise Refused(OVER)
    viewer.did("person.link_to_mail", link)
    return link


@action
def invite_many(
    viewer: Viewer, persons: Sequence[Person], *, base_url: str = "", by_mail: bool = False
) -> list[tuple[EntryLink, str]]:
    """Links for many people who are here on paper but cannot sign in yet, at the cost of a few queries."""
    viewer.must("manage_people", viewer.me)
    allowed = viewer.see(Person, may=("let_in",)).filter(pk__in=[one.pk for one in persons], account=None, left_at=None)
    chosen = [person for person in allowed if person.may_let_in]  # type: ignore[attr-defined]
    end_links_of(viewer.organisation_id, [one.pk for one in chosen])
    tokens = [fresh_token() for _one in chosen]
    links = [
        EntryLink(
            organisation_id=viewer.organisation_id, person=person, made_by=viewer.me, hash=digest(token),
            expires_at=now() + LASTS, language=person.language, base_url=base_url,
            mail_wanted_at=now() if by_mail else None,
        )
        for person, token in zip(chosen, tokens, strict=True)
    ]  # fmt: skip
    EntryLink.objects.bulk_create(links)
    for link in links:
        viewer.did("person.link_to_mail" if by_mail else "person.link_made", link)
    if not links:
        viewer.did_before()
    return list(zip(links, tokens, strict=True))


@action
def arrive(viewer: Viewer, link: EntryLink, *, chosen_name: str, language: str, email: str = "") -> Person:
    """Whoever holds the link says how they want to be called, and with which address they sign in.

    The address proves nothing yet, and nothing is said of it here: it is claimed when the first credential is set.
    """
    viewer.must("arrive", link)
    if link.person is None:
        person = Person.objects.create(
            organisation_id=viewer.organisation_id, chosen_name=chosen_name, language=language
        )
        roles = [Role(organisation_id=viewer.organisation_id, person=person, role=one) for one in link.roles.split(",")]
        Role.objects.bulk_create(roles)
        open_ = EntryLink.live().filter(organisation_id=viewer.organisation_id, pk=link.pk, person=None)
        if not open_.update(person=person):
            raise NotHere
        link.person = person
    else:
        person = link.person
        person.chosen_name, person.language = chosen_name, language
        person.save(update_fields=["chosen_name", "language"])
    _note_address(person, link.email or email, bound=bool(link.email))
    viewer.did("person.arrived", person)
    return person


def _note_address(person: Person, email: str, *, bound: bool) -> None:
    here = Contact.objects.filter(organisation_id=person.organisation_id)
    contact = here.filter(person=person).first() or Contact(organisation_id=person.organisation_id, person=person)
    if contact.email_index or not email:
        return  # it was given by who manages people, and is theirs to change
    contact.email = email
    index = blind_index(email, "contact")
    if bound and not here.filter(email_index=index).exists():
        contact.email_index = index
    contact.save()


@action
def knock(viewer: Viewer, *, email: str, language: str, base_url: str) -> EntryLink:
    """Somebody stands at the open door. Known or not: a row, a mail, the same answer.

    Who is here already is told where to sign in; the link made for them opens nothing.
    """
    index = blind_index(email, "contact")
    known = Contact.objects.filter(organisation_id=viewer.organisation_id, email_index=index).exists()
    link = EntryLink(
        organisation_id=viewer.organisation_id, hash=digest(fresh_token()), expires_at=now() + LASTS, language=language,
        roles=Role.Kind.GUEST, email_index=index, base_url=base_url, mail_wanted_at=now(),
        used_at=now() if known else None,
    )  # fmt: skip
    link.email = email
    link.save(force_insert=True)
    viewer.must("arrive", link)
    viewer.did("person.link_to_mail", link)
    return link
