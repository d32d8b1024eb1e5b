"""Another session instead of one that is missed: of the same kind, with room, at a time that is free."""

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cairn.groups.models import Group, Seat
from cairn.kit.clock import now
from cairn.meetings.models import Attendance, Invitee, Kind, Session
from cairn.meetings.week import of_mine
from cairn.trust.viewer import Viewer

WITHIN, MOST = dt.timedelta(days=7), 4


def suggestions(viewer: Viewer, missed: Session) -> list[Session]:
    """A few sessions that fit this person's week: in the missed one's kind, in a group like it, in their language."""
    busy = list(_busy(viewer))
    rows = with_taken(_offered(viewer, missed)).select_related("group", "place", "facilitator")
    found = [one for one in rows if all(ends <= one.begins_at or begins >= one.ends_at for begins, ends in busy)]
    return [one for one in found if has_room(one)][:MOST]


def may_be_offered(viewer: Viewer, missed: Session, instead: Session) -> bool:
    """Whether it is one of those that could be suggested."""
    return _offered(viewer, missed).filter(pk=instead.pk).exists()


def _offered(viewer: Viewer, missed: Session) -> QuerySet[Session]:
    """Sessions open to make-ups, of the same kind in a group like it of the same programme, or an hour of education.

    Only groups this person may know of and was never in: who left or was removed is not led back, and who sits there
    is expected anyway.
    """
    if missed.group is None:
        return Session.objects.none()
    product = Viewer.product(viewer.organisation_id, "make-up")
    like_it = Q(programme=None) | Q(programme=missed.group.programme_id or 0)
    known = viewer.see(Group).filter(
        like_it, kind=missed.group.kind, track=missed.group.track, language=missed.group.language, closed_at=None
    ) | viewer.see(Group).filter(
        like_it, kind=missed.group.kind, language=missed.group.language, closed_at=None, is_open=True
    ).exclude(kind=Group.Kind.SPECIALISED)
    ever = Seat.objects.filter(organisation_id=viewer.organisation_id, group=OuterRef("group"), person=viewer.me)
    around = Q(begins_at__gt=max(now(), missed.begins_at - WITHIN), begins_at__lt=missed.begins_at + WITHIN)
    rows: QuerySet[Any] = product.see(Session, may=("offer",))
    rows = rows.filter(around, ~Exists(ever), may_offer=True, closed_at=None)
    fits = Q(kind=missed.kind, group__in=known.values("pk")) | Q(kind=Kind.EDUCATION, group=None)
    return rows.filter(fits).order_by("begins_at", "pk")


def with_taken(rows: QuerySet[Session]) -> QuerySet[Session]:
    """Each with how many are expected: seats and invitations, without those who said that they cannot come."""
    here = {"organisation_id": OuterRef("organisation_id")}
    seats = Seat.held(Seat.Part.MEMBER).filter(**here, group=OuterRef("group"))
    invited = Invitee.live().filter(Q(session=None) | Q(session=OuterRef("pk")), **here, series=OuterRef("series"))
    away = Attendance.objects.filter(**here, session=OuterRef("pk"), cannot_come_at__isnull=False)
    return rows.annotate(taken=_count(seats) + _count(invited) - _count(away))


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("organisation_id").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def has_room(session: Any) -> bool:
    """Whether one more may come: the size cap of the group, and the chairs where it is on site alone."""
    if session.group and session.taken >= session.group.size_cap:
        return False
    return bool(session.is_online or session.place is None or session.taken < session.place.chairs)


def _busy(viewer: Viewer) -> QuerySet[Session, tuple[dt.datetime, dt.datetime]]:
    rows = viewer.see(Session).filter(of_mine(viewer.organisation_id, viewer.me.pk), cancelled_at=None)
    away = Attendance.objects.filter(
        organisation_id=viewer.organisation_id, session=OuterRef("pk"), person=viewer.me, cannot_come_at__isnull=False
    )
    ahead = rows.filter(~Exists(away), ends_at__gt=now() - WITHIN, begins_at__lt=now() + 5 * WITHIN)
    return ahead.values_list("begins_at", "ends_at")
