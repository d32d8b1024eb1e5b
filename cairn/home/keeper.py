"""What a phone keeps of this house for when there is no network, and how it knows that something changed.

Kept in clear are only pages that are the same for everybody: numbers to call, and an empty Today that the phone
fills with its person's own things, which it keeps sealed. No page of a signed-in person is ever kept.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cairn.chat.reads import draft_of, my_rooms, with_draft
from cairn.chat.templatetags.chat import room_title, who_sees
from cairn.checkins.audience import Circle, circle_of
from cairn.checkins.forms import CheckInForm
from cairn.kit import bundles
from cairn.kit.clock import now
from cairn.meetings.week import mine as my_sessions
from cairn.people.models import Organisation, Role
from cairn.trust.viewer import Viewer

PAGES = {"support": "safety/support.html", "offline": "home/offline.html", "check-in": "home/offline_checkin.html"}
STATICS = (
    "kit/icon.svg", "kit/icons.svg", "kit/icon-192.png", "kit/leave.js", "kit/device.js", "kit/vault.js",
    "kit/waiting.js", "home/offline.js", "home/offline.css", "checkins/checkins.css",
)  # fmt: skip
BUNDLES = ("page.css", "check-in.js")
COMMUNITY = frozenset({Role.Kind.MEMBER, Role.Kind.ALUM})
ROOMS, SESSIONS = 30, 20
LIGHT, DARK = "#faf6ef", "#131815"


def kept_page(request: HttpRequest, name: str, language: str) -> str:
    """One of the pages that are the same for everybody, in that language. Asks nothing of who is signed in."""
    signed_in, request.viewer = getattr(request, "viewer", None), None  # type: ignore[attr-defined]
    try:
        with translation.override(language):
            context = {"kept": True, "languages": []}
            context |= {"check_in_url": reverse("checkins:new"), "not_today_url": reverse("checkins:not_today")}
            if name == "check-in":
                context["form"] = CheckInForm(circle=Circle([], {}, [], True))
            return render_to_string(PAGES[name], context, request)
    finally:
        request.viewer = signed_in  # type: ignore[attr-defined]


def house(request: HttpRequest) -> dict[str, Any]:
    """What the service worker has to know. `version` changes when anything that is kept does."""
    organisation: Organisation = request.organisation  # type: ignore[attr-defined]
    root, languages = f"/{organisation.slug}/", [code for code, _name in settings.LANGUAGES]
    statics = [static(name) for name in (*STATICS, *(file for name in BUNDLES for file in bundles.files(name)))]
    words = {}
    for code in languages:
        with translation.override(code):
            words[code] = {"title": "Cairn", "body": _("You have a new message.")}
    looks = (organisation.name, organisation.crisis_name, organisation.crisis_phone, organisation.crisis_hours)
    known = f"{looks}{statics}{words}{_templates()}"
    return {
        "version": hashlib.sha256(known.encode()).hexdigest()[:16],
        "root": root,
        "language": organisation.language,
        "languages": languages,
        "statics": statics,
        "hashed": not settings.DEBUG,
        "icon": static("kit/icon-192.png"),
        "words": words,
    }


@lru_cache(maxsize=1)
def _templates() -> str:
    """A fingerprint of every page and word of ours: a new release is a new shell."""
    here, found = Path(__file__).resolve().parents[1], hashlib.sha256()
    for path in sorted([*here.rglob("*.html"), *here.rglob("*.po"), *here.rglob("sw*.js")]):
        found.update(path.read_bytes())
    return found.hexdigest()


def manifest(organisation: Organisation, language: str) -> dict[str, Any]:
    """What a phone shows of us on its first screen: a neutral name and a few stones."""
    root = f"/{organisation.slug}/"
    png = {"type": "image/png"}
    return {
        "id": root,
        "name": "Cairn",
        "short_name": "Cairn",
        "lang": language,
        "start_url": f"{root}today",
        "scope": root,
        "display": "standalone",
        "background_color": LIGHT,
        "theme_color": LIGHT,
        "icons": [
            {"src": static("kit/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": static("kit/icon-192.png"), "sizes": "192x192", **png},
            {"src": static("kit/icon-512.png"), "sizes": "512x512", **png},
            {"src": static("kit/icon-mask.png"), "sizes": "512x512", "purpose": "maskable", **png},
        ],
    }


def _rooms(viewer: Viewer) -> list[dict[str, str]]:
    """Where I can write, and what I had begun to write."""
    rooms = with_draft(my_rooms(viewer), viewer).order_by("-last_at", "pk")[:ROOMS]
    return [
        {
            "id": str(room.pk),
            "title": str(room_title(room)),
            "sees": str(who_sees(room)),
            "draft": draft_of(room, viewer),
        }
        for room in rooms
    ]


def _check_in(viewer: Viewer) -> dict[str, Any] | None:
    """Whom I can show a check-in to, and whether mine asks about use; nothing for people who do not check in."""
    if not viewer.roles & COMMUNITY:
        return None
    circle = circle_of(viewer)
    places = [{"key": place.key, "label": str(place.label), "sees": str(place.sees)} for place in circle.places()]
    return {"places": places, "asks_about_use": circle.asks_about_use}


def _sessions(viewer: Viewer) -> list[dict[str, str]]:
    """When and where I am expected in the next seven days."""
    rows = my_sessions(viewer).filter(ends_at__gt=now(), begins_at__lt=now() + dt.timedelta(days=7), cancelled_at=None)
    return [
        {"name": one.name, "begins": one.begins_at.isoformat(), "place": str(one.place or "")}
        for one in rows.filter(cannot_come_at=None)[:SESSIONS]
    ]


# A feature that should be there without a network (such as a safety plan) adds a line here
# and draws it in home/offline.js. The phone seals all of it under a key of this person alone.
MINE: dict[str, Callable[[Viewer], Any]] = {"rooms": _rooms, "check_in": _check_in, "sessions": _sessions}


def mine(viewer: Viewer) -> dict[str, Any]:
    """Everything of one person that their phone may show without a network."""
    return {name: find(viewer) for name, find in MINE.items()}
