"""How long a sign-in lasts: quiet it may be, and altogether. An organisation sets the first, within bounds."""

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from cairn.people.models import Organisation, Role
from cairn.signin.devices import device_of
from cairn.signin.store import BEGAN, BROWSER, IDLE, LASTS, SHARED, SYSTEM

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
SHARED_IDLE, SHARED_LASTS = 5 * MINUTE, 2 * HOUR
STAFF_LASTS, MEMBER_LASTS = 12 * HOUR, 30 * DAY
# The warning stands this long before the end; WCAG 2.2.1 asks for 20 seconds at least.
WARNING, SHARED_WARNING = 120, 60


@dataclass(frozen=True)
class Limits:
    """Seconds of quiet, and seconds altogether."""

    idle: int
    lasts: int


def limits_for(organisation: Organisation, *, staff: bool, shared: bool) -> Limits:
    """What holds for somebody here. A shared phone is never held open beyond its own limits; a demo puts nobody out."""
    if is_playing(organisation):
        return Limits(0, STAFF_LASTS)
    minutes = organisation.staff_idle if staff else organisation.member_idle
    idle, lasts = minutes * MINUTE, STAFF_LASTS if staff else MEMBER_LASTS
    if shared:
        return Limits(min(idle, SHARED_IDLE), min(lasts, SHARED_LASTS))
    return Limits(idle, lasts)


def hold(session: Any, wanted: Limits, user_agent: str) -> None:
    """Begin to count for a fresh sign-in; later only ever tighten, such as when a member becomes staff."""
    if BEGAN not in session:
        browser, system = device_of(user_agent)
        session.update({BEGAN: time.time(), IDLE: wanted.idle, LASTS: wanted.lasts, BROWSER: browser, SYSTEM: system})
    elif session[IDLE] > wanted.idle or session[LASTS] > wanted.lasts:
        session.update({IDLE: min(session[IDLE], wanted.idle), LASTS: min(session[LASTS], wanted.lasts)})


def warning_for(idle: int, *, shared: bool) -> int:
    """How many seconds before the end we warn."""
    return min(SHARED_WARNING if shared else WARNING, idle // 2)


def quiet(request: Any) -> dict[str, Any] | None:
    """What a page needs to warn in time; None where nobody counts."""
    idle = int(request.session.get(IDLE, 0))
    if not idle:
        return None
    shared = is_shared(request.session)
    return {"idle": idle, "warning": warning_for(idle, shared=shared), "shared": shared, "url": reverse("signin:here")}


def is_shared(session: Any) -> bool:
    """Whether the person said that others use this phone."""
    return bool(session.get(SHARED))


def is_playing(organisation: Organisation | None) -> bool:
    """In the demo anybody may be anybody: nobody there has a second step."""
    return settings.DEMO and organisation is not None and organisation.is_demo


def is_staff(roles: frozenset[str]) -> bool:
    """Whether one of the roles is a staff role."""
    return bool(roles & set(Role.STAFF))
