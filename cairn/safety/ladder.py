"""The ladder's clock: scanned every few seconds from the rows themselves.

A worker that was dead for an hour climbs once, on its first look, and the clock starts again from then: nobody
is told six times at once.
"""

import logging

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.safety.actions import climb
from cairn.safety.models import Concern
from cairn.trust.viewer import Viewer

log = logging.getLogger("cairn.ladder")
AT_ONCE = 50


def climb_what_is_due() -> None:
    """Move every concern up whose step ran out and that nobody has taken."""
    due = Concern.waiting().filter(next_step_at__lte=now()).order_by("next_step_at")
    for concern in due[:AT_ONCE]:
        _climb(concern)


def _climb(concern: Concern) -> None:
    """One concern in trouble must not hold up the others: it is tried again at the next look."""
    try:
        with wall.within(concern.organisation_id):
            climb(Viewer.product(concern.organisation_id, "ladder"), concern)
    except Exception:
        log.exception("a concern could not climb")
