"""Telling that something hurts, and looking after what was told."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.chat.models import Message
from cairn.groups.models import Group
from cairn.home.moderation_reads import opened, the_list
from cairn.kit.errors import NotHere
from cairn.moderation.actions import Told, close_report, report, take_report
from cairn.moderation.forms import CloseForm, ReportForm
from cairn.moderation.models import Report
from cairn.people.models import Person
from cairn.people.signedin import InRequest, signed_in
from cairn.trust.records import Record


@signed_in
def reports(request: InRequest) -> HttpResponse:
    """What I told, and what waits for me to look after."""
    return render(request, "home/reports.html", the_list(request.viewer))


@signed_in
def about_message(request: InRequest, pk: int) -> HttpResponse:
    """Something is wrong with a message."""
    found = request.viewer.see(Message, may=("report",)).select_related("author", "room").filter(pk=pk).first()
    if found is None or not found.may_report:  # type: ignore[attr-defined]
        raise NotHere
    told = Told(found.author_id, found.room.group_id, found.pk, found.body)
    return _report(request, found, told, found.author)


@signed_in
def about_person(request: InRequest, pk: int) -> HttpResponse:
    """Something is wrong with how a person treats others."""
    found = request.viewer.see(Person, may=("report",)).filter(pk=pk).first()
    if found is None or not found.may_report:  # type: ignore[attr-defined]
        raise NotHere
    return _report(request, found, Told(found.pk), found)


def _report(request: InRequest, thing: Record, told: Told, person: Person) -> HttpResponse:
    form = ReportForm(request.POST or None)
    if form.is_valid():
        made = report(request.viewer, thing, told, **form.cleaned_data)
        messages.success(request, _("Thank you for telling us. It is with the people who look after this."))
        return redirect("moderation:report", pk=made.pk)
    group = request.viewer.see(Group).filter(pk=told.group).first() if told.group else None
    context = {"form": form, "one": person, "told": told, "group": group}
    return render(request, "home/report_new.html", context, status=422 if form.errors else 200)


@signed_in
def one(request: InRequest, pk: int) -> HttpResponse:
    """One report: for who told it, what became of it; for who looks after it, what there is to do."""
    return _one(request, pk, CloseForm())


def _one(request: InRequest, pk: int, form: CloseForm) -> HttpResponse:
    context: dict[str, Any] = opened(request.viewer, pk) | {"form": form}
    return render(request, "home/report.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def take(request: InRequest, pk: int) -> HttpResponse:
    """Look after it."""
    take_report(request.viewer, request.viewer.get(Report, pk=pk))
    return redirect("moderation:report", pk=pk)


@signed_in
@require_POST
def close(request: InRequest, pk: int) -> HttpResponse:
    """Answer, and close it."""
    found, form = request.viewer.get(Report, pk=pk), CloseForm(request.POST)
    if not form.is_valid():
        return _one(request, pk, form)
    close_report(request.viewer, found, **form.cleaned_data)
    messages.success(request, _("Answered and closed."))
    return redirect("moderation:reports")
