"""The weekly checkpoint: saying it, and saying it to a group."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cairn.checkins.actions import show_thing
from cairn.checkins.models import Checkpoint, Milestone
from cairn.groups.models import Group
from cairn.kit.clock import today, week_of
from cairn.kit.errors import Refused
from cairn.kit.text import clean
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

WORDS = ("went_well", "was_hard", "commitment", "victory")
ONE_A_WEEK = _("You have this week’s checkpoint already. The next one opens on Monday.")


@action
def make_checkpoint(
    viewer: Viewer,
    /,
    *,
    client_id: str,
    kept: str = "",
    wants: str = "",
    to_partner: bool = False,
    to_team: bool = False,
    to_groups: Sequence[Group] = (),
    **words: str,
) -> Checkpoint:
    """The checkpoint of this week. A retry gives the first again; a second one in a week is refused kindly.

    `words`: went_well, was_hard, commitment, victory. `kept` answers how last week's commitment went.
    """
    viewer.must("check_in", viewer.me)
    here: dict[str, Any] = {"organisation_id": viewer.organisation_id, "person": viewer.me}
    week = week_of(today(viewer.me.time_zone))
    point = Checkpoint(**here, week=week, client_id=client_id, kept=kept, wants=wants)
    for name in WORDS:
        setattr(point, name, clean(words.get(name, "")))
    try:
        with transaction.atomic():
            point.save(force_insert=True)
    except IntegrityError:
        known = Checkpoint.objects.filter(**here, client_id=client_id).first()
        if known is None:
            raise Refused(ONE_A_WEEK) from None
        viewer.did_before()
        return known
    if point.victory:
        _milestone(point)
    viewer.did("checkpoint.made", point)
    show_thing(viewer, point, to_partner=to_partner, to_team=to_team, to_groups=to_groups)
    return point


def _milestone(point: Checkpoint) -> None:
    """The victory alone, for those who may know of milestones."""
    row = Milestone(organisation_id=point.organisation_id, person_id=point.person_id, week=point.week)
    row.words = point.victory
    row.save(force_insert=True)
