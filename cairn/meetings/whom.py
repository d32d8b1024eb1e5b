"""Who is expected at a session, who leads it, and who is told when something changes."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from cairn.groups.models import Seat
from cairn.meetings.models import Attendance, Invitee, Series, Session
from cairn.people.models import Person


def expected(of: Session | Series) -> QuerySet[Person]:
    """Members with a signed seat in the group, and those invited. Of a series: to any session of it."""
    here = {"organisation_id": of.organisation_id, "person": OuterRef("pk")}
    seats = Seat.live(Seat.Part.MEMBER).filter(**here, group_id=of.group_id or 0)
    if isinstance(of, Session):
        invited = Invitee.live().filter(Q(session=None) | Q(session_id=of.pk), **here, series_id=of.series_id)
    else:
        invited = Invitee.live().filter(**here, series_id=of.pk)
    persons = Person.objects.filter(organisation_id=of.organisation_id, left_at=None)
    return persons.filter(Exists(seats) | Exists(invited)) if of.group_id else persons.filter(Exists(invited))


def leaders(of: Session | Series) -> set[int]:
    """Who leads it, by id."""
    return {one for one in (of.facilitator_id, of.co_facilitator_id) if one}


def told_of(of: Session | Series, *, by: int | None, also: tuple[int | None, ...] = ()) -> set[int]:
    """Everybody who hears of a change, but for the one who made it."""
    persons = set(expected(of).values_list("pk", flat=True)) | leaders(of) | {one for one in also if one}
    return persons - {by}


def coming(session: Session) -> QuerySet[Person]:
    """Those expected who have not said that they cannot come."""
    said = Attendance.objects.filter(
        organisation_id=session.organisation_id,
        session=session,
        person=OuterRef("pk"),
        cannot_come_at__isnull=False,
    )
    return expected(session).filter(~Exists(said))
