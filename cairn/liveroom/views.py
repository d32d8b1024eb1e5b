"""The lobby, the room with what stands beside it, and what comes after."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.liveroom import desk, doing, polling, reads, sides
from cairn.liveroom.actions import knock, room_of
from cairn.liveroom.afterwards import said_by_others, say_after
from cairn.liveroom.forms import After, Ask, Split
from cairn.liveroom.models import Afterword, Entrance, LiveRoom, SideRoom, Whereabouts
from cairn.meetings.models import Session
from cairn.people.signedin import InRequest, signed_in


@signed_in
def lobby(request: InRequest, pk: int) -> HttpResponse:
    """Before: is everything working, how am I shown, where am I, what do we keep to."""
    session = request.viewer.get(Session, pk=pk)
    place = reads.door(request.viewer, session)
    if place.is_removed:
        return render(request, "liveroom/removed.html", {"session": session})
    if place.is_over:
        return redirect("liveroom:after", pk=pk)
    request.viewer.must("join", session)
    form = place.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        knock(request.viewer, session, **form.told())
        return redirect("liveroom:room", pk=pk)
    context = {"session": session, "place": place, "form": form, "is_up": desk.is_up()}
    return render(request, "liveroom/lobby.html", context, status=422 if form.errors else 200)


@signed_in
def room(request: InRequest, pk: int) -> HttpResponse:
    """The room itself, or the wait before its door."""
    session = request.viewer.get(Session, pk=pk)
    mine = request.viewer.see(Entrance).filter(room__session=session, person=request.viewer.me).first()
    if (
        mine is None
        or mine.status == Entrance.Status.REMOVED
        or reads.is_over(session, room_of(request.viewer, session))
    ):
        return redirect("liveroom:lobby", pk=pk)
    request.viewer.must("join", session)
    return render(request, "liveroom/room.html", {"entrance": mine, **reads.beside(request.viewer, session)})


@signed_in
def side(request: InRequest, pk: int) -> HttpResponse:
    """What stands beside the pictures: the door, the plan, the round."""
    beside = reads.beside(request.viewer, request.viewer.get(Session, pk=pk))
    if beside["live"] is None:
        return HttpResponse(status=204)  # still waiting, or removed: there is nothing to see
    return render(request, "liveroom/side.html", beside)


@signed_in
@require_POST
def do(request: InRequest, pk: int) -> HttpResponse:
    """What a facilitator does with the room."""
    live = request.viewer.get(LiveRoom, session=pk)
    step = request.POST.get("step", "")
    doing.with_room(request.viewer, live, request.POST.get("do", ""), int(step) if step.isdecimal() else 0)
    return side(request, pk) if request.htmx else redirect("liveroom:room", pk=pk)


@signed_in
@require_POST
def at_door(request: InRequest, pk: int) -> HttpResponse:
    """What a facilitator does with one person."""
    entrance = request.viewer.get(Entrance, pk=pk)
    session = entrance.room.session_id
    to = request.POST.get("to", "")
    doing.with_person(request.viewer, entrance, request.POST.get("do", ""), int(to) if to.isdecimal() else 0)
    return side(request, session) if request.htmx else redirect("liveroom:room", pk=session)


@signed_in
@require_POST
def small_rooms(request: InRequest, pk: int) -> HttpResponse:
    """Make small rooms, and deal people into them."""
    live = request.viewer.get(LiveRoom, session=pk)
    form = Split(request.POST, people=reads.dealt(request.viewer, live))
    if form.is_valid():
        sides.split(request.viewer, live, count=form.cleaned_data["count"], by_hand=form.by_hand())
    return side(request, pk) if request.htmx else redirect("liveroom:room", pk=pk)


@signed_in
@require_POST
def back(request: InRequest, pk: int) -> HttpResponse:
    """Back from a word outside."""
    beside = request.viewer.get(SideRoom, pk=pk)
    sides.close_side(request.viewer, beside)
    session = beside.room.session_id
    return side(request, session) if request.htmx else redirect("liveroom:room", pk=session)


@signed_in
@require_POST
def ask(request: InRequest, pk: int) -> HttpResponse:
    """Ask everybody in the room a question."""
    live, form = request.viewer.get(LiveRoom, session=pk), Ask(request.POST)
    if form.is_valid():
        polling.ask_all(request.viewer, live, **form.told())
    return side(request, pk) if request.htmx else redirect("liveroom:room", pk=pk)


@signed_in
@require_POST
def answer(request: InRequest, pk: int) -> HttpResponse:
    """Answer it, once and without a name."""
    live, place = request.viewer.get(LiveRoom, session=pk), request.POST.get("place", "")
    if place.isdecimal():
        polling.answer(request.viewer, live, word=request.POST.get("word", ""), place=int(place))
    return side(request, pk) if request.htmx else redirect("liveroom:room", pk=pk)


@signed_in
def where(request: InRequest, pk: int) -> HttpResponse:
    """Where help would have to go. The person can read that it was opened."""
    entrance = request.viewer.get(Entrance, pk=pk)
    said = request.viewer.open(Whereabouts, of=entrance.person).filter(room=entrance.room).first()
    return render(request, "liveroom/where.html", {"entrance": entrance, "said": said})


@signed_in
def after(request: InRequest, pk: int) -> HttpResponse:
    """After: thank you, one gentle question, what comes next, and where help is."""
    session = request.viewer.get(Session, pk=pk)
    mine = request.viewer.see(Afterword).filter(session=session, person=request.viewer.me).first()
    form = After(request.POST or None, initial={"useful": mine.useful, "heard": mine.heard} if mine else {})
    if request.method == "POST" and form.is_valid():
        say_after(request.viewer, session, **form.cleaned_data)
        messages.success(request, _("Thank you. Those who lead the session can read it."))
        return redirect("liveroom:after", pk=pk)
    context = {"session": session, "form": form, "may_answer": request.viewer.may("answer", session)}
    context |= {"following": reads.following(request.viewer, session), "said": said_by_others(request.viewer, session)}
    return render(
        request, "liveroom/after.html", {**context, "is_over": reads.is_over(session, room_of(request.viewer, session))}
    )
