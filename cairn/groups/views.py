"""Groups."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cairn.groups.actions import sign_agreement
from cairn.groups.models import Agreement, Group, Seat
from cairn.people.signedin import InRequest, signed_in


@signed_in
def groups(request: InRequest) -> HttpResponse:
    """My groups and those I may browse."""
    return render(request, "groups/list.html", {"groups": request.viewer.see(Group).order_by("name")})


@signed_in
def group(request: InRequest, pk: int) -> HttpResponse:
    """One group."""
    found = request.viewer.get(Group, pk=pk)
    seat = request.viewer.see(Seat).filter(group=found, person=request.viewer.me, left_at=None).first()
    agreement = request.viewer.see(Agreement).filter(group=found).order_by("-version").first()
    return render(request, "groups/group.html", {"group": found, "seat": seat, "agreement": agreement})


@signed_in
@require_POST
def sign(request: InRequest, pk: int) -> HttpResponse:
    """Sign the agreement."""
    found = request.viewer.get(Group, pk=pk)
    seat = request.viewer.get(Seat, group=found, person=request.viewer.me, left_at=None)
    version = request.POST.get("version", "")
    sign_agreement(request.viewer, seat, version=int(version) if version.isdigit() else 0)
    return redirect("groups:group", pk=pk)
