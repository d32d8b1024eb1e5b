"""Views for those who lead a group or manage groups."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.groups import reads
from cairn.groups.actions import (
    change_group,
    change_part,
    close_group,
    end_seat,
    invite_to_group,
    open_group,
    renew_agreement,
    seat_person,
)
from cairn.groups.forms import Agreed, NewGroup, Offer, Rules
from cairn.groups.models import Seat
from cairn.kit.errors import NotHere, Refused
from cairn.people.models import Person
from cairn.people.signedin import InRequest, signed_in


@signed_in
def new(request: InRequest) -> HttpResponse:
    """Open a group."""
    request.viewer.must("run_groups", request.viewer.me)
    form = NewGroup(request.viewer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = open_group(request.viewer, agreement=data["text"], pk=data["once"], **form.told())
        messages.success(request, _("The group is open. Next: who leads it?"))
        return redirect("groups:seats", pk=made.pk)
    return render(request, "groups/new.html", {"form": form})


@signed_in
def rules(request: InRequest, pk: int) -> HttpResponse:
    """Put right what the group is for and its rules."""
    found = reads.one(request.viewer, pk)
    request.viewer.must("lead", found)
    initial = {name: getattr(found, name) for name in Rules.base_fields} | {"programme": found.programme_id or ""}
    form = Rules(request.viewer, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_group(request.viewer, found, **form.told())
        return redirect("groups:group", pk=pk)
    return render(request, "groups/rules.html", {"group": found, "form": form})


@signed_in
def renew(request: InRequest, pk: int) -> HttpResponse:
    """A new agreement: everybody signs again."""
    found = reads.one(request.viewer, pk)
    request.viewer.must("lead", found)
    current = reads.agreement_of(request.viewer, found)
    form = Agreed(request.POST or None, initial={"text": current.text if current else ""})
    if request.method == "POST" and form.is_valid():
        renew_agreement(request.viewer, found, text=form.cleaned_data["text"])
        return redirect("groups:agreement", pk=pk)
    return render(request, "groups/renew.html", {"group": found, "form": form, "agreement": current})


@signed_in
def seats(request: InRequest, pk: int) -> HttpResponse:
    """Who sits here, who would like to, and whom to invite."""
    found = reads.one(request.viewer, pk)
    request.viewer.must("lead", found)
    name = request.GET.get("name", "").strip()[:60]
    context = {
        "group": found, "seats": reads.seats_of(request.viewer, found), "waiting": reads.waiting(request.viewer, found),
        "name": name, "people": reads.people_to_seat(request.viewer, found, name), "parts": Seat.Part.choices,
    }  # fmt: skip
    return render(request, "groups/seats.html", context)


@signed_in
@require_POST
def offer(request: InRequest, pk: int) -> HttpResponse:
    """Give a seat, or invite and let the person choose."""
    found, form = reads.one(request.viewer, pk), Offer(request.POST)
    if not form.is_valid():
        raise NotHere
    person = request.viewer.get(Person, pk=form.cleaned_data["person"])
    try:
        if "invite" in request.POST:
            invite_to_group(request.viewer, found, person)
        else:
            seat_person(request.viewer, found, person, part=form.cleaned_data["part"] or Seat.Part.MEMBER)
    except Refused as refusal:
        messages.warning(request, str(refusal.sentence))
    return redirect("groups:seats", pk=pk)


@signed_in
@require_POST
def part(request: InRequest, pk: int) -> HttpResponse:
    """Member, co-facilitator or facilitator."""
    seat = request.viewer.get(Seat, pk=pk, left_at=None)
    if request.POST.get("part") not in Seat.Part.values:
        raise NotHere
    change_part(request.viewer, seat, part=request.POST["part"])
    return redirect("groups:seats", pk=seat.group_id)


@signed_in
def end(request: InRequest, pk: int) -> HttpResponse:
    """Take a seat away, asked first."""
    seat = request.viewer.see(Seat, may=("end",)).filter(pk=pk, left_at=None).select_related("person", "group").first()
    if seat is None or not seat.may_end:  # type: ignore[attr-defined]
        raise NotHere
    if request.method != "POST":
        return render(request, "groups/end.html", {"seat": seat, "group": seat.group})
    end_seat(request.viewer, seat)
    return redirect("groups:seats", pk=seat.group_id)


@signed_in
def close(request: InRequest, pk: int) -> HttpResponse:
    """End the group, asked first."""
    found = reads.one(request.viewer, pk)
    request.viewer.must("manage", found)
    if request.method != "POST":
        return render(request, "groups/close.html", {"group": found})
    close_group(request.viewer, found)
    messages.info(request, _("The group is closed."))
    return redirect("groups:list")
