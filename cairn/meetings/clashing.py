"""What stands in the way of a session, in sentences, before it is arranged.

Of somebody else's session nothing is said but that a person or a place is taken then.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cairn.groups.models import Seat
from cairn.kit.clock import now
from cairn.meetings.models import Attendance, Invitee, Series, Session
from cairn.meetings.suiting import may_lead, roles_for
from cairn.people.models import Person
from cairn.trust.viewer import Viewer

PLACE_TAKEN = gettext_lazy("%(who)s is taken then.")
LEADS_ELSEWHERE = gettext_lazy("%(who)s leads another session then.")
EXPECTED_ELSEWHERE = gettext_lazy("%(who)s is expected at another session then.")


@dataclass(frozen=True)
class Clash:
    """One thing in the way. `stops`: it cannot be arranged so; everything else is for whoever arranges to weigh."""

    sentence: str
    stops: bool = False


@dataclass
class _Met:
    """Something taken: how often, and when first."""

    times: int
    first: dt.datetime


def clashes(viewer: Viewer, sessions: list[Session], *, invited: Iterable[Person] = ()) -> list[Clash]:
    """What stands in the way of these sessions (rows or not), which are all of one series."""
    ahead = [one for one in sessions if one.begins_at > now() and one.cancelled_at is None]
    if not sessions:
        return [Clash(_("There is no day on which this would meet."), stops=True)]
    found = [*_of_role(viewer, sessions[-1]), *_of_size(viewer, sessions[-1], list(invited))]
    if not ahead:
        return [Clash(_("All of this lies in the past.")), *found]
    return found + _of_time(viewer, ahead, list(invited))


def _of_role(viewer: Viewer, said: Session) -> list[Clash]:
    leads = said.facilitator
    if leads is None or may_lead(viewer.organisation_id, said.kind, leads.pk):
        return []
    roles = formats.localize(", ".join(roles_for(said.kind)).lower())
    kind = str(said.get_kind_display()).lower()
    return [Clash(_("%(name)s cannot lead this kind of session (%(kind)s): it asks for one of these roles: %(roles)s.")
                  % {"name": leads, "kind": kind, "roles": roles}, stops=True)]  # fmt: skip


def _of_size(viewer: Viewer, said: Session, invited: list[Person]) -> list[Clash]:
    seats = Seat.held(Seat.Part.MEMBER).filter(organisation_id=viewer.organisation_id, group_id=said.group_id or 0)
    people = (seats.count() if said.group_id else 0) + len(invited)
    found = []
    if said.group and people > said.group.size_cap:
        found.append(_("%(people)s people are expected, and the group takes at most %(cap)s.")
                     % {"people": people, "cap": said.group.size_cap})  # fmt: skip
    leading = sum(1 for one in (said.facilitator_id, said.co_facilitator_id) if one)
    if said.place and not said.is_online and people + leading > said.place.chairs:
        found.append(_("%(people)s people are expected, and %(place)s has %(chairs)s chairs.")
                     % {"people": people + leading, "place": said.place, "chairs": said.place.chairs})  # fmt: skip
    if said.facilitator_id and said.facilitator_id == said.co_facilitator_id:
        found.append(_("The facilitator and the co-facilitator are the same person."))
    return [Clash(sentence) for sentence in found]


def _of_time(viewer: Viewer, ahead: list[Session], invited: list[Person]) -> list[Clash]:
    others = _others(viewer, ahead)
    crossing = [(one, other) for one in ahead for other in others if _cross(one, other)]
    people = _expected(viewer, ahead[0], invited)
    busy = _who_is_busy(viewer, {other.pk: other for _one, other in crossing}, set(people))
    places: dict[str, _Met] = {}
    leading: dict[str, _Met] = {}
    elsewhere: dict[str, _Met] = {}
    for one, other in crossing:
        if one.place_id and one.place_id == other.place_id:
            _note(places, str(one.place), one)
        for leader in (one.facilitator, one.co_facilitator):
            if leader and leader.pk in (other.facilitator_id, other.co_facilitator_id):
                _note(leading, str(leader), one)
        for person in busy.get(other.pk, ()):
            _note(elsewhere, people[person], one)
    said = [*_said(PLACE_TAKEN, places), *_said(LEADS_ELSEWHERE, leading), *_said(EXPECTED_ELSEWHERE, elsewhere)]
    return [Clash(sentence) for sentence in said]


def _others(viewer: Viewer, ahead: list[Session]) -> list[Session]:
    first, last = min(one.begins_at for one in ahead), max(one.ends_at for one in ahead)
    rows = Session.standing().filter(
        organisation_id=viewer.organisation_id, begins_at__lt=last, ends_at__gt=first, closed_at=None
    )
    series = {one.series_id for one in ahead if one.series_id}
    return list(rows.exclude(series__in=series).exclude(pk__in=[one.pk for one in ahead]))


def _cross(one: Session, other: Session) -> bool:
    return one.begins_at < other.ends_at and other.begins_at < one.ends_at


def _expected(viewer: Viewer, said: Session, invited: list[Person]) -> dict[int, str]:
    """Those expected, by name; only people the one who arranges may see."""
    people = {one.pk: str(one) for one in invited}
    series = Series.objects.filter(organisation_id=viewer.organisation_id, pk=said.series_id or 0).first()
    seats = Seat.live(Seat.Part.MEMBER).filter(organisation_id=viewer.organisation_id, group_id=said.group_id or 0)
    ids = set(seats.values_list("person_id", flat=True)) if said.group_id else set()
    if series is not None:
        ids |= set(
            Invitee.live()
            .filter(organisation_id=viewer.organisation_id, series=series, session=None)
            .values_list("person_id", flat=True)
        )
    seen = viewer.see(Person).filter(pk__in=ids, left_at=None)
    return people | {one.pk: str(one) for one in seen}


def _who_is_busy(viewer: Viewer, others: dict[int, Session], people: set[int]) -> dict[int, set[int]]:
    """For each of those sessions, which of these people are expected there and have not said no."""
    if not others or not people:
        return {}
    here: dict[str, Any] = {"organisation_id": viewer.organisation_id, "person_id__in": people}
    groups: dict[int, set[int]] = {}
    for group, person in Seat.live().filter(**here, group_id__in={o.group_id for o in others.values() if o.group_id}) \
            .values_list("group_id", "person_id"):  # fmt: skip
        groups.setdefault(group, set()).add(person)
    busy = {pk: set(groups.get(one.group_id or 0, ())) for pk, one in others.items()}
    series = {one.series_id for one in others.values()}
    alone = Q(session=None) | Q(session__in=others)
    for of, session, person in Invitee.live().filter(alone, **here, series__in=series) \
            .values_list("series_id", "session_id", "person_id"):  # fmt: skip
        for pk, one in others.items():
            if one.series_id == of and session in (None, pk):
                busy[pk].add(person)
    said_no = Attendance.objects.filter(**here, session__in=others, cannot_come_at__isnull=False)
    for session, person in said_no.values_list("session_id", "person_id"):
        busy[session].discard(person)
    return busy


def _note(met: dict[str, _Met], who: str, one: Session) -> None:
    if who in met:
        met[who].times += 1
    else:
        met[who] = _Met(1, one.begins_at)


def _said(sentence: str | Promise, met: dict[str, _Met]) -> list[str]:
    found = []
    for who, one in met.items():
        day = formats.date_format(timezone.localtime(one.first), "DATE_FORMAT")
        when = (
            _("On %(day)s.") % {"day": day}
            if one.times == 1
            else ngettext("%(times)s time, first on %(day)s.", "%(times)s times, first on %(day)s.", one.times)
            % {"times": one.times, "day": day}
        )
        found.append(f"{sentence % {'who': who}} {when}")
    return found
