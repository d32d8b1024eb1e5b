"""Programmes and their levels."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from cairn.care.actions import open_programme
from cairn.care.forms import NewProgramme
from cairn.care.models import Level
from cairn.people.signedin import InRequest, signed_in


@signed_in
def programmes(request: InRequest) -> HttpResponse:
    """Every programme with its levels, and a new one."""
    viewer = request.viewer
    viewer.must("manage_people", viewer.me)
    form = NewProgramme(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        open_programme(viewer, name=data["name"], kinds=data["kinds"], pk=data["once"])
        return redirect("care:programmes")
    levels = viewer.see(Level).filter(programme__ended_at=None).select_related("programme")
    context = {"form": form, "levels": levels.order_by("programme__name", "programme_id", "position")}
    return render(request, "care/programmes.html", context)
