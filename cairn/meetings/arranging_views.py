"""Arranging sessions: what stands in the way is said first."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cairn.kit.clock import today
from cairn.kit.errors import NotHere
from cairn.meetings import reads
from cairn.meetings.actions import arrange_series
from cairn.meetings.clashing import clashes
from cairn.meetings.forms import Arrange
from cairn.meetings.laying import fresh, horizon
from cairn.meetings.models import Series, Session
from cairn.meetings.recurrence import days_of
from cairn.people.models import Role
from cairn.people.signedin import InRequest, signed_in


@signed_in
def new(request: InRequest) -> HttpResponse:
    """A session, or a series of them."""
    viewer = request.viewer
    if not viewer.roles & set(Role.CARE_STAFF) and not reads.groups_to_arrange(viewer).exists():
        raise NotHere
    form = Arrange(viewer, request.POST or None, initial=_first(request))
    found = []
    if request.method == "POST" and form.is_valid():
        fields, invited = form.fields_of_series(), form.invited(form.cleaned_data)
        found = clashes(viewer, would_be(Series(organisation_id=viewer.organisation_id, **fields)), invited=invited)
        sure = "sure" in request.POST and not any(one.stops for one in found)
        if not found or sure:
            made = arrange_series(viewer, pk=form.cleaned_data["once"], invited=invited, **fields)
            messages.success(request, _("The sessions are arranged.") if made.rule else _("The session is arranged."))
            return redirect(f"{reverse('meetings:board')}?from={made.begins_on}")
    context = {"form": form, "clashes": found, "stops": any(one.stops for one in found)}
    return render(request, "meetings/new.html", context, status=422 if form.errors or found else 200)


def would_be(series: Series) -> list[Session]:
    """The sessions of a series as they would be laid out. Not saved."""
    last = min(horizon(series), series.ends_on) if series.ends_on else horizon(series)
    first = series.begins_on
    days = list(days_of(series.rule, first, first, max(last, first)))
    found = [fresh(series, day) for day in days]
    for session in found:  # what the series knows already need not be asked again
        session.group, session.place = series.group, series.place
        session.facilitator, session.co_facilitator = series.facilitator, series.co_facilitator
    return found


def _first(request: InRequest) -> dict[str, object]:
    """What the form shows at first: the day and group an address names, me as the one who leads."""
    day, group = request.GET.get("day", ""), request.GET.get("group", "")
    return {"day": day or today(request.organisation.zone), "group": group, "facilitator": request.viewer.me.pk}
