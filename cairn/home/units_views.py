"""Units for a claim: what is ready and what is not, on a page and as a table that leaves the house by the one way out."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cairn.charting.forms import Period, Recipient
from cairn.home.units import file_of, gather, give_out, why_not
from cairn.kit.clock import today
from cairn.people.signedin import InRequest, signed_in

MOST = 200  # rows on a page; the file holds all


@signed_in
def units(request: InRequest) -> HttpResponse:
    """The rows of these days, with the reasons of those that are not ready."""
    viewer = request.viewer
    viewer.must("export_units", viewer.me)
    day = today(viewer.me.organisation.zone)
    usual = {"first": day.replace(day=1), "last": day}
    form = Period(request.GET if "first" in request.GET else None, initial=usual)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else usual
    lines = gather(viewer, chosen["first"], chosen["last"])
    export = Recipient(initial=chosen)
    show = request.GET.get("show", "")
    shown = [one for one in lines if show != "waiting" or not one.row.is_ready]
    context = {
        "form": form, "export": export, "lines": lines, "ready": sum(one.row.is_ready for one in lines), "show": show,
        "shown": shown[:MOST], "left_off": max(0, len(shown) - MOST), "why": why_not(lines), "chosen": chosen,
    }  # fmt: skip
    return render(request, "home/units.html", context, status=422 if form.errors else 200)


@signed_in
def export(request: InRequest) -> HttpResponse:
    """The same as a file. Each person's ledger says that it went out; whose may not go is not in it as ready."""
    viewer = request.viewer
    viewer.must("export_units", viewer.me)
    form = Recipient(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "home/units_export.html", {"form": form}, status=422 if form.errors else 200)
    first: dt.date = form.cleaned_data["first"]
    lines = gather(viewer, first, form.cleaned_data["last"])
    lines = give_out(viewer, lines, recipient=form.cleaned_data["recipient"], purpose=_("Payment for services"))
    return file_of(f"units-{first.isoformat()}.csv", lines)
