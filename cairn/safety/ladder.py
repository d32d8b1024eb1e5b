"""The ladder's clock: scanned every few seconds from the rows themselves."""

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.safety.actions import climb
from cairn.safety.models import Concern
from cairn.trust.viewer import Viewer


def climb_what_is_due() -> None:
    """Move every concern up whose step ran out and that nobody has taken."""
    due = Concern.unresolved().filter(owner=None, next_step_at__lte=now()).order_by("next_step_at")
    for concern in due[:50]:
        with wall.within(concern.organisation_id):
            climb(Viewer.product(concern.organisation_id, "ladder"), concern)
