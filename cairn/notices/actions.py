"""Leaving a notice, and having seen it."""

from cairn.kit.clock import now
from cairn.notices.models import Notice
from cairn.trust.action import action
from cairn.trust.viewer import Viewer


def notify(organisation: int, person: int, kind: str, row: int) -> None:
    """Leave a notice for a person. One unseen notice of a kind about a row is enough. Called by reactions."""
    Notice.objects.get_or_create(organisation_id=organisation, person_id=person, kind=kind, row=row, seen_at=None)


def settle(organisation: int, kind: str, row: int) -> None:
    """What the notices were about is looked after: they wait no longer, for anybody. Called by reactions."""
    Notice.objects.filter(organisation_id=organisation, kind=kind, row=row, seen_at=None).update(seen_at=now())


@action
def see_notice(viewer: Viewer, notice: Notice) -> Notice:
    """The person has seen it."""
    viewer.must("see", notice)
    if notice.seen_at is not None:
        viewer.did_before()
        return notice
    notice.seen_at = now()
    notice.save(update_fields=["seen_at"])
    viewer.did("notice.seen", notice)
    return notice


@action
def see_all_notices(viewer: Viewer) -> int:
    """The person has seen everything that waits; how many that was."""
    viewer.must("view", viewer.me)
    seen = Notice.objects.filter(organisation_id=viewer.organisation_id, person=viewer.me, seen_at=None)
    number = seen.update(seen_at=now())
    if number:
        viewer.did("notices.seen", viewer.me)
    else:
        viewer.did_before()
    return number
