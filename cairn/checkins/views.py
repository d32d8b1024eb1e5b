"""Check-ins."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render

from cairn.checkins.actions import make_checkin
from cairn.people.signedin import InRequest, signed_in


@signed_in
def new(request: InRequest) -> HttpResponse:
    """Check in."""
    if request.method == "POST":
        make_checkin(request.viewer, client_id=request.POST.get("client_id", ""), words=request.POST.get("words", ""))
        return redirect("home:today")
    return render(request, "checkins/new.html", {"client_id": uuid.uuid4()})
