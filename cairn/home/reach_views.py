"""Reaching out from Today: write, call, note, hand over, set aside, take. Each leaves a trace."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.home.forms import AsideForm, CallForm, NoteForm
from cairn.home.reads import room_with
from cairn.kit.errors import NotHere
from cairn.kit.ids import new_id
from cairn.people.models import Contact, Person
from cairn.people.signedin import InRequest, signed_in
from cairn.safety.actions import hand_over
from cairn.safety.forms import GiveForm
from cairn.safety.models import Reach
from cairn.safety.reaching import reach_out
from cairn.safety.team import colleagues


def _somebody(request: InRequest, pk: int) -> Person:
    """The person to reach out to; the same NotHere where it is not the viewer's to do."""
    person: Any = request.viewer.see(Person, may=("reach_out",)).filter(pk=pk, left_at=None).first()
    if person is None or not person.may_reach_out or person == request.viewer.me:
        raise NotHere
    return person  # type: ignore[no-any-return]


def _page(request: InRequest, name: str, **context: Any) -> HttpResponse:
    form = context["form"]
    return render(request, f"home/reach_{name}.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def write(request: InRequest, pk: int) -> HttpResponse:
    """To the room the two share; it opens where there is none."""
    person = _somebody(request, pk)
    client_id = request.POST.get("client_id", "")[:40] or str(new_id())
    reach_out(request.viewer, person, kind=Reach.Kind.WROTE, client_id=client_id)
    room = room_with(request.viewer, person.pk)
    return redirect("chat:room", pk=room.pk) if room else redirect("home:today")


@signed_in
def call(request: InRequest, pk: int) -> HttpResponse:
    """The number, and how it went. Opening it leaves a look."""
    person, form = _somebody(request, pk), CallForm(request.POST or None)
    if form.is_valid():
        reach_out(request.viewer, person, kind=Reach.Kind.CALLED, **form.cleaned_data)
        messages.success(request, _("Kept. Thank you for calling."))
        return redirect("home:today")
    return _page(request, "call", person=person, form=form, contact=request.viewer.open(Contact, of=person).first())


@signed_in
def note(request: InRequest, pk: int) -> HttpResponse:
    """A note for colleagues."""
    person, form = _somebody(request, pk), NoteForm(request.POST or None)
    if form.is_valid():
        reach_out(request.viewer, person, kind=Reach.Kind.NOTED, **form.cleaned_data)
        messages.success(request, _("Your note is kept."))
        return redirect("home:today")
    return _page(
        request, "note", person=person, form=form, said=request.viewer.open(Reach, of=person).order_by("-pk")[:10]
    )


@signed_in
def aside(request: InRequest, pk: int) -> HttpResponse:
    """Set aside until a day, for a reason."""
    person, form = _somebody(request, pk), AsideForm(request.POST or None)
    if form.is_valid():
        told = {"client_id": form.cleaned_data["client_id"], "reason": form.cleaned_data["reason"]}
        until = form.until(request.viewer.me.time_zone)
        reach_out(request.viewer, person, kind=Reach.Kind.SET_ASIDE, until=until, **told)
        messages.success(request, _("Set aside. Something new brings it back at once."))
        return redirect("home:today")
    return _page(request, "aside", person=person, form=form)


@signed_in
def give(request: InRequest, pk: int) -> HttpResponse:
    """Hand over to a colleague."""
    person = _somebody(request, pk)
    others = list(colleagues(request.viewer.organisation_id, person.pk).exclude(pk=request.viewer.me.pk))
    form = GiveForm(request.POST or None, team=others)
    if form.is_valid():
        hand_over(request.viewer, person, **form.cleaned_data)
        told = _("%(name)s has been told and owns it now. If they do not take it in time, the coordinators are told.")
        messages.success(request, told % {"name": form.cleaned_data["to"]})
        return redirect("home:today")
    return _page(request, "give", person=person, form=form, others=others)


@signed_in
@require_POST
def take(request: InRequest, pk: int) -> HttpResponse:
    """Take what is open about this person."""
    person = _somebody(request, pk)
    hand_over(request.viewer, person, to=request.viewer.me)
    messages.success(request, _("%(name)s is yours now.") % {"name": person})
    return redirect("home:today")
