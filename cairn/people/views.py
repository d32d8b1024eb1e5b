"""The doors: signing in, the one-time link, and the owner's first visit."""

from typing import Any

from allauth.account import views as library
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, set_script_prefix
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from cairn.kit.errors import NotHere, Refused
from cairn.people.demo import cast
from cairn.people.entry import find_entry_link, use_entry_link
from cairn.people.forms import Found, TwicePassword
from cairn.people.founding import found_organisation
from cairn.people.owner import open_link
from cairn.trust.viewer import Viewer


class SignInView(library.LoginView):  # type: ignore[misc]
    """The sign-in page of an organisation."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Signed in, yet nobody in this organisation: say so, rather than sending around in a circle."""
        _organisation(request)
        if request.user.is_authenticated and getattr(request, "viewer", None) is None:
            return render(request, "account/elsewhere.html", status=403)
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In demo mode alone, the cast."""
        return {**super().get_context_data(**kwargs), "cast": cast(self.request.organisation)}


class SignOutView(library.LogoutView):  # type: ignore[misc]
    """Signing out of an organisation, asked first."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """There is no signing out of nowhere."""
        _organisation(request)
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer


class ChangePasswordView(library.PasswordChangeView):  # type: ignore[misc]
    """A new password, by somebody who knows the old one. Other sessions end."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """For people of this organisation."""
        _organisation(request)
        if getattr(request, "viewer", None) is None:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if not request.user.has_usable_password():  # type: ignore[union-attr]
            messages.info(request, _("You came in without a password, so there is none to change."))
            return redirect("home:me")
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer


@never_cache
@sensitive_post_parameters()
def entry(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time link: looking at it uses nothing up; sending the password does."""
    link = find_entry_link(_organisation(request), token)
    form = TwicePassword(request.POST or None)
    context = {"form": form, "name": link.person.chosen_name}
    if request.method == "POST" and not ratelimit.consume(request, action="entry", key=link.hash):
        return render(request, "429.html", status=429)
    if request.method == "POST" and form.is_valid():
        try:
            account = use_entry_link(Viewer.of(link.person), link, password=form.cleaned_data["password1"])
        except Refused as refusal:
            form.add_error("password1", str(refusal.sentence))
        else:
            return _come_in(request, account)
    return render(request, "people/entry.html", context)


def _organisation(request: HttpRequest) -> int:
    organisation = getattr(request, "organisation", None)
    if organisation is None:
        raise NotHere
    return int(organisation.pk)


def _come_in(request: HttpRequest, account: Any) -> HttpResponse:
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("home:today")


@never_cache
@sensitive_post_parameters()
def owner(request: HttpRequest, token: str) -> HttpResponse:
    """The owner's link: the organisation and its first administrator."""
    if open_link(token) is None:
        raise NotHere
    form = Found(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            organisation, account = found_organisation(token, form.beginning())
        except Refused as refusal:
            form.add_error("email", str(refusal.sentence))
        else:
            set_script_prefix(f"/{organisation.slug}/")
            return _come_in(request, account)
    return render(request, "people/owner.html", {"form": form})
