"""The clocks of this topic, scanned from the rows themselves every few seconds: nothing here is only a queue entry."""

import logging
from collections.abc import Callable

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.privacy.breaking import tell_of_glass
from cairn.privacy.inquiring import tell_overdue
from cairn.privacy.models import Glass, Inquiry
from cairn.trust.records import Record
from cairn.trust.viewer import Viewer

log = logging.getLogger("cairn.privacy")
AT_ONCE = 50


def tell_what_is_due() -> None:
    """Questions whose day has passed, and openings the person is to hear of."""
    late = Inquiry.unanswered().filter(due_at__lte=now(), overdue_told_at=None).order_by("due_at")
    for inquiry in late[:AT_ONCE]:
        each(inquiry, lambda viewer, row=inquiry: tell_overdue(viewer, row))
    for glass in Glass.objects.filter(told_at=None, tell_at__lte=now()).order_by("tell_at")[:AT_ONCE]:
        each(glass, lambda viewer, row=glass: tell_of_glass(viewer, row))


def each(row: Record, act: Callable[[Viewer], object]) -> None:
    """One row in trouble must not hold up the others: it is tried again at the next look."""
    try:
        with wall.within(row.organisation_id):
            act(Viewer.product(row.organisation_id, "clock"))
    except Exception:
        log.exception("a clock could not be served")
