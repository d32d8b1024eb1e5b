"""People: who is here for staff, and the owner's first visit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cairn.kit.errors import NotHere
from cairn.people.models import Person
from cairn.people.owner import open_link
from cairn.people.signedin import InRequest, signed_in


@signed_in
def people(request: InRequest) -> HttpResponse:
    """The people this viewer may see."""
    found = request.viewer.see(Person).filter(left_at=None).order_by("chosen_name")
    return render(request, "people/staff_list.html", {"people": found[:200]})


def owner(request: HttpRequest, token: str) -> HttpResponse:
    """The owner's link."""
    if open_link(token) is None:
        raise NotHere
    return render(request, "people/owner.html", {})
