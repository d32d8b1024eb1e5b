"""The board of the week, for staff."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from cairn.kit.clock import now
from cairn.kit.errors import NotHere
from cairn.meetings import reads
from cairn.meetings.models import Attendance, Place
from cairn.meetings.week import laid, monday_of
from cairn.people.models import Role
from cairn.people.signedin import InRequest, signed_in


@signed_in
def board(request: InRequest) -> HttpResponse:
    """A week as columns of days; whoever does not work here is led to their own week."""
    viewer = request.viewer
    if not viewer.roles & set(Role.STAFF):
        return redirect("meetings:week")
    zone = request.organisation.zone
    mine, place = request.GET.get("show") == "mine", request.GET.get("place", "")
    rows = reads.board(viewer, mine=mine, place=int(place) if place.isdecimal() else 0)
    context = {
        "week": laid(rows, monday_of(request.GET.get("from", ""), zone), zone), "mine": mine, "place": place,
        "places": viewer.see(Place).filter(closed_at=None).order_by("name"), "zone_name": zone.replace("_", " "),
        "moment": now(),
    }  # fmt: skip
    return render(request, "meetings/board.html", context)


@signed_in
def words(request: InRequest, pk: int) -> HttpResponse:
    """The words somebody wrote with their no; leaves a Look they can read."""
    found = request.viewer.see(Attendance).filter(pk=pk).select_related("person", "session").first()
    if found is None or not found.reason:
        raise NotHere
    row = request.viewer.open(Attendance, of=found.person).get(pk=pk)
    return render(request, "meetings/words.html", {"said": row, "session": found.session, "who": found.person})
