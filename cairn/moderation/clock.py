"""What the clock brings: reports nobody answered in time, and measures that are over."""

import logging
from collections.abc import Callable

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.moderation.actions import end_measure, say_it_is_late
from cairn.moderation.models import Measure, Report
from cairn.trust.viewer import Viewer

log = logging.getLogger("cairn.moderation")
AT_ONCE = 50
REASON = "moderation"


def moderation_that_is_due() -> None:
    """Say that reports are late, and end what was for a time. A worker that was dead catches up at its first look."""
    for report in Report.waiting().filter(due_at__lte=now(), late_at=None)[:AT_ONCE]:
        _each(report.organisation_id, lambda viewer, one=report: say_it_is_late(viewer, one))  # type: ignore[misc]
    for measure in Measure.live().filter(until__lte=now())[:AT_ONCE]:
        _each(measure.organisation_id, lambda viewer, one=measure: end_measure(viewer, one))  # type: ignore[misc]


def _each(organisation: int, step: Callable[[Viewer], object]) -> None:
    try:
        with wall.within(organisation):
            step(Viewer.product(organisation, REASON))
    except Exception:
        log.exception("one thing of moderation could not be done; it is tried again at the next look")
