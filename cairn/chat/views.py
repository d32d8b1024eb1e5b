"""Rooms."""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cairn.chat.fragment import Writer, fragment
from cairn.chat.models import Message, Room
from cairn.chat.sending import Outgoing, send_messages
from cairn.kit.errors import Refused
from cairn.kit.live import bus
from cairn.people.signedin import InRequest, signed_in
from cairn.trust.keys import ring

PAGE = 50


@signed_in
def rooms(request: InRequest) -> HttpResponse:
    """My rooms."""
    found = request.viewer.see(Room).select_related("group").order_by("-last_at")
    return render(request, "chat/rooms.html", {"rooms": found})


@signed_in
def room(request: InRequest, pk: int) -> HttpResponse:
    """One room: its last messages."""
    found = request.viewer.get(Room, pk=pk)
    last = list(request.viewer.see(Message).filter(room=found).order_by("-number")[:PAGE])[::-1]
    ring.warm(m.body_sealed for m in last)
    writers = Writer.of({m.author_id for m in last})
    shown = [fragment(m, writers[m.author_id]) for m in last]
    context = {"room": found, "messages_html": shown, "client_id": uuid.uuid4()}
    return render(request, "chat/room.html", context)


@signed_in
@require_POST
def send(request: InRequest, pk: int) -> HttpResponse:
    """Send without JavaScript."""
    found = request.viewer.get(Room, pk=pk)
    outgoing = Outgoing(
        organisation=request.viewer.organisation_id,
        person=request.viewer.me.pk,
        room=found.pk,
        client_id=request.POST.get("client_id", ""),
        body=request.POST.get("body", ""),
    )
    outcome = send_messages([outgoing])
    for delivery in outcome.deliveries:
        bus.publish(delivery.persons, delivery.frame)
    if outcome.answers[0].refused:
        raise Refused(outcome.answers[0].refused)
    return redirect("chat:room", pk=pk)
