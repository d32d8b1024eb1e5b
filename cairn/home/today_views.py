"""Today: a member's one next thing, the staff's list of who needs someone, what there is to set up."""

from django.http import HttpResponse
from django.shortcuts import render

from cairn.home import grounds
from cairn.home.caseload import FILTERS, counted, only, who_needs_someone
from cairn.home.member import member_today
from cairn.home.setup import privacy_week, steps
from cairn.kit.errors import NotHere
from cairn.kit.ids import new_id
from cairn.liveroom.reads import doors_now
from cairn.people.models import Role
from cairn.people.signedin import InRequest, signed_in
from cairn.privacy.models import Disclosure, Glass
from cairn.privacy.reads import activity, open_inquiries
from cairn.trust.keys import ring


@signed_in
def today(request: InRequest) -> HttpResponse:
    """The page of the day, for whoever it is."""
    if request.viewer.roles & set(Role.CARE_STAFF):
        return _staff(request)
    if request.viewer.roles & {Role.Kind.ADMINISTRATOR, Role.Kind.PRIVACY_OFFICER}:
        return _keys(request)
    template = "home/member_again.html" if request.htmx else "home/today.html"
    found = member_today(request.viewer)
    doors = doors_now(request.viewer) if found.session and found.session.is_near else []
    context = {"today": found, "client_id": new_id(), "doors": doors}
    return render(request, template, context)


def _staff(request: InRequest) -> HttpResponse:
    """Who needs someone, and why."""
    needs, chosen = who_needs_someone(request.viewer), request.GET.get("show", "all")
    chosen = chosen if chosen in FILTERS else "all"
    context = {
        "needs": only(needs, chosen),
        "chosen": chosen,
        "counted": counted(needs),
        "client_id": new_id(),
        "doors": doors_now(request.viewer),
    }
    return render(request, "home/needs.html" if request.htmx else "home/staff.html", context)


def _keys(request: InRequest) -> HttpResponse:
    """Keys, not eyes: what there is to set up, nothing clinical."""
    viewer = request.viewer
    watches = Role.Kind.PRIVACY_OFFICER in viewer.roles
    return render(
        request,
        "home/keys.html",
        {
            "steps": steps(viewer),
            "week": privacy_week(viewer),
            "watches": watches,
            "waits": open_inquiries(viewer) if watches else [],
        },
    )


@signed_in
def review(request: InRequest) -> HttpResponse:
    """The privacy officer's week: what waits with its day, who opened what, what left the house."""
    viewer = request.viewer
    if Role.Kind.PRIVACY_OFFICER not in viewer.roles:
        raise NotHere
    left = list(viewer.see(Disclosure).select_related("person", "by", "consent").order_by("-pk")[:50])
    openings = list(viewer.see(Glass).select_related("person", "by").order_by("-pk")[:20])
    ring.warm([row.words_sealed for row in openings] + [row.recipient_sealed for row in left])
    rows = [
        {**row, "thing": grounds.thing(str(row["what"])), "because": grounds.because(str(row["grounds"]))}
        for row in activity(viewer)
    ]
    context = {"waits": open_inquiries(viewer), "activity": rows, "left": left, "openings": openings}
    return render(request, "privacy/review.html", context)
