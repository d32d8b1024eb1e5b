"""Session plans: ours to copy, one's own, and those colleagues share."""

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.kit.errors import NotHere
from cairn.kit.once import number_of, ticket
from cairn.meetings import library
from cairn.meetings.keeping_forms import NewPlan, PlanForm
from cairn.meetings.models import SessionPlan
from cairn.meetings.planning import change_plan, retire_plan, share_plan, write_plan
from cairn.people.models import Role
from cairn.people.signedin import InRequest, signed_in


def _works_with_plans(request: InRequest) -> None:
    if not request.viewer.roles & set(Role.CARE_STAFF):
        raise NotHere


def _once(request: InRequest) -> int:
    """The number on the page's ticket, which makes a second press harmless."""
    try:
        return number_of(request.POST.get("once", ""))
    except BadSignature:
        raise NotHere from None


@signed_in
def plans(request: InRequest) -> HttpResponse:
    """All plans this viewer can use."""
    _works_with_plans(request)
    viewer = request.viewer
    rows = viewer.see(SessionPlan).filter(retired_at=None).select_related("by").order_by("title", "pk")
    mine = [row for row in rows if row.by_id == viewer.me.pk]
    shared = [row for row in rows if row.by_id != viewer.me.pk]
    ours = library.plans(get_language() or "en").values()
    return render(request, "meetings/plans.html", {"mine": mine, "shared": shared, "ours": ours})


@signed_in
def plan(request: InRequest, pk: int) -> HttpResponse:
    """One plan to read and to lead by."""
    found = request.viewer.see(SessionPlan, may=("change",)).filter(pk=pk).select_related("by").first()
    if found is None:
        raise NotHere
    return render(request, "meetings/plan.html", {"plan": found, "once": ticket()})


@signed_in
def ours(request: InRequest, key: str) -> HttpResponse:
    """One plan of our library; sent, it becomes one's own copy."""
    _works_with_plans(request)
    found = library.plans(get_language() or "en").get(key)
    if found is None:
        raise NotHere
    if request.method != "POST":
        return render(request, "meetings/plan.html", {"plan": found, "is_ours": True, "once": ticket()})
    made = write_plan(request.viewer, pk=_once(request), **found.fields())
    messages.success(request, _("It is yours now. Change what you like."))
    return redirect("meetings:plan", pk=made.pk)


@signed_in
@require_POST
def copy(request: InRequest, pk: int) -> HttpResponse:
    """A copy of one's own, to change."""
    found = request.viewer.get(SessionPlan, pk=pk)
    fields = {name: getattr(found, name) for name in ("title", "purpose", "format", "language", "steps")}
    made = write_plan(request.viewer, pk=_once(request), **fields)
    messages.success(request, _("It is yours now. Change what you like."))
    return redirect("meetings:plan", pk=made.pk)


@signed_in
def new(request: InRequest) -> HttpResponse:
    """Write a plan."""
    _works_with_plans(request)
    form = NewPlan(request.POST or None, initial={"language": request.viewer.me.language, "format": "topic"})
    if request.method == "POST" and form.is_valid():
        made = write_plan(request.viewer, pk=form.cleaned_data["once"], **form.told())
        return redirect("meetings:plan", pk=made.pk)
    return render(request, "meetings/plan_edit.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
def edit(request: InRequest, pk: int) -> HttpResponse:
    """Change a plan of one's own."""
    found = request.viewer.get(SessionPlan, pk=pk)
    request.viewer.must("change", found)
    initial = {name: getattr(found, name) for name in ("title", "purpose", "format", "language")}
    form = PlanForm(request.POST or None, initial=initial, steps=found.steps)
    if request.method == "POST" and form.is_valid():
        change_plan(request.viewer, found, **form.told())
        return redirect("meetings:plan", pk=pk)
    return render(request, "meetings/plan_edit.html", {"form": form, "plan": found}, status=422 if form.errors else 200)


@signed_in
@require_POST
def share(request: InRequest, pk: int) -> HttpResponse:
    """Show it to colleagues, or no longer."""
    share_plan(request.viewer, request.viewer.get(SessionPlan, pk=pk), yes=request.POST.get("shared") == "yes")
    return redirect("meetings:plan", pk=pk)


@signed_in
@require_POST
def retire(request: InRequest, pk: int) -> HttpResponse:
    """Put it away."""
    retire_plan(request.viewer, request.viewer.get(SessionPlan, pk=pk))
    messages.info(request, _("The plan is put away. Sessions that have it keep it."))
    return redirect("meetings:plans")
