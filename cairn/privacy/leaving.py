"""Leaving: said, waited for, and then done by destroying the person's key. What the law keeps gets a key of its own.

Order matters. The papers the law keeps are opened first and sealed anew under a fresh key of the same person; the
old keys are destroyed in the same transaction, and their numbers go to a list outside the database, so that a backup
that is brought back does not bring the words back.
"""

import datetime as dt
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.kit.ids import new_id
from cairn.people.models import Account, Contact, Person
from cairn.privacy.models import Consent, Disclosure, Hold, Leaving, Retention
from cairn.signin.actions import end_every_way, end_sessions
from cairn.trust import erasure
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

WAIT = dt.timedelta(days=7)
HELD = _("A legal hold stands, so nothing of yours may be erased now. The privacy officer can say more.")
# What stays, by law: the words of each are sealed anew.
PAPERS: list[tuple[type[Any], tuple[str, ...]]] = [
    (Consent, ("terms_text", "document")),
    (Disclosure, ("recipient", "facility", "purpose")),
]


def kept_by_law(model: type[Any], *names: str) -> None:
    """Words of another topic that the law keeps too; said once, at the top."""
    PAPERS.append((model, names))


@action
def say_i_leave(viewer: Viewer) -> Leaving:
    """The wish to leave. It is done after a week, and can be taken back until then."""
    viewer.must("leave_house", viewer.me)
    here = {"organisation_id": viewer.organisation_id, "person": viewer.me}
    if known := Leaving.waiting().filter(**here).first():
        viewer.did_before()
        return known
    if is_held(viewer.organisation_id, viewer.me.pk):
        raise Refused(HELD)
    leaving = Leaving.objects.create(**here, due_at=now() + WAIT)
    viewer.did("leaving.said", leaving)
    return leaving


@action
def stay(viewer: Viewer, leaving: Leaving) -> Leaving:
    """Undo: nothing has changed."""
    viewer.must("take_back", leaving)
    leaving.taken_back_at = now()
    leaving.save(update_fields=["taken_back_at"])
    viewer.did("leaving.taken_back", leaving)
    return leaving


def is_held(organisation: int, person: int) -> bool:
    """Whether a legal hold stands over this person, or over everybody."""
    holds = Hold.live().filter(organisation_id=organisation)
    return holds.filter(person=None).exists() or holds.filter(person_id=person).exists()


@action
def erase(viewer: Viewer, leaving: Leaving) -> Leaving:
    """Do it: keys destroyed, papers under a key of their own, name and account gone, sessions ended."""
    viewer.must("erase", leaving)
    person = leaving.person
    if leaving.done_at is not None or is_held(viewer.organisation_id, person.pk):
        viewer.did_before()
        return leaving
    kept = _open_papers(person)
    erasure.destroy_keys(person.organisation_id, person.pk)
    for row, words in kept:
        for name, text in words.items():
            setattr(row, name, text)
        row.save()
    _forget_who(person)
    leaving.done_at = now()
    leaving.keep_until = (now() + dt.timedelta(days=days_of_papers(person.organisation_id))).date() if kept else None
    leaving.save(update_fields=["done_at", "keep_until"])
    viewer.did("person.left", leaving)
    return leaving


def days_of_papers(organisation: int) -> int:
    """How long papers stay after somebody left: the administrator's rule, never less than the law's."""
    shortest = Retention.SHORTEST[Retention.Kind.PAPERS]
    rule = Retention.objects.filter(organisation_id=organisation, kind=Retention.Kind.PAPERS).first()
    return max(rule.days if rule else 0, shortest)


def _open_papers(person: Person) -> list[tuple[Any, dict[str, str]]]:
    """Everything the law keeps, opened while its key is still there."""
    found: list[tuple[Any, dict[str, str]]] = []
    for model, names in PAPERS:
        for row in model.objects.filter(organisation_id=person.organisation_id, person=person):
            words = {name: str(getattr(row, name)) for name in names}
            if any(words.values()):
                found.append((row, words))
    return found


def _forget_who(person: Person) -> None:
    account, person.account = person.account, None
    with translation.override(person.organisation.language):
        person.chosen_name = gettext("A person who left")
    person.left_at, person.zone = now(), ""
    person.save(update_fields=["account", "chosen_name", "left_at", "zone"])
    Contact.objects.filter(organisation_id=person.organisation_id, person=person).update(
        legal_name_sealed=b"", email_sealed=b"", phone_sealed=b"", email_index=""
    )
    if account is not None:
        _end(account)


def _end(account: Account) -> None:
    """Sessions end everywhere; the account goes too, unless it is a person in another organisation."""
    end_sessions(account.pk)
    with wall.everywhere("an account may be a person in several organisations"):
        elsewhere = Person.objects.filter(account=account, left_at=None).exists()
    if not elsewhere:
        end_every_way(account.pk)
        account.username, account.is_active = f"left-{new_id()}", False
        account.set_unusable_password()
        account.save()


@action
def destroy_papers(viewer: Viewer, leaving: Leaving) -> Leaving:
    """The day until which the law kept them has come: the key of the papers is destroyed too."""
    viewer.must("erase", leaving)
    if leaving.kept_destroyed_at is not None or is_held(viewer.organisation_id, leaving.person_id):
        viewer.did_before()
        return leaving
    erasure.destroy_keys(leaving.organisation_id, leaving.person_id)
    leaving.kept_destroyed_at = now()
    leaving.save(update_fields=["kept_destroyed_at"])
    viewer.did("papers.destroyed", leaving)
    return leaving
