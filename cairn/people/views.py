"""The doors for newcomers: the one-time link, and the owner's first visit."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, set_script_prefix
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from cairn.kit.errors import NotHere, Refused
from cairn.people.entry import address_of, find_entry_link, has_given_address, is_known, use_entry_link
from cairn.people.forms import ComingIn, Found, TwicePassword
from cairn.people.founding import found_organisation
from cairn.people.invitations import arrive
from cairn.people.owner import open_link
from cairn.trust.viewer import Viewer


@never_cache
@sensitive_post_parameters()
def entry(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time link: looking at it uses nothing up; sending the password, or going on to a passkey, does."""
    link = find_entry_link(_organisation(request), token)
    if not is_known(link):
        return redirect("entry_you", token=token)
    assert link.person is not None
    by_passkey = request.method == "POST" and "passkey" in request.POST and not link.person.account_id
    form = TwicePassword(None if by_passkey else request.POST or None)
    may_change = not link.email and not link.person.account_id and not has_given_address(link.person)
    context = {"form": form, "name": link.person.chosen_name, "address": address_of(link.person) if may_change else ""}
    context |= {"token": token, "offers_passkey": not link.person.account_id}
    if request.method == "POST" and not ratelimit.consume(request, action="entry", key=link.hash):
        return render(request, "429.html", status=429)
    if by_passkey or (request.method == "POST" and form.is_valid()):
        try:
            password = None if by_passkey else form.cleaned_data["password1"]
            account = use_entry_link(Viewer.of(link.person), link, password=password)
        except Refused as refusal:
            if by_passkey:
                context["refused"] = refusal.sentence
            else:
                form.add_error("password1", str(refusal.sentence))
        else:
            return _come_in(request, account, "mfa_add_webauthn" if by_passkey else "home:today")
    return render(request, "people/entry.html", context)


@never_cache
def you(request: HttpRequest, token: str) -> HttpResponse:
    """Who comes by the link: the name others will see, and the address to sign in with where none was given."""
    place = _organisation(request)
    link = find_entry_link(place, token)
    if link.person is not None and (link.person.account_id or has_given_address(link.person)):
        return redirect("entry", token=token)
    form = ComingIn(link, request.POST or None)
    if request.method == "POST" and not ratelimit.consume(request, action="entry", key=link.hash):
        return render(request, "429.html", status=429)
    if request.method == "POST" and form.is_valid():
        arrive(Viewer.product(place, "invitation"), link, **form.told())
        return redirect("entry", token=token)
    return render(request, "people/you.html", {"form": form}, status=422 if form.errors else 200)


def _organisation(request: HttpRequest) -> int:
    organisation = getattr(request, "organisation", None)
    if organisation is None:
        raise NotHere
    return int(organisation.pk)


def _come_in(request: HttpRequest, account: Any, to: str = "home:today") -> HttpResponse:
    """A link and a password are one step; who has a second one is asked for it too."""
    record_authentication(request, account, method="password" if account.has_usable_password() else "link")
    answer: HttpResponse = perform_login(request, Login(user=account, redirect_url=reverse(to)))
    return answer


@never_cache
@sensitive_post_parameters()
def owner(request: HttpRequest, token: str) -> HttpResponse:
    """The owner's link: the organisation and its first administrator."""
    if open_link(token) is None:
        raise NotHere
    form = Found(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            organisation, account = found_organisation(token, form.beginning(get_language() or "en"))
        except Refused as refusal:
            form.add_error("email", str(refusal.sentence))
        else:
            set_script_prefix(f"/{organisation.slug}/")
            return _come_in(request, account, "arriving:set_up")
    return render(request, "people/owner.html", {"form": form})
