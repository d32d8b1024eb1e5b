"""Long questions of pages that span topics."""

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from cairn.chat.models import ReadMark, Room
from cairn.notices.models import Notice
from cairn.trust.viewer import Viewer


def unread_counts(viewer: Viewer) -> tuple[int, int]:
    """Rooms with something new, and notices not yet seen."""
    return rooms_with_news(viewer).count(), viewer.see(Notice).filter(seen_at=None).count()


def rooms_with_news(viewer: Viewer) -> QuerySet[Room]:
    """Rooms whose last message is beyond the viewer's read mark."""
    mark = ReadMark.objects.filter(
        organisation_id=viewer.organisation_id, person=viewer.person, room=OuterRef("pk")
    ).values("number")[:1]
    rooms = viewer.see(Room).annotate(read=Subquery(mark))
    return rooms.filter(Q(read=None, last_number__gt=0) | Q(read__lt=F("last_number")))
