"""Programmes and their levels."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cairn.care.actions import change_level, change_programme, open_programme
from cairn.care.forms import LevelForm, NewProgramme, ProgrammeForm
from cairn.care.models import Level, Programme
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


@signed_in
def programme(request: InRequest, pk: int) -> HttpResponse:
    """Change a programme."""
    found = request.viewer.get(Programme, pk=pk, ended_at=None)
    request.viewer.must("manage", found)
    form = ProgrammeForm(request.POST or None, instance=found)
    if form.is_valid():
        change_programme(request.viewer, form.save(commit=False))
        messages.success(request, _("Kept."))
        return redirect("care:programmes")
    return render(request, "care/change.html", {"form": form, "title": found}, status=422 if form.errors else 200)


@signed_in
def level(request: InRequest, pk: int) -> HttpResponse:
    """Change a level of care."""
    found = request.viewer.get(Level, pk=pk)
    request.viewer.must("manage", found)
    form = LevelForm(request.POST or None, instance=found)
    if form.is_valid():
        change_level(request.viewer, form.save(commit=False))
        messages.success(request, _("Kept."))
        return redirect("care:programmes")
    return render(request, "care/change.html", {"form": form, "title": found}, status=422 if form.errors else 200)
