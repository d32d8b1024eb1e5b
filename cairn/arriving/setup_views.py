"""Setting up the house, step by step, and changing it later."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cairn.arriving.setup import STEPS, first_programme
from cairn.kit.errors import NotHere
from cairn.people.models import Attestation, Paper
from cairn.people.place import remember_step, set_door
from cairn.people.signedin import InRequest, signed_in


@signed_in
def begin(request: InRequest) -> HttpResponse:
    """Take setting up up again where it was left."""
    done = request.organisation.setup_step
    return redirect("arriving:step", number=done + 1) if done < len(STEPS) else redirect("arriving:house")


@signed_in
def step(request: InRequest, number: int) -> HttpResponse:
    """One step: kept by itself, then the next."""
    if not 1 <= number <= len(STEPS):
        raise NotHere
    one, viewer = STEPS[number - 1], request.viewer
    viewer.must(one.verb, viewer.me)
    if one.name == "programme" and first_programme(viewer):
        return redirect("care:programmes") if request.organisation.setup_step >= number else _next(request, number)
    if one.name == "levels" and not first_programme(viewer):
        return redirect("arriving:step", number=number - 1)
    form = one.form(request)
    if request.method == "POST" and "copy" not in request.POST and form.is_valid():
        one.keep(request, form)
        return _next(request, number)
    return _show(request, number, form)


def _show(request: InRequest, number: int, form: object) -> HttpResponse:
    wrong = request.method == "POST" and "copy" not in request.POST
    context = {"step": STEPS[number - 1], "number": number, "many": len(STEPS), "form": form}
    context["is_first_time"] = request.organisation.setup_step < len(STEPS)
    context["before"] = reverse("arriving:step", args=[number - 1]) if number > 1 else ""
    context["after"] = reverse("arriving:step", args=[number + 1]) if number < len(STEPS) else reverse("arriving:house")
    return render(request, f"arriving/step_{STEPS[number - 1].name}.html", context, status=422 if wrong else 200)


def _next(request: InRequest, number: int) -> HttpResponse:
    """On to the next step the first time, back to the overview later."""
    first_time = request.organisation.setup_step < len(STEPS)
    remember_step(request.viewer, request.organisation, step=number)
    if first_time and number < len(STEPS):
        return redirect("arriving:step", number=number + 1)
    messages.success(request, _("The house stands. Next come the people.") if first_time else _("Kept."))
    return redirect("arriving:house")


@signed_in
def overview(request: InRequest) -> HttpResponse:
    """Everything about the house that can be set, and how it stands."""
    viewer = request.viewer
    viewer.must("manage_people", viewer.me)
    owns = viewer.may("set_up", viewer.me)
    context = {
        "steps": [(number, one, one.verb != "set_up" or owns) for number, one in enumerate(STEPS, 1)],
        "done": request.organisation.setup_step,
        "many": len(STEPS),
        "owns": owns,
        "kinds": Paper.Kind.choices if viewer.may("publish", viewer.me) else [],
        "attested": viewer.see(Attestation).select_related("by").order_by("-pk").first(),
        "mail_on": settings.MAIL_ON,
    }
    return render(request, "arriving/house.html", context)


@signed_in
def door(request: InRequest) -> HttpResponse:
    """Open or close the door for people who are not in treatment."""
    viewer = request.viewer
    viewer.must("set_up", viewer.me)
    if request.method == "POST":
        wanted = request.POST.get("door") == "open" and settings.MAIL_ON
        set_door(viewer, request.organisation, is_open=wanted)
        messages.success(request, _("The door is open.") if wanted else _("The door is closed."))
        return redirect("arriving:door_switch")
    address = request.build_absolute_uri(reverse("arriving:door"))
    return render(request, "arriving/door_switch.html", {"mail_on": settings.MAIL_ON, "address": address})
