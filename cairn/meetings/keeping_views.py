"""Rooms and holidays, for those who keep the house."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.kit.clock import today
from cairn.kit.errors import NotHere
from cairn.meetings.keeping import change_place, close_place, drop_holiday, keep_holiday, open_place
from cairn.meetings.keeping_forms import HolidayForm, NewPlace, PlaceForm
from cairn.meetings.models import Holiday, Place
from cairn.people.signedin import InRequest, signed_in


@signed_in
def places(request: InRequest) -> HttpResponse:
    """The rooms on site, and a new one."""
    viewer = request.viewer
    viewer.must("keep_places", viewer.me)
    form = NewPlace(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        open_place(viewer, pk=data["once"], name=data["name"], chairs=data["chairs"])
        return redirect("meetings:places")
    rows = viewer.see(Place).filter(closed_at=None).order_by("name")
    status = 422 if form.errors else 200
    return render(request, "meetings/places.html", {"places": rows, "form": form}, status=status)


@signed_in
def place(request: InRequest, pk: int) -> HttpResponse:
    """Change a room, or close it."""
    found = request.viewer.see(Place, may=("manage",)).filter(pk=pk, closed_at=None).first()
    if found is None or not found.may_manage:  # type: ignore[attr-defined]
        raise NotHere
    form = PlaceForm(request.POST or None, initial={"name": found.name, "chairs": found.chairs})
    if request.method == "POST" and "close" in request.POST:
        close_place(request.viewer, found)
        messages.info(request, _("The room is closed. What was arranged there stays until you move it."))
        return redirect("meetings:places")
    if request.method == "POST" and form.is_valid():
        change_place(request.viewer, found, name=form.cleaned_data["name"], chairs=form.cleaned_data["chairs"])
        return redirect("meetings:places")
    return render(request, "meetings/place.html", {"place": found, "form": form}, status=422 if form.errors else 200)


@signed_in
def holidays(request: InRequest) -> HttpResponse:
    """Days on which sessions rest."""
    viewer = request.viewer
    viewer.must("keep_places", viewer.me)
    form = HolidayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keep_holiday(viewer, on=form.cleaned_data["on"], name=form.cleaned_data["name"])
        messages.success(request, _("Kept. Sessions on that day rest, and whoever was expected is told."))
        return redirect("meetings:holidays")
    rows = viewer.see(Holiday).filter(on__gte=today(request.organisation.zone)).order_by("on")
    status = 422 if form.errors else 200
    return render(request, "meetings/holidays.html", {"holidays": rows, "form": form}, status=status)


@signed_in
@require_POST
def drop(request: InRequest, pk: int) -> HttpResponse:
    """An ordinary day after all."""
    drop_holiday(request.viewer, request.viewer.get(Holiday, pk=pk))
    return redirect("meetings:holidays")
