"""Changing what was arranged: always with exactly who will be told, before it is done."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.kit.clock import today
from cairn.kit.errors import NotHere, Refused
from cairn.meetings import reads
from cairn.meetings.actions import end_series
from cairn.meetings.changing import (
    cancel_session,
    change_series,
    change_session,
    restore_session,
    substitute,
)
from cairn.meetings.clashing import Clash, clashes
from cairn.meetings.forms import Cancel, Change, End, Move
from cairn.meetings.laying import set_moments
from cairn.meetings.models import Session
from cairn.people.signedin import InRequest, signed_in
from cairn.trust.viewer import Viewer


@signed_in
def move(request: InRequest, pk: int) -> HttpResponse:
    """Another day and hour for this session alone. The board proposes them in the address; nothing is done by that."""
    found = reads.managed(request.viewer, pk)
    proposed = _proposed(request, found)
    form = Move(request.POST or None, initial={"day": found.day, "at": found.at} | proposed)
    in_the_way: list[Clash] = []
    if request.method == "POST" and form.is_valid():
        proposed, to = form.cleaned_data, _board_of(request, form.cleaned_data["day"])
        in_the_way = _in_the_way(request.viewer, found, **proposed)
        if not in_the_way or "sure" in request.POST:
            return _done(request, found, lambda: change_session(request.viewer, found, **proposed), to)
    elif proposed:
        in_the_way = _in_the_way(request.viewer, found, **proposed)
    context = {
        "session": found, "form": form, "clashes": in_the_way, "told": reads.told_names(request.viewer, found),
        "from_board": "board" in {**request.GET.dict(), **request.POST.dict()},
    }  # fmt: skip
    status = 422 if request.method == "POST" and (form.errors or in_the_way) else 200
    return render(request, "meetings/move.html", context, status=status)


def _proposed(request: InRequest, session: Session) -> dict[str, Any]:
    """The day and hour an address proposes, if it names a day that is one."""
    asked = {"day": request.GET.get("day", ""), "at": request.GET.get("at") or session.at.isoformat("minutes")}
    form = Move(asked if "day" in request.GET else None)
    return form.cleaned_data if form.is_valid() else {}


def _board_of(request: InRequest, day: dt.date) -> str:
    """Whoever came from the board goes back to it, to the week of that day."""
    return f"{reverse('meetings:board')}?from={day}" if "board" in request.POST else ""


@signed_in
def change(request: InRequest, pk: int) -> HttpResponse:
    """This session, those that follow, or all: first a look at what changes and who is told."""
    viewer, found = request.viewer, reads.managed(request.viewer, pk)
    form = Change(viewer, found, request.POST or None, initial=Change.of(found))
    context: dict[str, Any] = {"session": found, "form": form}
    if request.method == "POST" and form.is_valid() and "back" not in request.POST:
        said, scope = form.said() | {"day": form.cleaned_data["day"]}, form.cleaned_data["scope"]
        said["name"] = said["name"] or found.name
        context |= _preview(viewer, found, scope, said)
        if "sure" in request.POST and not context["stops"]:
            return _done(request, found, lambda: _change(viewer, found, form, said))
        return render(request, "meetings/change_sure.html", context)
    return render(request, "meetings/change.html", context, status=422 if form.errors else 200)


def _change(viewer: Viewer, session: Session, form: Change, said: dict[str, Any]) -> None:
    if form.cleaned_data["scope"] == "this":
        change_session(viewer, session, **said)
    else:
        everything = form.cleaned_data["scope"] == "all"
        change_series(viewer, session, everything=everything, rule=form.rule_now(), **said)


def _preview(viewer: Viewer, session: Session, scope: str, said: dict[str, Any]) -> dict[str, Any]:
    """What changes, what stands in the way, and everybody who is told."""
    rows, kept = reads.also_changed(session, scope)
    shift = said["day"] - session.day
    for row in rows:
        for name, value in said.items():
            setattr(row, name, value if name != "day" else row.day + shift)
        set_moments(row)
    found = clashes(viewer, rows)
    people = (session.facilitator, session.co_facilitator, said["facilitator"], said["co_facilitator"])
    told = reads.told_names(viewer, session if scope == "this" else session.series, people)
    return {
        "rows": rows,
        "kept": kept,
        "scope": scope,
        "clashes": found,
        "stops": any(one.stops for one in found),
        "told": told,
    }


def _in_the_way(viewer: Viewer, session: Session, **fields: Any) -> list[Clash]:
    """What would clash if the session were so. The row itself stays as it is in the database."""
    would = Session(**{field.attname: getattr(session, field.attname) for field in Session._meta.concrete_fields})
    for name, value in fields.items():
        setattr(would, name, value)
    set_moments(would)
    return clashes(viewer, [would])


@signed_in
def lead(request: InRequest, pk: int) -> HttpResponse:
    """Somebody else leads, this once: one page, one button."""
    viewer, found = request.viewer, reads.managed(request.viewer, pk)
    people = list(reads.who_may_lead(viewer, found.kind).exclude(pk=found.facilitator_id or 0))
    if request.method == "POST":
        person = next((one for one in people if str(one.pk) == request.POST.get("person")), None)
        if person is None:
            raise NotHere
        return _done(request, found, lambda: substitute(viewer, found, person))
    busy = reads.busy_then(viewer, found)
    people.sort(key=lambda one: (one.pk in busy, one.chosen_name.casefold()))
    context = {"session": found, "people": people, "busy": busy, "told": reads.told_names(viewer, found)}
    return render(request, "meetings/lead.html", context)


@signed_in
def cancel(request: InRequest, pk: int) -> HttpResponse:
    """It does not take place, with a reason; who is told is said first."""
    found = reads.managed(request.viewer, pk)
    form = Cancel(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _done(request, found, lambda: cancel_session(request.viewer, found, why=form.cleaned_data["why"]))
    context = {"session": found, "form": form, "told": reads.told_names(request.viewer, found)}
    return render(request, "meetings/cancel.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def restore(request: InRequest, pk: int) -> HttpResponse:
    """It takes place after all."""
    found = reads.managed(request.viewer, pk)
    return _done(request, found, lambda: restore_session(request.viewer, found))


@signed_in
def end(request: InRequest, pk: int) -> HttpResponse:
    """The whole series ends."""
    viewer, found = request.viewer, reads.managed(request.viewer, pk)
    form = End(request.POST or None, initial={"after": today(found.zone)})
    if request.method == "POST" and form.is_valid():
        return _done(request, found, lambda: end_series(viewer, found.series, after=form.cleaned_data["after"]))
    context = {
        "session": found, "form": form, "told": reads.told_names(viewer, found.series),
        "left": reads.left_ahead(viewer, found.series),
    }  # fmt: skip
    return render(request, "meetings/end_series.html", context, status=422 if form.errors else 200)


def _done(request: InRequest, session: Session, act: Any, to: str = "") -> HttpResponse:
    """Do it, and say that it is done; or say why not."""
    try:
        act()
    except Refused as refusal:
        messages.warning(request, str(refusal.sentence))
    else:
        messages.success(request, _("Done. Everybody concerned is told."))
    return redirect(to) if to else redirect("meetings:session", pk=session.pk)
