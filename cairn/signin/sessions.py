"""Who stands behind a cookie, outside Django's request cycle."""

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from django.conf import settings
from django.contrib.auth import SESSION_KEY

from cairn.kit import wall
from cairn.people.doors import with_papers
from cairn.people.models import Account, Organisation, Person, Role
from cairn.signin.limits import is_playing
from cairn.signin.models import Session
from cairn.signin.proof import showed_second_step
from cairn.signin.sealing import digest_of
from cairn.signin.store import SessionStore, is_over

# Said to open pages of somebody whose sessions changed: each asks at once whether its own still lives.
LOOK_AGAIN = '{"type": "look again"}'


@dataclass(frozen=True)
class Identity:
    """A signed-in person in one organisation."""

    person: int
    organisation: int
    session: str
    language: str


def identify(cookie_header: str, slug: str) -> Identity | None:
    """The person behind a request's cookies in the organisation with that slug, or None.

    Staff who have yet to show a second step are nobody here.
    """
    try:
        cookie = SimpleCookie(cookie_header).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    organisation = Organisation.objects.filter(slug=slug).first()
    if cookie is None or organisation is None:
        return None
    store = SessionStore(cookie.value)
    account = Account.objects.filter(pk=store.get(SESSION_KEY) or 0, is_active=True).first()
    if account is None or not _fits(account, store):
        return None
    with wall.within(organisation.pk):
        here = Person.objects.filter(organisation=organisation, account=account, left_at=None)
        person = with_papers(here).filter(owes_papers=False).first()
        if person is None or not _may_go_on(store, account, person, organisation):
            return None
    return Identity(person.pk, organisation.pk, digest_of(cookie.value), person.language)


def _may_go_on(store: SessionStore, account: Account, person: Person, organisation: Organisation) -> bool:
    if is_playing(organisation) or showed_second_step(store, account.pk):
        return True
    return not Role.live(*Role.STAFF).filter(organisation=organisation, person=person).exists()


def _fits(account: Account, store: SessionStore) -> bool:
    """A changed password ends every session made with the old one."""
    return bool(store.get("_auth_user_hash") == account.get_session_auth_hash())


def still_signed_in(pages: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """Of (session, person) pairs, those whose session lives, whose person has not left, and who were shown every paper."""
    with wall.everywhere("the pages of one process belong to several organisations"):
        rows = Session.objects.filter(pk__in={s for s, _ in pages}).defer("session_data")
        sessions = {row.pk for row in rows if not is_over(row)}
        here = with_papers(Person.objects.filter(pk__in={p for _, p in pages}, left_at=None))
        persons = set(here.filter(owes_papers=False).values_list("pk", flat=True))
    return {(session, person) for session, person in pages if session in sessions and person in persons}
