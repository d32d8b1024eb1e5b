"""Me: how I appear, what may be noticed, who looked, who can see what."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.care.actions import let_silence_be_noticed
from cairn.care.models import Sharing
from cairn.home import grounds
from cairn.home.audiences import who_can_see_what
from cairn.home.forms import AppearanceForm
from cairn.home.member import COMMUNITY
from cairn.people.actions import change_how_i_appear
from cairn.people.models import Role
from cairn.people.signedin import InRequest, signed_in
from cairn.trust.models import Look

PAGE = 30


@signed_in
def me(request: InRequest) -> HttpResponse:
    """What is mine to set."""
    person, house = request.viewer.me, request.organisation.zone
    now_set = {name: getattr(person, name) for name in ("chosen_name", "language", "zone", "shows_typing")}
    form = AppearanceForm(request.POST or None, initial=now_set, house_zone=house)
    if form.is_valid():
        change_how_i_appear(request.viewer, **form.cleaned_data)
        with translation.override(person.language):
            messages.success(request, _("Kept."))
        return redirect("home:me")
    context = {
        "form": form,
        "checks_in": bool(request.viewer.roles & COMMUNITY),
        "is_noticed": _is_noticed(request),
        "keeps_phrases": Role.Kind.COORDINATOR in request.viewer.roles,
    }
    return render(request, "home/me.html", context, status=422 if form.errors else 200)


def _is_noticed(request: InRequest) -> bool:
    standing = request.viewer.see(Sharing).filter(person=request.viewer.me, what=Sharing.What.SILENCE, ended_at=None)
    return standing.exists()


@signed_in
@require_POST
def silence(request: InRequest) -> HttpResponse:
    """May my care team notice when I go quiet? Takes effect with the next page anybody opens."""
    yes = request.POST.get("noticed") == "yes"
    let_silence_be_noticed(request.viewer, yes=yes)
    messages.success(
        request, _("Your team may notice when you go quiet.") if yes else _("Your silence is your own now.")
    )
    return redirect("home:me")


@signed_in
def who_looked(request: InRequest) -> HttpResponse:
    """Who opened something of mine, when, on what grounds."""
    role = request.viewer.see(Role).filter(person=OuterRef("looker"), role__in=Role.STAFF, ended_at=None)
    looks = request.viewer.see(Look).filter(person=request.viewer.me).select_related("looker").order_by("-pk")
    rows: QuerySet[Any] = looks.annotate(role=Subquery(role.order_by("pk").values("role")[:1]))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    labels = dict(Role.Kind.choices)
    told = [(look, labels.get(look.role, ""), grounds.what(look), grounds.why(look.grounds)) for look in page]
    return render(request, "home/who_looked.html", {"told": told, "page": page})


@signed_in
def who_sees(request: InRequest) -> HttpResponse:
    """Who can see what of mine, as it stands."""
    return render(request, "home/who_sees.html", {"sights": who_can_see_what(request.viewer)})
