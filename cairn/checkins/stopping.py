"""Ending in one tap everything that is shown to somebody, and taking that back."""

from collections.abc import Sequence
from typing import Any

from cairn.checkins.models import Shown
from cairn.kit.clock import now
from cairn.trust.action import action
from cairn.trust.viewer import Viewer


@action
def stop_showing(viewer: Viewer, *, to: str, whom: int | None = None, group: int | None = None) -> list[int]:
    """End every check-in and checkpoint shown to that partner, group, or the team. Gives the ids, for an undo."""
    viewer.must("check_in", viewer.me)
    rows = list(_live(viewer).filter(to=to, whom=whom, group=group))
    moment = now()
    for row in rows:
        row.ended_at = moment
        viewer.did("checkin.taken_back", row)
    Shown.objects.bulk_update(rows, ["ended_at"])
    if not rows:
        viewer.did_before()
    return [row.pk for row in rows]


@action
def show_again(viewer: Viewer, ids: Sequence[int]) -> int:
    """Undo: what was just taken back is shown to the same again, as far as it still may be."""
    viewer.must("check_in", viewer.me)
    ended = Shown.objects.filter(
        organisation_id=viewer.organisation_id, person=viewer.me, pk__in=ids, ended_at__isnull=False
    ).select_related("group", "checkin", "checkpoint")
    there = set(_live(viewer).values_list("to", "whom_id", "group_id", "checkin_id", "checkpoint_id"))
    again = []
    for row in ended:
        same: dict[str, Any] = {"to": row.to, "whom_id": vars(row)["whom_id"], "group_id": row.group_id,
                                "checkin_id": row.checkin_id, "checkpoint_id": row.checkpoint_id}  # fmt: skip
        if tuple(same.values()) in there or (row.group is not None and not viewer.may("see_roster", row.group)):
            continue
        again.append(Shown(organisation_id=viewer.organisation_id, person=viewer.me, **same))
    Shown.objects.bulk_create(again)
    for row in again:
        viewer.did("checkin.shown_to_group" if row.to == Shown.To.GROUP else "checkin.shown", row)
    if not again:
        viewer.did_before()
    return len(again)


def _live(viewer: Viewer) -> Any:
    return Shown.objects.filter(organisation_id=viewer.organisation_id, person=viewer.me, ended_at=None)
