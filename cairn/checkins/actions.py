"""Checking in, showing it, taking it back, encouraging."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from cairn.checkins.models import CheckIn, Checkpoint, Encouragement, Glimpse, Pulse, Shown, UsualChoice
from cairn.groups.models import Group
from cairn.kit.clock import now, today
from cairn.kit.text import clean
from cairn.people.models import Person
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

T = TypeVar("T", CheckIn, Checkpoint, Encouragement)
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
    keep_choice: bool | None = None,
    **answers: Any,
) -> CheckIn:
    """Check in. A retry under the same `client_id` gives the first check-in again.

    `answers` are columns of CheckIn; each may be left out. The day is ours, whatever the clock of a phone says. Shown to nobody unless said. `keep_choice`: find
    whom it was shown to ticked next time (True), never again (False), or as it was (None).
    """
    viewer.must("check_in", viewer.me)
    here: dict[str, Any] = {"organisation_id": viewer.organisation_id, "person": viewer.me, "client_id": client_id}
    checkin = CheckIn(**here, day=today(viewer.me.time_zone), **answers)
    checkin.words = clean(words)
    known = CheckIn.objects.filter(**here).first() or save_once(checkin, here)
    if known:
        viewer.did_before()
        return known
    if keep_choice is not None:
        groups = [group.pk for group in to_groups]
        _keep_choice(checkin, keep_choice, {"to_partner": to_partner, "to_team": to_team, "group_ids": groups})
    beat(checkin)
    viewer.did("checkin.made", checkin)
    if checkin.safe is False:
        viewer.did("checkin.unsafe", checkin)
    elif checkin.wants == CheckIn.Wants.CALL:
        viewer.did("checkin.call_wanted", checkin)
    show_thing(viewer, checkin, to_partner=to_partner, to_team=to_team, to_groups=to_groups)
    return checkin


def save_once(row: T, lookup: dict[str, Any]) -> T | None:
    """Save the row; where a retry running beside this one was first, give its row instead."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return type(row)._default_manager.get(**lookup)
    return None


def partners_of(viewer: Viewer) -> list[Person]:
    """The people the viewer walks with, by the policy."""
    found: QuerySet[Any] = viewer.see(Person, may=("walk_with",)).filter(left_at=None)
    return list(found.filter(may_walk_with=True).order_by("chosen_name"))


def show_thing(
    viewer: Viewer, thing: CheckIn | Checkpoint, *, to_partner: bool, to_team: bool, to_groups: Sequence[Group]
) -> list[Shown]:
    """Rows that show a check-in or checkpoint to those it is not shown to yet; inside an action."""
    viewer.must("show", thing)
    for group in to_groups:
        viewer.must("see_roster", group)
    wanted: list[tuple[str, int | None, int | None]] = []
    wanted += [(Shown.To.PARTNER, person.pk, None) for person in (partners_of(viewer) if to_partner else [])]
    wanted += [(Shown.To.TEAM, None, None)] if to_team else []
    wanted += [(Shown.To.GROUP, None, group.pk) for group in to_groups]
    of: dict[str, Any] = {"checkin" if isinstance(thing, CheckIn) else "checkpoint": thing}
    standing = Shown.objects.filter(organisation_id=viewer.organisation_id, ended_at=None, **of)
    there = set(standing.values_list("to", "whom_id", "group_id"))
    rows = [
        Shown(organisation_id=viewer.organisation_id, person=viewer.me, to=to, whom_id=whom, group_id=group, **of)
        for to, whom, group in dict.fromkeys(wanted)
        if (to, whom, group) not in there
    ]
    Shown.objects.bulk_create(rows)
    for row in rows:
        viewer.did("checkin.shown_to_group" if row.to == Shown.To.GROUP else "checkin.shown", row)
    return rows


@action
def show(
    viewer: Viewer,
    thing: CheckIn | Checkpoint,
    *,
    to_partner: bool = False,
    to_team: bool = False,
    to_groups: Sequence[Group] = (),
) -> None:
    """Show it to more people, later. Whoever sees it already is not told twice."""
    if not show_thing(viewer, thing, to_partner=to_partner, to_team=to_team, to_groups=to_groups):
        viewer.did_before()


def _keep_choice(checkin: CheckIn, keep: bool, choice: dict[str, object]) -> None:
    here: dict[str, Any] = {"organisation_id": checkin.organisation_id, "person_id": checkin.person_id}
    if keep:
        UsualChoice.objects.update_or_create(**here, defaults=choice)
    else:
        UsualChoice.objects.filter(**here).delete()


def beat(checkin: CheckIn) -> None:
    """Remember that there was a check-in, apart from what it said."""
    recent = CheckIn.objects.filter(
        organisation_id=checkin.organisation_id, person_id=checkin.person_id, day__gt=checkin.day - WINDOW
    )
    Pulse.objects.update_or_create(
        organisation_id=checkin.organisation_id,
        person_id=checkin.person_id,
        defaults={"last_on": checkin.day, "days_of_28": recent.values("day").distinct().count()},
    )
    if checkin.mood is not None:
        Glimpse.objects.update_or_create(
            organisation_id=checkin.organisation_id,
            person_id=checkin.person_id,
            defaults={"day": checkin.day, "mood": checkin.mood},
        )


@action
def take_back(viewer: Viewer, shown: Shown) -> Shown:
    """Stop showing a check-in or checkpoint to partner, group or team. Twice is once."""
    viewer.must("end", shown)
    moment = now()
    live = Shown.objects.filter(organisation_id=viewer.organisation_id, pk=shown.pk, ended_at=None)
    if not live.update(ended_at=moment):
        viewer.did_before()
        return shown
    shown.ended_at = moment
    viewer.did("checkin.taken_back", shown)
    return shown


@action
def encourage(
    viewer: Viewer, thing: CheckIn | Checkpoint, *, kind: str, client_id: str, words: str = ""
) -> Encouragement:
    """A tap or words for something somebody showed. A retry gives the first again; the same tap twice is one."""
    viewer.must("encourage", thing)
    of: dict[str, Any] = {"checkin" if isinstance(thing, CheckIn) else "checkpoint": thing}
    here: dict[str, Any] = {"organisation_id": viewer.organisation_id, "person": viewer.me}
    mine = Encouragement.objects.filter(**here)
    known = mine.filter(client_id=client_id).first()
    if not known and kind != Encouragement.Kind.WORDS:
        known = mine.filter(kind=kind, **of).first()
    given = Encouragement(**here, **of, kind=kind, client_id=client_id)
    given.words = clean(words)
    known = known or save_once(given, {**here, "client_id": client_id})
    if known:
        viewer.did_before()
        return known
    viewer.did("checkin.encouraged", given, about=thing.person_id)
    return given
