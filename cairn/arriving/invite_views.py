"""Invitations by link, QR code and mail; and the open door."""

from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cairn.arriving.invite_forms import Invite, Knock
from cairn.kit.blind import blind_index
from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.people.entry import LASTS
from cairn.people.invitations import invite, knock, mail_link, renew_link, revoke_link
from cairn.people.models import EntryLink, Role
from cairn.people.signedin import InRequest, signed_in
from cairn.trust.viewer import Viewer

PAGE = 30


@signed_in
def invitations(request: InRequest) -> HttpResponse:
    """Every invitation with its state, newest first."""
    viewer = request.viewer
    viewer.must("manage_people", viewer.me)
    links = viewer.see(EntryLink, may=("handle",)).select_related("person", "made_by").order_by("-pk")
    if request.GET.get("show") != "all":
        links = links.filter(used_at=None, revoked_at=None, expires_at__gt=now())
    page = Paginator(links, PAGE).get_page(request.GET.get("page"))
    lines = [(link, _state(link), _roles(link)) for link in page]
    context = {"page": page, "lines": lines, "all": request.GET.get("show") == "all", "mail_on": settings.MAIL_ON}
    return render(request, "arriving/invitations.html", context)


def _state(link: EntryLink) -> str:
    if link.used_at:
        return "used"
    if link.revoked_at:
        return "revoked"
    if link.expires_at <= now():
        return "over"
    if link.mail_wanted_at:
        return "mailed" if link.mailed_at else "mailing"
    return "open"


def _roles(link: EntryLink) -> str:
    names = dict(Role.Kind.choices)
    return ", ".join(str(names[role]) for role in link.roles.split(",") if role in names)


@signed_in
def new(request: InRequest) -> HttpResponse:
    """Invite somebody who is not here yet."""
    viewer = request.viewer
    viewer.must("manage_people", viewer.me)
    form = Invite(viewer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _invited(request, form.cleaned_data)
        except Refused as refusal:
            form.add_error("email", str(refusal.sentence))
    context = {"form": form, "mail_on": settings.MAIL_ON}
    return render(request, "arriving/invite.html", context, status=422 if form.errors else 200)


def _invited(request: InRequest, data: dict[str, Any]) -> HttpResponse:
    told = {name: data[name] for name in ("roles", "name", "email", "language")}
    link, token = invite(request.viewer, pk=data["once"], **told)
    if data.get("way") == "mail":
        mail_link(request.viewer, link, base_url=_base(request))
        messages.success(request, _("The invitation goes out now. It works for 72 hours."))
        return redirect("arriving:invitations")
    return _shown(request, link, token)


def _base(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _shown(request: InRequest, link: EntryLink, token: str) -> HttpResponse:
    """The link and its QR code, this once."""
    address = request.build_absolute_uri(reverse("entry", args=[token]))
    name = link.person.chosen_name if link.person else link.name
    return render(request, "arriving/invited.html", {"address": address, "name": name, "until": now() + LASTS})


@signed_in
@require_POST
def renew(request: InRequest, pk: int) -> HttpResponse:
    """The same invitation once more, to show or to send."""
    link = request.viewer.get(EntryLink, pk=pk)
    if request.POST.get("way") == "mail" and settings.MAIL_ON:
        mail_link(request.viewer, link, base_url=_base(request))
        messages.success(request, _("The invitation goes out now. It works for 72 hours."))
        return redirect("arriving:invitations")
    return _shown(request, link, renew_link(request.viewer, link))


@signed_in
@require_POST
def revoke(request: InRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    revoke_link(request.viewer, request.viewer.get(EntryLink, pk=pk))
    messages.success(request, _("Taken back. The link opens nothing any more."))
    return redirect("arriving:invitations")


@never_cache
def door(request: HttpRequest) -> HttpResponse:
    """The open door: an address is asked for, a link is sent, and the answer is the same for everybody."""
    organisation: Any = getattr(request, "organisation", None)
    if organisation is None or not organisation.has_open_door or not settings.MAIL_ON:
        raise NotHere
    form = Knock(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if ratelimit.consume(request, action="door", key=blind_index(email, "door")):
            who = Viewer.product(organisation.pk, "invitation")
            knock(who, email=email, language=get_language() or "en", base_url=_base(request))
        return render(request, "arriving/knocked.html")
    return render(request, "arriving/door.html", {"form": form}, status=422 if form.errors else 200)
