"""Checking in, showing it, taking it back, encouraging."""

import datetime as dt
from collections.abc import Sequence

from cairn.checkins.models import CheckIn, Encouragement, Pulse, Shown
from cairn.groups.models import Group
from cairn.kit.clock import today
from cairn.kit.text import clean
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

WINDOW = dt.timedelta(days=28)


@action
def make_checkin(
    viewer: Viewer,
    /,
    *,
    client_id: str,
    words: str = "",
    to_partner: bool = False,
    to_team: bool = False,
    to_groups: Sequence[Group] = (),
    **answers: object,
) -> CheckIn:
    """Check in. A retry under the same `client_id` gives the first check-in again.

    `answers` are columns of CheckIn; each may be left out. Shown to nobody unless said.
    """
    viewer.must("check_in", viewer.me)
    known = CheckIn.objects.filter(
        organisation_id=viewer.organisation_id, person=viewer.me, client_id=client_id
    ).first()
    if known:
        viewer.did_before()
        return known
    checkin = CheckIn(
        organisation_id=viewer.organisation_id,
        person=viewer.me,
        day=today(viewer.me.time_zone),
        client_id=client_id,
        **answers,
    )
    checkin.words = clean(words)
    checkin.save(force_insert=True)
    for group in to_groups:
        viewer.must("see_roster", group)
    _show(checkin, to_partner=to_partner, to_team=to_team, to_groups=to_groups)
    _beat(checkin)
    viewer.did("checkin.made", checkin)
    if checkin.safe is False:
        viewer.did("checkin.unsafe", checkin)
    elif checkin.wants == CheckIn.Wants.CALL:
        viewer.did("checkin.call_wanted", checkin)
    if to_groups:
        viewer.did("checkin.shown_to_group", checkin)
    return checkin


def _show(checkin: CheckIn, *, to_partner: bool, to_team: bool, to_groups: Sequence[Group]) -> None:
    rows: list[tuple[str, int | None]] = [(Shown.To.PARTNER, None)] if to_partner else []
    rows += [(Shown.To.TEAM, None)] if to_team else []
    rows += [(Shown.To.GROUP, group.pk) for group in to_groups]
    Shown.objects.bulk_create(
        Shown(
            organisation_id=checkin.organisation_id, person_id=checkin.person_id, checkin=checkin, to=to, group_id=group
        )
        for to, group in rows
    )


def _beat(checkin: CheckIn) -> None:
    """Remember that there was a check-in, apart from what it said."""
    recent = CheckIn.objects.filter(
        organisation_id=checkin.organisation_id, person_id=checkin.person_id, day__gt=checkin.day - WINDOW
    )
    Pulse.objects.update_or_create(
        organisation_id=checkin.organisation_id,
        person_id=checkin.person_id,
        defaults={"last_on": checkin.day, "days_of_28": recent.values("day").distinct().count()},
    )


@action
def take_back(viewer: Viewer, shown: Shown, *, at: dt.datetime) -> Shown:
    """Stop showing a check-in or checkpoint to partner, group or team."""
    viewer.must("end", shown)
    shown.ended_at = at
    shown.save(update_fields=["ended_at"])
    viewer.did("checkin.taken_back", shown)
    return shown


@action
def encourage(viewer: Viewer, checkin: CheckIn, *, kind: str, client_id: str, words: str = "") -> Encouragement:
    """A tap or words for a check-in somebody showed. A retry gives the first again."""
    viewer.must("encourage", checkin)
    known = Encouragement.objects.filter(
        organisation_id=viewer.organisation_id, person=viewer.me, client_id=client_id
    ).first()
    if known:
        viewer.did_before()
        return known
    given = Encouragement(
        organisation_id=viewer.organisation_id, checkin=checkin, person=viewer.me, kind=kind, client_id=client_id
    )
    given.words = clean(words)
    given.save(force_insert=True)
    viewer.did("checkin.encouraged", given, about=checkin.person_id)
    return given
