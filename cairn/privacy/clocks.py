"""The clocks of this topic, scanned from the rows themselves every few seconds: nothing here is only a queue entry."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.privacy.breaking import tell_of_glass
from cairn.privacy.inquiring import tell_overdue
from cairn.privacy.leaving import destroy_papers, erase, is_held
from cairn.privacy.models import Glass, Inquiry, Leaving, Takeout
from cairn.privacy.taking import let_takeout_go
from cairn.trust.erasure import destroy_again
from cairn.trust.records import Record
from cairn.trust.viewer import Viewer

log = logging.getLogger("cairn.privacy")
R = TypeVar("R", bound=Record)
AT_ONCE = 50
AGAIN_EVERY_S = 600
_again_at = -float(AGAIN_EVERY_S)


def tell_what_is_due() -> None:
    """Questions whose day has passed, and openings the person is to hear of."""
    late = Inquiry.unanswered().filter(due_at__lte=now(), overdue_told_at=None).order_by("due_at")
    for inquiry in late[:AT_ONCE]:
        each(inquiry, lambda viewer, row: tell_overdue(viewer, row))  # noqa: PLW0108 - an action is called by its name
    for glass in Glass.objects.filter(told_at=None, tell_at__lte=now()).order_by("tell_at")[:AT_ONCE]:
        each(glass, lambda viewer, row: tell_of_glass(viewer, row))  # noqa: PLW0108 - an action is called by its name
    _what_ends()


def _what_ends() -> None:
    """Archives whose days are over, people who leave, papers the law keeps no longer."""
    for takeout in Takeout.objects.filter(gone_at=None, expires_at__lte=now())[:AT_ONCE]:
        each(takeout, lambda viewer, row: let_takeout_go(viewer, row))  # noqa: PLW0108 - an action is called by its name
    for due in (
        Leaving.waiting().filter(due_at__lte=now()).select_related("person__organisation", "person__account")[:AT_ONCE]
    ):
        if not is_held(due.organisation_id, due.person_id):
            each(due, lambda viewer, row: erase(viewer, row))  # noqa: PLW0108 - an action is called by its name
    over = Leaving.objects.filter(done_at__isnull=False, kept_destroyed_at=None, keep_until__lte=now().date())
    for kept in over[:AT_ONCE]:
        if not is_held(kept.organisation_id, kept.person_id):
            each(kept, lambda viewer, row: destroy_papers(viewer, row))  # noqa: PLW0108 - an action is called by its name


def destroy_what_came_back() -> None:
    """A backup that was brought back may hold keys that were destroyed since: looked at on start and now and then."""
    global _again_at
    if time.monotonic() - _again_at > AGAIN_EVERY_S:
        _again_at = time.monotonic()
        if destroyed := destroy_again():
            log.warning("%s keys that had been destroyed came back with a backup and are destroyed again", destroyed)


def each(row: R, act: Callable[[Viewer, R], object]) -> None:
    """One row in trouble must not hold up the others: it is tried again at the next look."""
    try:
        with wall.within(row.organisation_id):
            act(Viewer.product(row.organisation_id, "clock"), row)
    except Exception:
        log.exception("a clock could not be served")
