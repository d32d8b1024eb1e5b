"""See it as Pia sees it: the literal page another person gets about me."""

import copy
import re
from collections.abc import Callable
from typing import Any

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
from cairn.people.models import Person
from cairn.people.signedin import InRequest, signed_in
from cairn.trust import rules
from cairn.trust.preview import Preview

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
    me = request.viewer.me
    seen_by = rules.audience(me).filter(pk=pk).exclude(pk=me.pk).first()
    if seen_by is None or page not in {*PAGES, BEST}:
        raise NotHere
    shown = open_pages(request, seen_by)
    page = next(iter(shown), page) if page == BEST else page
    if page not in shown:
        return render(request, "home/preview_none.html", {"by": seen_by, "back": reverse("home:who_sees")})
    titles = [(name, title) for name, title in _titles().items() if name in shown]
    body = mark_safe(shown[page])  # noqa: S308 - a page of ours, escaped when it was rendered
    context = {"by": seen_by, "page": page, "titles": titles, "body": body, "back": reverse("home:who_sees")}
    return render(request, "home/preview.html", context)


def _titles() -> dict[str, str]:
    return {
        "shown": _("What you show"),
        "check-ins": _("Check-ins"),
        "person": _("Your page for staff"),
        "contact": _("Contact data"),
    }


def open_pages(request: InRequest, seen_by: Person) -> dict[str, str]:
    """Each page about me that opens to that person, as they get it, made read-only."""
    found = {name: _body(view, _as(request, seen_by), request.viewer.me.pk) for name, view in PAGES.items()}
    return {name: body for name, body in found.items() if body}


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
