"""Bonds of a person, for coordinators: partners and mentors, tied and ended by hand."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cairn.home import people as reads
from cairn.home.bond_forms import TieBond
from cairn.pairs.actions import end_bond, tie_bond
from cairn.pairs.models import Bond, Tie
from cairn.people.models import Person
from cairn.people.signedin import InRequest, signed_in


@signed_in
def bonds(request: InRequest, pk: int) -> HttpResponse:
    """Who walks with this person."""
    viewer, found = request.viewer, reads.one(request.viewer, pk)
    viewer.must("tie_bonds", viewer.me)
    form = TieBond(viewer, found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        other = viewer.get(Person, pk=form.cleaned_data["other"])
        tie_bond(viewer, *form.bond_between(found, other))
        return redirect("people:bonds", pk=pk)
    mine = viewer.see(Tie).filter(person=found, ended_at=None).values("bond")
    ties = viewer.see(Tie).filter(bond__in=mine, ended_at=None).exclude(person=found).select_related("person")
    return render(request, "home/person_bonds.html", {"one": found, "form": form, "ties": ties.order_by("pk")})


@signed_in
@require_POST
def end(request: InRequest, pk: int, bond: int) -> HttpResponse:
    """End a bond."""
    end_bond(request.viewer, request.viewer.get(Bond, pk=bond, ended_at=None))
    return redirect("people:bonds", pk=pk)
