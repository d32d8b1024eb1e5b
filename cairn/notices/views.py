"""The inbox."""

from django.http import HttpResponse
from django.shortcuts import render

from cairn.notices.models import Notice
from cairn.people.signedin import InRequest, signed_in


@signed_in
def inbox(request: InRequest) -> HttpResponse:
    """What waits for me."""
    return render(request, "notices/inbox.html", {"notices": request.viewer.see(Notice).order_by("-pk")[:50]})
