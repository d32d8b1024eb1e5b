"""Confirming that it is still the same person at the keyboard, before something that cannot be taken back."""

import time
from urllib.parse import urlencode

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cairn.kit.errors import NotHere
from cairn.people.signedin import InRequest
from cairn.signin.proof import has_second_step, is_confirmed

FRESH_S = 300
_KEY = "confirmed-again"
WRONG = _("That is not the password. Nothing was changed.")


class Again(forms.Form):
    """The password, once more."""

    password = forms.CharField(
        label=_("Your password"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


def was_asked(request: HttpRequest) -> bool:
    """Whether the password was given within the last five minutes."""
    return time.time() - float(request.session.get(_KEY, 0)) < FRESH_S


def confirm_it_is_you(request: InRequest) -> HttpResponse | None:
    """The page that asks for the password once more; None where it was given just now.

    The form posts to the address that was asked for, which opens when the password is right. In the demo, where
    people come in without one, nothing is asked.
    """
    if was_asked(request) or (settings.DEMO and request.organisation.is_demo):
        return None
    account = request.viewer.me.account
    if account is None:
        raise NotHere
    if has_second_step(account):
        # Where there is a passkey or an app, the password alone is not enough.
        if is_confirmed(request):
            return None
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
    form = Again(request.POST if "password" in request.POST else None)
    if form.is_bound and not ratelimit.consume(request, action="entry", key=f"again-{account.pk}"):
        return render(request, "429.html", status=429)
    if form.is_valid():
        if account.check_password(form.cleaned_data["password"]):
            request.session[_KEY] = time.time()
            request.method = "GET"
            return None
        form.add_error("password", str(WRONG))
    known = account.has_usable_password()
    return render(request, "signin/again.html", {"form": form, "known": known}, status=422 if form.errors else 200)
