"""The week of everybody against their level, and the tables of what counts and what feeds units."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.charting.counting import kinds_that_count
from cairn.charting.forms import Counting, PayerRuleForm
from cairn.charting.ledger import PayerRule
from cairn.charting.tables import arrange_make_up, lay_usual_rules, set_counting, set_payer_rule
from cairn.charting.weeks import ledger, proposed
from cairn.kit.errors import NotHere
from cairn.people.models import Person, Role
from cairn.people.signedin import InRequest, signed_in


@signed_in
def hours(request: InRequest) -> HttpResponse:
    """Who is short this week, while it can still be mended."""
    viewer = request.viewer
    if not viewer.roles & set(Role.CARE_STAFF):
        raise NotHere
    context = {"ledger": ledger(viewer), "may_set": viewer.may("set_charting", viewer.me)}
    return render(request, "charting/hours.html", context)


@signed_in
def short(request: InRequest) -> HttpResponse:
    """Who is short, for Today: from Thursday on, nothing before. Opened alone, it is the page of hours."""
    viewer = request.viewer
    if not viewer.roles & set(Role.CARE_STAFF):
        raise NotHere
    if not request.htmx:
        return redirect("charting:hours")
    return render(request, "charting/short.html", {"ledger": ledger(viewer)})


@signed_in
@require_POST
def make_up(request: InRequest, pk: int, person: int) -> HttpResponse:
    """Somebody may come to this session too."""
    viewer = request.viewer
    arrange_make_up(viewer, proposed(viewer, pk), viewer.get(Person, pk=person))
    messages.success(request, _("Arranged. They are expected there now."))
    return redirect("charting:hours")


@signed_in
def counting(request: InRequest) -> HttpResponse:
    """What counts, and the payer's table."""
    viewer = request.viewer
    viewer.must("set_charting", viewer.me)
    form = Counting(request.POST or None, initial={"counts": sorted(kinds_that_count(viewer.organisation_id))})
    if request.method == "POST" and form.is_valid():
        set_counting(viewer, counts=set(form.cleaned_data["counts"]))
        messages.success(request, _("Kept."))
        return redirect("charting:counting")
    rules = viewer.see(PayerRule).order_by("position", "pk")
    return render(request, "charting/counting.html", {"form": form, "rules": rules})


@signed_in
@require_POST
def usual(request: InRequest) -> HttpResponse:
    """Begin the payer's table with what is usual."""
    lay_usual_rules(request.viewer)
    return redirect("charting:counting")


@signed_in
def rule(request: InRequest, pk: int = 0) -> HttpResponse:
    """One row of the payer's table."""
    viewer = request.viewer
    viewer.must("set_charting", viewer.me)
    held = viewer.get(PayerRule, pk=pk) if pk else None
    form = PayerRuleForm(request.POST or None, instance=held, initial={"kinds": held.kinds_fed if held else []})
    if request.method == "POST" and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "once"}
        set_payer_rule(viewer, held, pk=form.cleaned_data["once"], **fields)
        return redirect("charting:counting")
    return render(request, "charting/rule.html", {"form": form, "rule": held}, status=422 if form.errors else 200)
