"""Attendance for those who keep it, and presence for those it is about."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.kit.clock import now, start_of, today, week_of
from cairn.kit.errors import NotHere
from cairn.meetings import roster
from cairn.meetings.closing import close_session, correct_attendance, set_tolerance
from cairn.meetings.forms_attendance import Correct, Tolerance
from cairn.meetings.kiosk import take_door_code
from cairn.meetings.models import Attendance, AttendanceRule, DoorCode, Session, Stay
from cairn.meetings.stays import go
from cairn.meetings.tapping import excuse, tap_in, undo_tap
from cairn.people.models import Person
from cairn.people.signedin import InRequest, signed_in
from cairn.trust.viewer import Viewer

WEEK = dt.timedelta(days=7)


@signed_in
def led(request: InRequest) -> HttpResponse:
    """The sessions whose attendance I keep: today's, tomorrow's, and those of the last week."""
    viewer = request.viewer
    found = roster.sessions_led(viewer, now() - WEEK, now() + dt.timedelta(days=2))
    context = {
        "ahead": [one for one in found if one.ends_at > now() and not one.closed_at],
        "over": [one for one in reversed(found) if one.ends_at <= now() or one.closed_at],
        "may_open_door": viewer.may("open_door", viewer.me),
        "may_set": viewer.may("set_attendance", viewer.me),
    }
    return render(request, "meetings/led.html", context)


@signed_in
@require_POST
def tap(request: InRequest, pk: int, person: int) -> HttpResponse:
    """One tap on the list."""
    session = request.viewer.get(Session, pk=pk)
    request.viewer.must("close", session)
    _tap(request.viewer, session, _of(session, person), request.POST.get("tap", ""))
    return redirect("attendance:roster", pk=pk)


def _of(session: Session, person: int) -> Person:
    line = next((one for one in roster.roster(session, 0) if one.person.pk == person), None)
    if line is None:
        raise NotHere
    return line.person


def _tap(viewer: Viewer, session: Session, person: Person, what: str) -> None:
    stays = viewer.see(Stay).filter(session=session, person=person).order_by("pk")
    if what in {"there", "late"}:
        tap_in(viewer, session, person, just_now=what == "late")
    elif what == "left":
        for stay in stays.filter(ended_at=None).exclude(door=Stay.Door.ONLINE):
            go(viewer, stay, why=Stay.Why.LEFT)
    elif what == "undo":
        last = stays.filter(door=Stay.Door.TAPPED).last()
        if last is not None:
            undo_tap(viewer, last)
    elif what in {"excuse", "unexcuse"}:
        excuse(viewer, session, person, yes=what == "excuse")


@signed_in
def close(request: InRequest, pk: int) -> HttpResponse:
    """Close the session, asked first: minutes are counted now."""
    session = request.viewer.get(Session, pk=pk)
    request.viewer.must("close", session)
    if request.method != "POST":
        return render(request, "meetings/close.html", {"session": session})
    close_session(request.viewer, session)
    messages.success(request, _("Closed. Everybody’s minutes are counted."))
    return redirect("attendance:roster", pk=pk)


@signed_in
def correct(request: InRequest, pk: int) -> HttpResponse:
    """Put one attendance right, after closing."""
    viewer = request.viewer
    row = viewer.get(Attendance, pk=pk, session__closed_at__isnull=False)
    if not viewer.may("mark", row):
        raise NotHere
    form = Correct(row.session.minutes, request.POST or None, initial={"status": row.status, "minutes": row.minutes})
    if request.method == "POST" and form.is_valid():
        correct_attendance(viewer, row, **form.cleaned_data)
        messages.success(request, _("Kept. They can read who changed it."))
        return redirect("attendance:roster", pk=row.session_id)
    context = {"row": row, "form": form, "session": row.session}
    return render(request, "meetings/correct.html", context, status=422 if form.errors else 200)


@signed_in
def rule(request: InRequest) -> HttpResponse:
    """How lateness is counted here."""
    viewer = request.viewer
    viewer.must("set_attendance", viewer.me)
    held = AttendanceRule.tolerance_of(viewer.organisation_id)
    form = Tolerance(request.POST or None, initial={"minutes": held})
    if request.method == "POST" and form.is_valid():
        set_tolerance(viewer, minutes=form.cleaned_data["minutes"])
        messages.success(request, _("Kept. It counts for sessions that are closed from now on."))
        return redirect("attendance:led")
    return render(request, "meetings/rule.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
def mine(request: InRequest) -> HttpResponse:
    """Where I was there. Presence, not a score."""
    viewer = request.viewer
    zone = viewer.me.time_zone
    first = today(zone).replace(day=1)
    rows = roster.presence(viewer, start_of(first, zone) - dt.timedelta(days=60))
    month = start_of(first, zone)
    corrected = roster.corrections_of(viewer, rows)
    for row in rows:
        row.corrected = corrected.get(row.pk)  # type: ignore[attr-defined]
        row.week = week_of(row.session.begins_at.astimezone(ZoneInfo(zone)).date())  # type: ignore[attr-defined]
    there = [row for row in rows if row.status == Attendance.Status.PRESENT]
    context = {
        "rows": rows,
        "there": there,
        "this_month": sum(row.session.begins_at >= month for row in there),
        "code": viewer.see(DoorCode).filter(person=viewer.me, ended_at=None).first(),
    }
    return render(request, "meetings/presence.html", context)


@signed_in
@require_POST
def door_code(request: InRequest) -> HttpResponse:
    """A new code for the door."""
    take_door_code(request.viewer)
    return redirect("attendance:mine")
