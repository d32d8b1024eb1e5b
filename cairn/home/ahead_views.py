"""Before the next session one leads: how many are expected, and who has been drifting away."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render

from cairn.home.drifting import drifting
from cairn.kit.clock import now
from cairn.meetings.roster import expected_at, sessions_led
from cairn.people.signedin import InRequest, signed_in

SOON = dt.timedelta(hours=36)


@signed_in
def ahead(request: InRequest) -> HttpResponse:
    """A part of Today, and a page of its own where nothing is fetched by itself."""
    viewer = request.viewer
    mine = (viewer.me.pk,)
    led = [
        one for one in sessions_led(viewer, now(), now() + SOON)
        if not one.closed_at and (one.facilitator_id in mine or one.co_facilitator_id in mine)
    ]  # fmt: skip
    session = led[0] if led else None
    people = list(expected_at(session)) if session else []
    away = drifting(viewer, people) if session else {}
    lines = [(one, away[one.pk]) for one in people if away.get(one.pk)]
    template = "home/staff_ahead.html" if request.htmx else "home/ahead.html"
    return render(request, template, {"session": session, "expected": len(people), "lines": lines})
