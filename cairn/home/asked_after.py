"""The session somebody just came from, for one gentle question: asked once, for half a day, and never again."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from cairn.kit.clock import now
from cairn.liveroom.models import Afterword
from cairn.meetings.models import Session, Stay
from cairn.trust.viewer import Viewer

FOR_SO_LONG = dt.timedelta(hours=12)


def just_was(viewer: Viewer) -> Subquery:
    """The last session I was at and have said nothing of, as one column of another question."""
    mine: dict[str, Any] = {"organisation_id": viewer.organisation_id, "person": viewer.me, "session": OuterRef("pk")}
    over = Q(ends_at__lte=now()) | Q(closed_at__isnull=False)
    rows = viewer.see(Session).filter(over, ends_at__gt=now() - FOR_SO_LONG, cancelled_at=None)
    rows = rows.filter(Exists(Stay.objects.filter(**mine)), ~Exists(Afterword.objects.filter(**mine)))
    rows = rows.exclude(facilitator=viewer.me).exclude(co_facilitator=viewer.me).order_by("-ends_at", "pk")
    return Subquery(rows.annotate(told=JSONObject(pk="pk", name="name")).values("told")[:1])
