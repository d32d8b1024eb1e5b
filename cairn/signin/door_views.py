"""The doors: password, passkey, a code by mail, the second step, and the way out.

What is refused is said the same way, with the same work, whether somebody is known here or not.
"""

from typing import Any

from allauth.account import views as library
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from allauth.core.internal.ratelimit import consume
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from cairn.kit import mail
from cairn.kit.errors import NotHere
from cairn.people.demo import cast
from cairn.people.models import Account, Person
from cairn.signin.actions import close_pages_of
from cairn.signin.adapters import NOT_THE_CODE, WAIT
from cairn.signin.forms import AskCode, LoginPasskey, MailedCode, SecondPasskey, SignIn
from cairn.signin.letters import write_code
from cairn.signin.options import as_json
from cairn.signin.store import SHARED

NOTHING_STAYS = '"cache", "storage"'
RETRY_AFTER = "300"


def _inside(request: HttpRequest) -> int:
    """There is no signing in to nowhere."""
    organisation = getattr(request, "organisation", None)
    if organisation is None:
        raise NotHere
    return int(organisation.pk)


class SignInView(library.LoginView):  # type: ignore[misc]
    """The sign-in page of an organisation."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Signed in, yet nobody in this organisation: say so, rather than sending around in a circle."""
        _inside(request)
        if request.user.is_authenticated and getattr(request, "viewer", None) is None:
            return render(request, "account/elsewhere.html", status=403)
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def form_valid(self, form: SignIn) -> HttpResponse:
        """Remember that the phone is shared before the session begins."""
        note_shared(self.request, form.cleaned_data["shared"])
        answer: HttpResponse = super().form_valid(form)
        return answer

    def form_invalid(self, form: SignIn) -> HttpResponse:
        """Tried too often is told as such, also to machines."""
        answer: HttpResponse = super().form_invalid(form)
        if WAIT in form.non_field_errors():
            answer.status_code, answer["Retry-After"] = 429, RETRY_AFTER
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In demo mode alone, the cast."""
        here = {"cast": cast(self.request.organisation), "by_mail": mail.is_set_up()}
        return {**super().get_context_data(**kwargs), **here}


def too_many(request: HttpRequest) -> HttpResponse:
    """Tried too often."""
    answer: HttpResponse = ratelimit.respond_429(request)
    return answer


def note_shared(request: HttpRequest, shared: bool) -> None:
    """What the person said about this phone, for the session that is about to begin."""
    if shared:
        request.session[SHARED] = True
    else:
        request.session.pop(SHARED, None)


@never_cache
@sensitive_post_parameters()
def passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey: GET gives the challenge, POST brings the answer."""
    _inside(request)
    if not consume(request, app="allauth.mfa", action="webauthn_login", limit_get=True):
        return too_many(request)
    if request.method != "POST":
        return JsonResponse(begin_authentication(user=None))
    form: Any = LoginPasskey(request.POST)
    if not form.is_valid():
        messages.error(request, NOT_THE_CODE)
        return redirect("account_login")
    note_shared(request, request.POST.get("shared") == "on")
    found = form.cleaned_data["credential"]
    login = Login(user=found.user, redirect_url=get_next_redirect_url(request))
    answer: HttpResponse = perform_passwordless_login(request, found, login)
    return answer


@never_cache
def ask_code(request: HttpRequest) -> HttpResponse:
    """Ask for a code by mail. Known and unknown addresses get the same answer after the same work."""
    place = _inside(request)
    if not mail.is_set_up():
        raise NotHere
    form = AskCode(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"].strip()
        if not ratelimit.consume(request, action="request_login_code", key=email.casefold()):
            return too_many(request)
        note_shared(request, form.cleaned_data["shared"])
        _send_code(request, place, email)
        return redirect("account_confirm_login_code")
    return render(request, "signin/ask_code.html", {"form": form}, status=422 if form.errors else 200)


def _send_code(request: HttpRequest, place: int, email: str) -> None:
    """Who is nobody here gets no letter; a row is written and thrown away all the same."""
    account = Account.objects.with_email(email)
    here = Person.objects.filter(organisation_id=place, account_id=account.pk if account else 0, left_at=None).exists()
    known = account if here and account is not None and account.is_active else None
    LoginCodeVerificationProcess.initiate(request=request, user=known, email=email)
    if known is None:
        write_code(request, email, "")


@never_cache
@login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
def type_code(request: HttpRequest) -> HttpResponse:
    """Type the code out of the mail, in the browser that asked for it."""
    _inside(request)
    process = LoginCodeVerificationProcess.resume(request._login_stage)  # type: ignore[attr-defined]
    if process is None:
        return redirect("account_request_login_code")
    form = MailedCode(request.POST or None)
    if form.is_valid():
        if _fits(form.cleaned_data["code"], process):
            answer: HttpResponse = process.finish(get_next_redirect_url(request))
            return answer
        form.add_error("code", NOT_THE_CODE)
        if not process.record_invalid_attempt():
            messages.error(request, WAIT)
            return redirect("account_request_login_code")
    return render(request, "signin/type_code.html", {"form": form}, status=422 if form.errors else 200)


def _fits(typed: str, process: LoginCodeVerificationProcess) -> bool:
    """Whether it is the code; where none was sent, none is."""
    return bool(process.user) and compare_user_code(actual=typed, expected=process.code)


class SecondStepView(AuthenticateView):  # type: ignore[misc]
    """The second step: a passkey, the code of an app, or a recovery code."""

    template_name = "signin/second.html"
    webauthn_form_class = SecondPasskey

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the browser needs to ask for the passkey."""
        found = super().get_context_data(**kwargs)
        asks = found.get("js_data", {}).get("request_options", {})
        has_passkey = bool(asks.get("publicKey", {}).get("allowCredentials"))
        return {**found, "options": as_json(asks) if has_passkey else ""}


class SignOutView(library.LogoutView):  # type: ignore[misc]
    """Signing out of an organisation, asked first. Nothing of it stays in the browser."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """There is no signing out of nowhere."""
        _inside(request)
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the session, close its open pages, and ask the browser to forget what it kept of us."""
        close_pages_of(self.request)
        answer: HttpResponse = super().post(*args, **kwargs)
        answer["Clear-Site-Data"] = NOTHING_STAYS
        return answer
