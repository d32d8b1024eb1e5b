"""The steps a facilitator or coordinator takes: from a report, a message, a seat or a room."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.chat.models import Message, Room
from cairn.groups.models import Group, Seat
from cairn.kit.errors import NotHere, Refused
from cairn.moderation.actions import end_measure, take_measure
from cairn.moderation.forms import MeasureForm
from cairn.moderation.models import Measure, Report
from cairn.people.models import Person
from cairn.people.signedin import InRequest, signed_in

HOW_MANY = 20


def _group(request: InRequest, pk: int | None) -> Group:
    group = request.viewer.see(Group, may=("moderate",)).filter(pk=pk).first() if pk else None
    if group is None or not group.may_moderate:  # type: ignore[attr-defined]
        raise NotHere
    return group


def _step(
    request: InRequest, group: Group, *, person: Person | None, message: Message | int | None = None, **more: Any
) -> HttpResponse:
    card = isinstance(message, Message) and message.card is not None
    number = message.pk if isinstance(message, Message) else message
    form = MeasureForm(request.POST or None, of_message=number is not None, of_person=person is not None)
    if card:
        # A card shows a check-in: hiding it here would leave the check-in shown. Removing it takes it back.
        form.fields["kind"].choices = [one for one in form.fields["kind"].choices if one[0] != Measure.Kind.HIDE]  # type: ignore[attr-defined]
    if form.is_valid():
        try:
            made = take_measure(request.viewer, group, person=person, message=number, **more, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("kind", str(refusal.sentence))
        else:
            messages.success(request, _("Done, and written down with its reason."))
            return redirect("moderation:measure", pk=made.pk)
    before = request.viewer.see(Measure).filter(group=group, person=person).select_related("by").order_by("-pk")
    context = {"form": form, "group": group, "one": person, "message": number, "before": before[:HOW_MANY]}
    return render(request, "home/measure_new.html", context, status=422 if form.errors else 200)


@signed_in
def from_report(request: InRequest, pk: int) -> HttpResponse:
    """A step about what was reported."""
    found = request.viewer.see(Report, may=("handle",)).select_related("person").filter(pk=pk).first()
    if found is None or not found.may_handle:  # type: ignore[attr-defined]
        raise NotHere
    return _step(
        request, _group(request, found.group_id), person=found.person, message=found.message_id, found_in=found
    )


@signed_in
def about_message(request: InRequest, pk: int) -> HttpResponse:
    """A step about a message one reads."""
    found = request.viewer.see(Message).select_related("author", "room").filter(pk=pk, removed_at=None).first()
    if found is None:
        raise NotHere
    return _step(request, _group(request, found.room.group_id), person=found.author, message=found)


@signed_in
def about_seat(request: InRequest, pk: int) -> HttpResponse:
    """A step about a person in a group."""
    seat = request.viewer.see(Seat).select_related("person").filter(pk=pk, left_at=None).first()
    if seat is None:
        raise NotHere
    return _step(request, _group(request, seat.group_id), person=seat.person)


@signed_in
def about_room(request: InRequest, pk: int) -> HttpResponse:
    """Let a group's room rest."""
    return _step(request, _group(request, request.viewer.get(Room, pk=pk).group_id), person=None)


@signed_in
def one(request: InRequest, pk: int) -> HttpResponse:
    """One step: what, why, until when, and whom to talk to."""
    found = (
        request.viewer.see(Measure, may=("end",)).select_related("group", "person", "by", "ended_by").filter(pk=pk)
    ).first()
    if found is None:
        raise NotHere
    return render(request, "home/measure.html", {"measure": found, "is_mine": found.person_id == request.viewer.me.pk})


@signed_in
@require_POST
def end(request: InRequest, pk: int) -> HttpResponse:
    """Take it back."""
    end_measure(request.viewer, request.viewer.get(Measure, pk=pk))
    return redirect("moderation:measure", pk=pk)
