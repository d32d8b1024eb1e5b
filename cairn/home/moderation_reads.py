"""Questions about reports and measures that span topics."""

from typing import Any

from django.db.models import QuerySet

from cairn.groups.models import Group
from cairn.kit.errors import NotHere
from cairn.moderation.models import Measure, Report
from cairn.trust.keys import ring
from cairn.trust.viewer import Viewer

LATELY = 30


def reports_that_wait(viewer: Viewer) -> "QuerySet[Report]":
    """Reports the viewer could look after and nobody has closed."""
    return viewer.see(Report, may=("handle",)).filter(closed_at=None, may_handle=True)  # type: ignore[misc]


def the_list(viewer: Viewer) -> dict[str, Any]:
    """What waits, what was closed lately, what the viewer told."""
    seen = list(
        viewer.see(Report, may=("handle",)).select_related("person", "group", "handler").order_by("-pk")[: 4 * LATELY]
    )
    others = [one for one in seen if one.may_handle]  # type: ignore[attr-defined]
    return {
        "waiting": sorted((one for one in others if one.closed_at is None), key=lambda one: one.due_at),
        "closed": [one for one in others if one.closed_at][:LATELY],
        "mine": [one for one in seen if one.reporter_id == viewer.me.pk],
        "handles": bool(others) or bool(viewer.roles & {"coordinator", "therapist", "peer_specialist"}),
    }


def opened(viewer: Viewer, pk: int) -> dict[str, Any]:
    """One report with what the viewer may do, and the steps taken before with that person in that group."""
    rows = viewer.see(Report, may=("handle", "see_reporter")).select_related("person", "group", "handler", "reporter")
    found: Any = rows.filter(pk=pk).first()
    if found is None:
        raise NotHere
    ring.warm([found.words_sealed, found.copy_sealed, found.answer_sealed])
    before = viewer.see(Measure).filter(person=found.person_id).select_related("group", "by").order_by("-pk")
    if found.group_id:
        before = before.filter(group=found.group_id)
    mine = found.reporter_id == viewer.me.pk
    group = viewer.see(Group, may=("moderate",)).filter(pk=found.group_id).first() if found.group_id else None
    return {
        "report": found,
        "is_mine": mine,
        "before": list(before[:LATELY]) if found.may_handle else [],
        "can_step": found.may_handle and group is not None and getattr(group, "may_moderate", False),
    }
