"""The facilitator's list of one session: who is expected, who is there, who is drifting."""

from django.http import HttpResponse
from django.shortcuts import render

from cairn.charting.sheet import KINDS
from cairn.home.drifting import drifting
from cairn.kit.clock import now
from cairn.meetings.roster import one_kept, roster
from cairn.people.signedin import InRequest, signed_in


@signed_in
def session_roster(request: InRequest, pk: int) -> HttpResponse:
    """Everybody on the roster, each with the taps that fit what stands now."""
    viewer = request.viewer
    session = one_kept(viewer, pk)
    lines = roster(session, session.tolerance)  # type: ignore[attr-defined]
    away = drifting(viewer, [line.person for line in lines]) if session.closed_at is None else {}
    for line in lines:
        line.drifting = away.get(line.person.pk, [])
    context = {
        "session": session,
        "lines": lines,
        "there": sum(line.state == "there" for line in lines),
        "has_begun": session.begins_at <= now(),
        "may_tap": session.closed_at is None and session.may_let_in,  # type: ignore[attr-defined]
        "may_chart": session.closed_at is not None and session.kind in KINDS and session.may_chart,  # type: ignore[attr-defined]
        "topic": f"attendance:{session.pk}",
    }
    return render(request, "meetings/roster.html", context)
