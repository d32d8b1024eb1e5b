"""The way of a person through treatment, and the roles they hold."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cairn.care.episodes import current_stay, discharge, enrol
from cairn.care.models import CareTie, Level
from cairn.home import people as reads
from cairn.home.people_forms import Enrol, Roles, Step
from cairn.kit.errors import Refused
from cairn.people.models import Person, Role
from cairn.people.roles import change_roles, held_by
from cairn.people.signedin import InRequest, signed_in


@signed_in
def enrolment(request: InRequest, pk: int) -> HttpResponse:
    """Admit somebody, or a step to another level or programme."""
    viewer, found = request.viewer, reads.one(request.viewer, pk)
    viewer.must("enrol", found)
    form = Enrol(viewer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            enrol(viewer, found, viewer.get(Level, pk=data["level"]), on=data["on"], why=data["why"])
        except Refused as refusal:
            form.add_error("on", str(refusal.sentence))
        else:
            return redirect("people:person", pk=pk)
    return _stepping(request, found, form, "home/person_enrol.html")


@signed_in
def leave_treatment(request: InRequest, pk: int) -> HttpResponse:
    """Treatment is over; they stay as an alum."""
    viewer, found = request.viewer, reads.one(request.viewer, pk)
    viewer.must("enrol", found)
    form = Step(viewer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            discharge(viewer, found, on=form.cleaned_data["on"], why=form.cleaned_data["why"])
        except Refused as refusal:
            form.add_error("on", str(refusal.sentence))
        else:
            messages.success(request, _("Kept. Their groups, people and words stay as they are."))
            return redirect("people:person", pk=pk)
    return _stepping(request, found, form, "home/person_discharge.html")


def _stepping(request: InRequest, found: Person, form: Step, template: str) -> HttpResponse:
    context = {"one": found, "form": form, "stay": current_stay(found)}
    return render(request, template, context, status=422 if form.errors else 200)


@signed_in
def roles(request: InRequest, pk: int) -> HttpResponse:
    """What somebody may do here."""
    viewer, found = request.viewer, reads.one(request.viewer, pk)
    viewer.must("change_roles", found)
    form = Roles(request.POST or None, initial={"roles": sorted(held_by(found))})
    if request.method == "POST" and form.is_valid():
        try:
            change_roles(viewer, found, roles=set(form.cleaned_data["roles"]))
        except Refused as refusal:
            form.add_error("roles", str(refusal.sentence))
        else:
            messages.success(request, _("Kept. It counts from now on."))
            # Who laid down their own role may not see this page any more.
            return redirect("home:today") if found.pk == viewer.me.pk else redirect("people:person", pk=pk)
    return render(request, "home/person_roles.html", {"one": found, "form": form}, status=422 if form.errors else 200)


@signed_in
def my_care(request: InRequest) -> HttpResponse:
    """My own way through treatment, who is on my team, and what I may do here."""
    viewer = request.viewer
    ties = viewer.see(CareTie).filter(person=viewer.me, ended_at=None).select_related("carer")
    held = viewer.see(Role).filter(person=viewer.me, ended_at=None)
    context = {
        "episodes": reads.stays_of(viewer, viewer.me),
        "ties": ties.order_by("-is_owner", "pk"),
        "roles": [role.get_role_display() for role in held.order_by("pk")],
    }
    return render(request, "home/my_care.html", context)
