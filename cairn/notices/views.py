"""The inbox."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cairn.notices.actions import see_all_notices, see_notice
from cairn.notices.models import Notice
from cairn.notices.places import place_of
from cairn.people.signedin import InRequest, signed_in

PAGE = 30


@signed_in
def inbox(request: InRequest) -> HttpResponse:
    """What waits for me, newest first, and what I have seen."""
    notices = request.viewer.see(Notice).filter(person=request.viewer.me).order_by("-pk")
    page = Paginator(notices, PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/inbox.html", {"page": page, "unseen": any(n.seen_at is None for n in page)})


@signed_in
@require_POST
def follow(request: InRequest, pk: int) -> HttpResponse:
    """Go where a notice leads; it is seen then."""
    notice = see_notice(request.viewer, request.viewer.get(Notice, pk=pk))
    return redirect(place_of(notice))


@signed_in
@require_POST
def seen(request: InRequest, pk: int) -> HttpResponse:
    """I have seen this one."""
    see_notice(request.viewer, request.viewer.get(Notice, pk=pk))
    return redirect("notices:inbox")


@signed_in
@require_POST
def all_seen(request: InRequest) -> HttpResponse:
    """I have seen them all."""
    see_all_notices(request.viewer)
    return redirect("notices:inbox")
