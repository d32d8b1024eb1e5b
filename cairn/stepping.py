"""What follows when somebody comes in, moves between levels, or is given other roles."""

from cairn.arriving.mail import send_link
from cairn.care.actions import take_off_care_team
from cairn.care.models import CareTie
from cairn.notices.actions import notify
from cairn.notices.models import Notice
from cairn.people.models import EntryLink, Role
from cairn.trust.models import Fact
from cairn.trust.viewer import Viewer


def notice_of_step(fact: Fact) -> None:
    """Somebody's level of care is another one now: they are told where they can read it."""
    if fact.about:
        notify(fact.organisation_id, fact.about, Notice.Kind.STEPPED, fact.row)


def notice_of_roles(fact: Fact) -> None:
    """Somebody's roles were changed by somebody else: they are told. A step between levels tells it itself."""
    if fact.actor != fact.row:
        told = Notice.objects.filter(organisation_id=fact.organisation_id, person_id=fact.row, seen_at=None)
        if not told.filter(kind=Notice.Kind.STEPPED).exists():
            notify(fact.organisation_id, fact.row, Notice.Kind.ROLES, fact.row)


def care_ends_with_role(fact: Fact) -> None:
    """Who is no longer care staff is on nobody's care team any more."""
    here = {"organisation_id": fact.organisation_id}
    if not Role.live(*Role.CARE_STAFF).filter(**here, person_id=fact.row).exists():
        for tie in CareTie.live().filter(**here, carer_id=fact.row):
            take_off_care_team(Viewer.product(fact.organisation_id, "role ended"), tie)


def mail_of_link(fact: Fact) -> None:
    """A link goes out by mail, with a token made as it goes."""
    links = EntryLink.objects.select_for_update(of=("self",)).select_related("person")
    send_link(links.get(organisation_id=fact.organisation_id, pk=fact.row))
