"""Adding, changing and removing one's own ways to sign in; each asks first whether it is still you."""

from typing import Any

from allauth.account import views as library
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.mfa.adapter import get_adapter as get_secrets
from allauth.mfa.recovery_codes.internal.flows import view_recovery_codes
from allauth.mfa.webauthn.internal.auth import begin_authentication, begin_registration
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cairn.kit.errors import NotHere
from cairn.people.signedin import InRequest, signed_in
from cairn.signin import actions, ways
from cairn.signin.devices import device_of, words_for
from cairn.signin.door_views import too_many
from cairn.signin.forms import AddApp, AddPasskey, Rename, SetPassword, ShowCode, ShowPasskey, ShowPassword
from cairn.signin.options import as_json, as_picture
from cairn.signin.proof import confirmed_lately, has_second_step, is_confirmed, showed_another_way


@sensitive_post_parameters()
@signed_in
def confirm(request: InRequest) -> HttpResponse:
    """Is it still you? Shown by passkey or code where there is one, else by the password."""
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        return too_many(request)
    back = get_next_redirect_url(request) or reverse("signin:devices")
    if is_confirmed(request) and request.method != "POST":
        return redirect(back)
    form = _shown(request)
    if request.method == "POST" and form.is_valid():
        _note(request, form)
        request.session.cycle_key()
        return redirect(back)
    return render(request, "signin/confirm.html", _asks(request, form, back), status=422 if form.errors else 200)


def _shown(request: InRequest) -> Any:
    """The form of what was shown. A password counts only where there is no second step."""
    data = request.POST if request.method == "POST" else None
    if not has_second_step(request.user):
        return ShowPassword(data, user=request.user)
    if data is not None and "credential" in data:
        return ShowPasskey(data, user=request.user)
    return ShowCode(data, user=request.user)


def _note(request: HttpRequest, form: Any) -> None:
    if isinstance(form, ShowPassword):
        reauthenticate_by_password(request)
    else:
        form.save()


def _asks(request: InRequest, form: Any, back: str) -> dict[str, Any]:
    held = ways.ways_of(request.user)
    options = as_json(begin_authentication(request.user)) if held.passkeys else ""
    by_code = bool(held.app or held.recovery)
    shown = ShowCode(user=request.user) if isinstance(form, ShowPasskey) else form
    return {"form": shown, "tried": form, "options": options, "back": back, "by_code": by_code, "held": held}


class ChangePasswordView(library.PasswordChangeView):  # type: ignore[misc]
    """A new password, by somebody who knows the old one. Other sessions end."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """For people of this organisation who have a password."""
        if getattr(request, "organisation", None) is None:
            raise NotHere
        if getattr(request, "viewer", None) is None:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if not request.user.has_usable_password() or showed_another_way(request):  # type: ignore[union-attr]
            return redirect("account_set_password")
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        """Set it as an action, so that it is told."""
        actions.set_password(self.request.viewer, self.request, form.cleaned_data["password1"])
        messages.success(self.request, _("Your new password is set."))
        return redirect("signin:devices")


@sensitive_post_parameters()
@signed_in
@confirmed_lately
def new_password(request: InRequest) -> HttpResponse:
    """A first password, or a new one without the old, for who has just shown another way in."""
    if ways.ways_of(request.user).has_password and not showed_another_way(request):
        return redirect("account_change_password")
    form = SetPassword(request.POST or None)
    if form.is_valid():
        actions.set_password(request.viewer, request, form.cleaned_data["password1"])
        messages.success(request, _("Your new password is set."))
        return redirect("signin:devices")
    return render(request, "signin/new_password.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@confirmed_lately
def add_passkey(request: InRequest) -> HttpResponse:
    """Make a passkey on this device, or on one beside it."""
    given = {"name": words_for(*device_of(request.headers.get("User-Agent", "")))}
    form: Any = AddPasskey(request.POST or None, user=request.user, initial=given)
    if request.method == "POST" and form.is_valid():
        made = actions.add_passkey(
            request.viewer, request, name=form.cleaned_data["name"], credential=form.cleaned_data["credential"]
        )
        messages.success(request, _("Your passkey is kept. Next time it lets you in."))
        return redirect("mfa_view_recovery_codes" if made else "signin:devices")
    context = {"form": form, "options": as_json(begin_registration(request.user, passwordless=True))}
    return render(request, "signin/add_passkey.html", context, status=422 if form.errors else 200)


@signed_in
@confirmed_lately
def change_passkey(request: InRequest, pk: int) -> HttpResponse:
    """Give a passkey another name, or go on to remove it."""
    one = ways.own_passkey(request.user, pk)
    shown = ways.passkey_of(one)
    form = Rename(request.POST or None, initial={"name": shown.name})
    if form.is_valid():
        actions.rename_passkey(request.viewer, one, form.cleaned_data["name"])
        return redirect("signin:devices")
    last = ways.is_last_step(request.user, one)
    context = {"form": form, "one": shown, "is_last": last}
    return render(request, "signin/passkey.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
@confirmed_lately
def remove_passkey(request: InRequest, pk: int) -> HttpResponse:
    """Take a passkey away."""
    actions.remove_passkey(request.viewer, request, ways.own_passkey(request.user, pk))
    messages.success(request, _("It no longer lets anybody in."))
    return redirect("signin:devices")


@signed_in
@confirmed_lately
def add_app(request: InRequest) -> HttpResponse:
    """Set up an authenticator app: scan, then type what it shows."""
    if ways.ways_of(request.user).app:
        return redirect("signin:devices")
    form = AddApp(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = actions.add_app(request.viewer, request, form)
        messages.success(request, _("Your app is set up. From now on we ask for its code."))
        return redirect("mfa_view_recovery_codes" if made else "signin:devices")
    secrets = get_secrets()
    url = secrets.build_totp_url(request.user, form.secret)
    context = {"form": form, "secret": form.secret, "picture": as_picture(secrets.build_totp_svg(url)), "url": url}
    return render(request, "signin/add_app.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
@confirmed_lately
def remove_app(request: InRequest) -> HttpResponse:
    """Take the app away."""
    app = ways.ways_of(request.user).app
    if app is None:
        raise NotHere
    actions.remove_app(request.viewer, request, app)
    messages.success(request, _("It no longer lets anybody in."))
    return redirect("signin:devices")


@signed_in
@confirmed_lately
def recovery(request: InRequest) -> HttpResponse:
    """The recovery codes: shown once, then only how many are left."""
    found, can_view = view_recovery_codes(request)
    if found is None:
        raise NotHere
    codes = found.get_unused_codes()
    context = {"codes": codes if can_view else [], "left": len(codes)}
    return render(request, "signin/recovery.html", context)


@signed_in
@require_POST
@confirmed_lately
def renew_recovery(request: InRequest) -> HttpResponse:
    """New recovery codes in place of the old ones."""
    if not has_second_step(request.user):
        raise NotHere
    actions.renew_recovery_codes(request.viewer, request)
    return redirect("mfa_view_recovery_codes")
