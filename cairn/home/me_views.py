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

from cairn.home import grounds
from cairn.home.forms import AppearanceForm
from cairn.home.member import COMMUNITY
from cairn.people.actions import change_how_i_appear
from cairn.people.models import Role
from cairn.people.signedin import InRequest, signed_in
from cairn.privacy.consenting import let_silence_be_noticed
from cairn.privacy.models import Consent, Covers, Glass, Inquiry
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
    own = request.viewer.see(Consent).filter(
        person=request.viewer.me, to=None, pk__in=Consent.live(Covers.SILENCE).values("pk")
    )
    return own.exists()


@signed_in
@require_POST
def silence(request: InRequest) -> HttpResponse:
    """May my care team notice when I go quiet? Takes effect with the next page anybody opens."""
    yes = request.POST.get("noticed") == "yes"
    let_silence_be_noticed(request.viewer, yes=yes)
    messages.success(
        request, _("Your team may notice when you go quiet.") if yes else _("Your silence is your own now.")
    )
    return redirect("home:who_sees" if request.POST.get("back") == "who_sees" else "home:me")


@signed_in
def who_looked(request: InRequest) -> HttpResponse:
    """Who opened something of mine, when, on what grounds."""
    role = request.viewer.see(Role).filter(person=OuterRef("looker"), role__in=Role.STAFF, ended_at=None)
    looks = request.viewer.see(Look).filter(person=request.viewer.me).select_related("looker").order_by("-pk")
    asked = request.viewer.see(Inquiry).filter(look=OuterRef("pk")).order_by("-pk")
    rows: QuerySet[Any] = looks.annotate(
        role=Subquery(role.order_by("pk").values("role")[:1]), asked=Subquery(asked.values("pk")[:1])
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    labels = dict(Role.Kind.choices)
    told = [(look, labels.get(look.role, ""), grounds.what(look), grounds.why(look.grounds)) for look in page]
    opened = request.viewer.see(Glass).filter(person=request.viewer.me).select_related("by").order_by("-pk")[:10]
    return render(request, "home/who_looked.html", {"told": told, "page": page, "opened": opened})
