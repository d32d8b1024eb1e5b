"""What every page needs: who is here, where they can go, where help is."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cairn.home.member import my_people
from cairn.home.reads import unread_counts
from cairn.people.models import Role
from cairn.privacy.banner import glass_open
from cairn.signin.limits import quiet
from cairn.trust.preview import Preview
from cairn.trust.viewer import Viewer


def page(request: HttpRequest) -> dict[str, Any]:
    """Context for the base template."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    organisation = getattr(request, "organisation", None)
    inside = organisation is not None
    held_back = getattr(request, "held_back", False)
    return {
        "viewer": viewer,
        "person": viewer.person if viewer else None,
        "organisation": organisation,
        "is_staff": bool(viewer and viewer.roles & set(Role.STAFF)),
        "nav": SimpleLazyObject(lambda: _nav(request, viewer))
        if viewer and not held_back and not isinstance(viewer, Preview)
        else [],
        "home_url": reverse("home:today") if viewer else (reverse("welcome") if inside else "/"),
        "language_url": reverse("language"),
        "support_url": reverse("safety:support"),
        "leave_url": reverse("home:leave"),
        "away_url": settings.ELSEWHERE,
        "my_people": SimpleLazyObject(lambda: my_people(viewer)) if viewer else [],
        "live_url": f"/{organisation.slug}/live" if organisation and viewer and not held_back else "",
        "drawn": int(getattr(request, "asked_at", 0) * 1000) or "",
        "language": get_language(),
        "languages": settings.LANGUAGES,
        "zone": viewer.me.time_zone if viewer else (organisation.zone if organisation else "UTC"),
        "device": _device() if inside else None,
        "demo": settings.DEMO,
        "glass_open": glass_open(request) if viewer else None,
        "quiet": quiet(request) if viewer else None,
    }


def _device() -> dict[str, str]:
    """Where a phone finds what makes it work without a network."""
    return {
        "root": reverse("welcome"),
        "manifest": reverse("manifest"),
        "worker": reverse("service_worker"),
        "outbox": reverse("home:waiting"),
        "mine": reverse("home:offline_mine"),
    }


def _nav(request: HttpRequest, viewer: Viewer) -> list[dict[str, Any]]:
    unread, notices = unread_counts(viewer)
    cares = bool(viewer.roles & set(Role.CARE_STAFF))
    places = [
        (_("Today"), "home:today", "today", notices, True),
        (_("People"), "people:list", "people", 0, cares or bool(viewer.roles & set(Role.STAFF))),
        (_("Groups"), "groups:list", "groups", 0, True),
        (_("Sessions"), "meetings:board", "calendar", 0, bool(viewer.roles & set(Role.STAFF))),
        (_("Messages"), "chat:rooms", "messages", unread, True),
        (_("Me"), "home:me", "me", 0, True),
    ]
    here = request.path
    return [
        {"label": label, "url": url, "icon": icon, "count": count, "dot": count > 0, "current": _is_here(here, url)}
        for label, name, icon, count, shown in places
        if shown and (url := reverse(name))
    ]


def _is_here(path: str, url: str) -> bool:
    return path == url or path.startswith(url.rstrip("/") + "/")
