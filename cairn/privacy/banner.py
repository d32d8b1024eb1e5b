"""The sign on every page that an emergency opening of one's own is open: kept in the session, so that it costs nothing."""

import datetime as dt
from typing import Any

from django.http import HttpRequest

from cairn.kit.clock import now
from cairn.privacy.models import Glass

_KEY = "glass"


def remember(request: HttpRequest, glass: Glass) -> None:
    """From now on every page says so, until it is over."""
    request.session[_KEY] = {"pk": str(glass.pk), "until": glass.ends_at.timestamp()}


def forget(request: HttpRequest) -> None:
    """It was closed."""
    request.session.pop(_KEY, None)


def glass_open(request: HttpRequest) -> dict[str, Any] | None:
    """The opening that is open now, with its end."""
    kept = getattr(request, "session", {}).get(_KEY)
    if not kept or kept["until"] <= now().timestamp():
        return None
    return {"pk": int(kept["pk"]), "until": dt.datetime.fromtimestamp(kept["until"], tz=dt.UTC)}
