"""The doors for newcomers: the one-time link, and the owner's first visit."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, set_script_prefix
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from cairn.kit.errors import NotHere, Refused
from cairn.people.entry import find_entry_link, use_entry_link
from cairn.people.forms import Found, TwicePassword
from cairn.people.founding import found_organisation
from cairn.people.owner import open_link
from cairn.trust.viewer import Viewer


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
    """A link and a password are one step; who has a second one is asked for it too."""
    record_authentication(request, account, method="password")
    answer: HttpResponse = perform_login(request, Login(user=account, redirect_url=reverse("home:today")))
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
            organisation, account = found_organisation(token, form.beginning())
        except Refused as refusal:
            form.add_error("email", str(refusal.sentence))
        else:
            set_script_prefix(f"/{organisation.slug}/")
            return _come_in(request, account)
    return render(request, "people/owner.html", {"form": form})
