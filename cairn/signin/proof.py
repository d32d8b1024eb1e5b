"""What somebody has shown in this session: a second step, and how lately.

The library writes each proof into the session (method and moment). Two questions are asked of it: was there a second
step at all (staff are let in nowhere without one), and was anything shown in the last ten minutes (asked before
sensitive things).
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode, urlsplit

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
LATELY = 10 * 60
V = TypeVar("V", bound=Callable[..., HttpResponse])


def has_second_step(account: Any) -> bool:
    """Whether the account has a passkey or an authenticator app."""
    return bool(Authenticator.objects.filter(user_id=account.pk, type__in=STEPS).exists())


def showed_second_step(session: Any, account_id: int) -> bool:
    """Whether this session showed one. Needs no query."""
    held = session.get("account_authentication_methods") or []
    of = str(session.get("account_authentication_methods_user") or "")
    return of == str(account_id) and any(one.get("method") == "mfa" for one in held)


def is_confirmed(request: HttpRequest) -> bool:
    """Whether something was shown lately. Where there is a second step, the password alone is not enough."""
    account = request.user
    if not account.is_authenticated:
        return False
    strong = has_second_step(account)
    if not strong and not account.has_usable_password():
        return True  # nothing could be shown
    recent = [one for one in get_authentication_records(request, account) if time.time() - one["at"] < LATELY]
    return any(one["method"] == "mfa" for one in recent) if strong else bool(recent)


def showed_another_way(request: HttpRequest) -> bool:
    """Whether something else than the password was shown lately: who forgot it may then choose a new one."""
    held = get_authentication_records(request, request.user)
    return any(time.time() - one["at"] < LATELY and one["method"] != "password" for one in held)


def confirmed_lately(view: V) -> V:
    """For sensitive views: who has shown nothing in the last ten minutes is asked for it first, then comes back.

    Stands under `@signed_in`. What was posted is not kept: ask before the form is shown, by guarding that page too.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_confirmed(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else _page_before(request)
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: back})}")

    answer.needs_confirmation = True  # type: ignore[attr-defined]
    return cast(V, answer)


def note_second_step(request: HttpRequest, kind: str) -> None:
    """Somebody has just shown a second step, by adding it."""
    record_authentication(request, request.user, "mfa", type=kind, reauthenticated=True)


def _page_before(request: HttpRequest) -> str:
    """The page the form stood on, if it is ours."""
    before = urlsplit(request.headers.get("Referer", ""))
    ours = before.netloc == request.get_host() and before.path.startswith(f"{request.META.get('SCRIPT_NAME', '')}/")
    return before.path if ours else reverse("home:me")
