"""My calendar address, and what answers there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cairn.kit.errors import NotHere
from cairn.meetings.feeds import calendar_of, end_feed, feed_of, subscribe
from cairn.meetings.models import Feed
from cairn.people.signedin import InRequest, signed_in


@signed_in
def calendar(request: InRequest) -> HttpResponse:
    """Make an address for a calendar app; it is shown this once."""
    address = ""
    if request.method == "POST":
        address = request.build_absolute_uri(reverse("meetings:feed", args=[subscribe(request.viewer)]))
    live = request.viewer.see(Feed).filter(person=request.viewer.me, ended_at=None).first()
    return render(request, "meetings/calendar.html", {"address": address, "feed": live})


@signed_in
@require_POST
def end(request: InRequest) -> HttpResponse:
    """The address answers no more."""
    for live in request.viewer.see(Feed).filter(person=request.viewer.me, ended_at=None):
        end_feed(request.viewer, live)
    return redirect("meetings:calendar")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The appointments behind a private address. Any other address is not there, whoever asks."""
    organisation = getattr(request, "organisation", None)
    found = feed_of(organisation.pk, token) if organisation else None
    if found is None:
        raise NotHere
    return HttpResponse(calendar_of(found), content_type="text/calendar; charset=utf-8")
