"""See it as Pia sees it: the literal page another person gets about me."""

import copy
import re
from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from cairn.checkins.views import of as checkins_of
from cairn.home.people_views import contact as contact_of
from cairn.home.people_views import person as person_of
from cairn.home.shown_views import shown_by
from cairn.kit.errors import NotHere
from cairn.people.models import Contact, Person, Role
from cairn.people.signedin import InRequest, signed_in
from cairn.privacy.models import Consent
from cairn.trust import rules
from cairn.trust.preview import Preview
from cairn.trust.rules import ANYONE

# The pages about somebody that another person can open. Each is the very view they get.
PAGES: dict[str, Callable[..., Any]] = {
    "shown": shown_by,
    "check-ins": checkins_of,
    "person": person_of,
    "contact": contact_of,
}
BEST = "best"
_MAIN = re.compile(r"(<main\b[^>]*>)(.*?)(</main>)", re.DOTALL)
# What the frame puts there on every page: the state of the line, and what waits to be told.
_FRAME = re.compile(r"<p class=\"line .*?</p>|<div class=\"flash\".*?</div>", re.DOTALL)
_HREF = re.compile(r"(<a\b[^>]*?)\s(?:href|rel)=\"[^\"]*\"")
_LIVE = re.compile(r"\s(?:hx-[\w:-]+|data-refetch|action|method)=\"[^\"]*\"")
_CONTROL = re.compile(r"<(button|input|select|textarea)\b")


@signed_in
def preview(request: InRequest, pk: int, page: str) -> HttpResponse:
    """A page about me, as the person `pk` would get it at this moment."""
    seen_by = _somebody_who_sees(request, pk)
    titles = _titles(seen_by)
    page = next(iter(titles)) if page == BEST else page
    if page not in titles:
        raise NotHere
    back = reverse("home:who_sees")
    shown = _body(PAGES[page], _as(request, seen_by), request.viewer.me.pk)
    if not shown:
        return render(request, "home/preview_none.html", {"by": seen_by, "back": back})
    body = mark_safe(shown)  # noqa: S308 - a page of ours, escaped when it was rendered
    context = {"by": seen_by, "page": page, "titles": titles.items(), "body": body, "back": back}
    return render(request, "home/preview.html", context)


def _somebody_who_sees(request: InRequest, pk: int) -> Person:
    """The person, who can see me, with which pages about me they have: one question."""
    me = request.viewer.me
    here: dict[str, Any] = {"organisation_id": me.organisation_id}
    contact = Contact.objects.filter(rules.rule(Contact, "view").q(ANYONE), **here, person=me)
    found: QuerySet[Any] = rules.audience(me).filter(pk=pk).exclude(pk=me.pk)
    seen_by: Person | None = found.annotate(
        is_shown=Exists(Consent.live().filter(**here, person=me, to=OuterRef("pk"))),
        is_staff=Exists(Role.live(*Role.STAFF).filter(**here, person=OuterRef("pk"))),
        reads_contact=Exists(contact),
    ).first()
    if seen_by is None:
        raise NotHere
    return seen_by


def _titles(seen_by: Person) -> dict[str, str]:
    held = vars(seen_by)
    titles = {"shown": _("What you show")} if held["is_shown"] else {}
    titles["check-ins"] = _("Check-ins")
    if held["is_staff"]:
        titles["person"] = _("Your page for staff")
        if held["reads_contact"]:
            titles["contact"] = _("Contact data")
    return titles


def _as(request: InRequest, seen_by: Person) -> HttpRequest:
    """The same request, asked by somebody else, with nothing in its hands."""
    asked = copy.copy(request)
    asked.method, asked.GET, asked.POST = "GET", QueryDict(), QueryDict()
    asked.viewer = Preview(seen_by, of=request.viewer.me)
    vars(asked)["_messages"] = []  # what waits to be told to the one who looks is not for this page
    return asked


def _body(view: Callable[..., HttpResponse], asked: HttpRequest, pk: int) -> str:
    """The main part of a page that opened, without anything one could follow, press or fetch."""
    try:
        answer = view(asked, pk)
    except NotHere:
        return ""
    if answer.status_code != 200:
        return ""
    found = _MAIN.search(answer.content.decode())
    if found is None:
        return ""
    still = _LIVE.sub("", _HREF.sub(r"\1", _HREF.sub(r"\1", _FRAME.sub("", found.group(2)))))
    return _CONTROL.sub(r"<\1 disabled", still)
