"""Session plans: written, copied from ours or a colleague's, shared, put away."""

from typing import Any

from cairn.kit.clock import now
from cairn.kit.ids import new_id
from cairn.meetings.models import SessionPlan
from cairn.trust.action import action
from cairn.trust.viewer import Viewer


@action
def write_plan(viewer: Viewer, /, *, pk: int | None = None, **fields: Any) -> SessionPlan:
    """A plan of one's own; also what becomes of a copy. `pk` makes a retry harmless."""
    viewer.must("write_plans", viewer.me)
    before = SessionPlan.objects.filter(organisation_id=viewer.organisation_id, by=viewer.me, pk=pk or 0).first()
    if before is not None:
        viewer.did_before()
        return before
    plan = SessionPlan.objects.create(pk=pk or new_id(), organisation_id=viewer.organisation_id, by=viewer.me, **fields)
    viewer.did("plan.written", plan)
    return plan


@action
def change_plan(viewer: Viewer, plan: SessionPlan, /, **fields: Any) -> SessionPlan:
    """Other words, other minutes."""
    viewer.must("change", plan)
    for name, value in fields.items():
        setattr(plan, name, value)
    plan.save(update_fields=list(fields))
    viewer.did("plan.changed", plan)
    return plan


@action
def share_plan(viewer: Viewer, plan: SessionPlan, *, yes: bool) -> SessionPlan:
    """Colleagues may use and copy it, or no longer."""
    viewer.must("change", plan)
    if plan.is_shared == yes:
        viewer.did_before()
        return plan
    plan.is_shared = yes
    plan.save(update_fields=["is_shared"])
    viewer.did("plan.shared", plan)
    return plan


@action
def retire_plan(viewer: Viewer, plan: SessionPlan) -> SessionPlan:
    """Put away: it can no longer be chosen. Sessions that have it keep it."""
    viewer.must("change", plan)
    if plan.retired_at is not None:
        viewer.did_before()
        return plan
    plan.retired_at = now()
    plan.save(update_fields=["retired_at"])
    viewer.did("plan.retired", plan)
    return plan
