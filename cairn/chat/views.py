"""Rooms."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cairn.care.worry import all_phrases, worries
from cairn.chat import pages, reads, search
from cairn.chat.actions import pause_room
from cairn.chat.beside import whole
from cairn.chat.drafts import keep_draft, mark_read
from cairn.chat.files import TOO_BIG, is_too_large
from cairn.chat.forms import DayForm, FindForm, SendForm
from cairn.chat.lines import found_lines
from cairn.chat.missed import messages_frame
from cairn.chat.models import Message, Room
from cairn.chat.posting import post
from cairn.people.signedin import InRequest, signed_in

AGAIN = 150


@signed_in
def rooms(request: InRequest) -> HttpResponse:
    """My rooms, the newest words first."""
    page = "chat/_rooms.html" if request.htmx and not request.htmx.boosted else "chat/rooms.html"
    return render(request, page, {"rooms": pages.list_of_rooms(request.viewer)})


@signed_in
def room(request: InRequest, pk: int) -> HttpResponse:
    """One room: its last messages, or those an address asks for."""
    found = pages.open_room(request.viewer, pk)
    if day := pages.day_asked(request.GET):
        return redirect(f"{reverse('chat:room', args=[pk])}?at={reads.first_on(request.viewer, found, day)}")
    stretch = pages.stretch_asked(request.viewer, found, request.GET)
    context = pages.room_context(request.viewer, found, stretch, request.GET)
    if request.htmx and "before" in request.GET:
        return render(request, "chat/_lines.html", context)
    if stretch.is_newest:
        mark_read(request.viewer, found, stretch.last, before=context["read"])
    return render(request, "chat/room.html", context | pages.box_context(request.viewer, found, request.GET))


@signed_in
@require_POST
def send(request: InRequest, pk: int) -> HttpResponse:
    """Send without JavaScript, or with files, or where no socket is open."""
    form = SendForm(request.POST, request.FILES)
    if is_too_large(request.META.get("CONTENT_LENGTH")):
        return _not_kept(request, pk, form, TOO_BIG)
    if not form.word("seen") and worries(form.word("body"), all_phrases(request.viewer.organisation_id)):
        return _not_kept(request, pk, form, "", seen="yes")
    answer = post(request.viewer, pk, form)
    if answer.message is None:
        return _not_kept(request, pk, form, answer.refused)
    return redirect(f"{reverse('chat:room', args=[pk])}#m{answer.message.number}")


def _not_kept(request: InRequest, pk: int, form: SendForm, why: object, *, seen: str = "") -> HttpResponse:
    """Nobody loses their words: they stand in the box again, or on a page of their own where the room is closed."""
    found = request.viewer.see(Room).filter(pk=pk).exists()
    if not found:
        return render(request, "chat/not_kept.html", {"body": form.word("body"), "why": why}, status=403)
    opened = pages.open_room(request.viewer, pk)
    context = pages.room_context(request.viewer, opened, reads.newest(request.viewer, opened), request.GET)
    box = pages.box_context(request.viewer, opened, request.POST, form=form, why=why, seen=seen)
    return render(request, "chat/room.html", context | box, status=422)


@signed_in
@require_POST
def draft(request: InRequest, pk: int) -> HttpResponse:
    """Keep what stands in the box."""
    found = request.viewer.get(Room, pk=pk)
    keep_draft(request.viewer, found.pk, request.POST.get("body", ""))
    return HttpResponse(status=204)


@signed_in
def again(request: InRequest, pk: int) -> HttpResponse:
    """The messages a page shows, as they are now: after a break it cannot know what was changed or taken away."""
    first, last = pages.number_of(request.GET, "first") or 1, pages.number_of(request.GET, "last") or 0
    shown = request.viewer.see(Message).filter(room=request.viewer.get(Room, pk=pk), number__gte=first)
    newest = list(whole(shown.filter(number__lte=last)).order_by("-number")[:AGAIN])
    return HttpResponse(messages_frame(pk, newest[::-1]), content_type="application/json")


@signed_in
def find(request: InRequest, pk: int) -> HttpResponse:
    """Look for words in a room, or go to a day."""
    found = pages.open_room(request.viewer, pk)
    form = FindForm(request.GET or None)
    context = {"room": found, "form": form, "day_form": DayForm()}
    if form.is_valid():
        words = form.cleaned_data["q"]
        result = search.find(request.viewer, found, words, before=form.cleaned_data["before"])
        context |= {"result": result, "q": words, "lines": found_lines(result.messages, request.viewer)}
    return render(request, "chat/find.html", context)


@signed_in
@require_POST
def open_again(request: InRequest, pk: int) -> HttpResponse:
    """Open a room again that rests. Letting it rest is a step with a reason, see the pages of moderation."""
    pause_room(request.viewer, request.viewer.get(Room, pk=pk), paused=False)
    return redirect("chat:room", pk=pk)
