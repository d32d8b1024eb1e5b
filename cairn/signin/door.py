"""The third door of a request: is this sign-in still good, and may it go further than the page for the second step?"""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cairn.people.doors import Next
from cairn.people.signedin import is_by_itself
from cairn.signin.kept import keep_what_was_sent, put_away
from cairn.signin.limits import hold, is_playing, is_shared, is_staff, limits_for
from cairn.signin.models import Session
from cairn.signin.proof import showed_second_step

# What somebody reaches who has yet to add, or to show, a second step: that, help, and the ways out.
BEFORE_THE_SECOND_STEP = frozenset({
    "signin:begin", "signin:here", "mfa_add_webauthn", "mfa_activate_totp", "account_reauthenticate",
    "account_login", "account_logout", "mfa_login_webauthn", "account_request_login_code", "account_confirm_login_code",
    "mfa_authenticate", "entry", "entry_you", "owner",
    "home:leave", "home:enter", "safety:support", "support", "language",
    "welcome", "arriving:notice", "arriving:door", "health", "ready", "robots", "favicon", "service_worker",
})  # fmt: skip
NOTED_EVERY = dt.timedelta(seconds=30)


class SignInMiddleware:
    """Stands after the viewer is known, before any view."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        response = self.get_response(request)
        if is_by_itself(request) and hasattr(request, "_messages"):
            request._messages.used = False  # a notice is for eyes: what a page fetches shows it to nobody
        place = request.POST.get("kept_place", "") if request.method == "POST" else ""
        if place and getattr(request, "viewer", None) and response.status_code in {302, 303}:
            put_away(request.viewer, place)
        return response

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse, lead elsewhere, or let pass (None)."""
        if getattr(request, "viewer", None) is None:
            return _after_the_end(request)
        return self._signed_in(request)

    def _signed_in(self, request: Any) -> HttpResponse | None:
        staff, session = is_staff(request.viewer.roles), request.session
        wanted = limits_for(request.organisation, staff=staff, shared=is_shared(session))
        hold(session, wanted, request.headers.get("User-Agent", ""))
        _note_presence(request)
        name = request.resolver_match.view_name
        if not staff or is_playing(request.organisation) or showed_second_step(session, request.user.pk):
            return None
        request.held_back = True  # pages offer nothing that would not open
        return None if name in BEFORE_THE_SECOND_STEP else _to_the_second_step(request)


def _to_the_second_step(request: Any) -> HttpResponse:
    if request.method == "GET" and is_by_itself(request):
        return HttpResponse(status=403)
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return redirect("signin:begin")
    sentence = _("Add a second step to your sign-in first. Then everything is here for you.")
    return render(request, "home/refused.html", {"sentence": sentence}, status=403)


def _note_presence(request: Any) -> None:
    """Somebody did something. What a page fetches by itself does not count, or a screen left alone would never sleep."""
    row = getattr(request.session, "row", None)
    by_itself = request.method == "GET" and (request.headers.get("HX-Request") or is_by_itself(request))
    if row is None or by_itself or request.resolver_match.view_name == "signin:here":
        return
    if timezone.now() - row.seen_at > NOTED_EVERY:
        see(row)


def see(row: Session) -> None:
    """The person is there."""
    Session.objects.filter(pk=row.pk).update(seen_at=timezone.now())


def _after_the_end(request: Any) -> HttpResponse | None:
    """A session ended by itself just now: say so on the sign-in page, and keep what was sent."""
    ended = getattr(request.session, "ended", None)
    if ended is None or request.organisation is None or not hasattr(view_of(request), "needs_sign_in"):
        return None
    if request.method == "GET" and is_by_itself(request):
        return None  # the page that comes next is told, and keeps what is sent to it
    back = request.get_full_path()
    if request.method == "POST":
        back = keep_what_was_sent(request, ended) or reverse("home:today")
    say_it_ended(request)
    return redirect(f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: back})}")


def say_it_ended(request: Any) -> None:
    """For the sign-in page that comes next."""
    request.session.ended = None
    messages.info(request, _("You were away for a while, so we signed you out to keep this place yours."))


def view_of(request: Any) -> Any:
    """The view that answers this address."""
    return request.resolver_match.func
