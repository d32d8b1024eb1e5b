"""Need support now: open to everybody, signed in or not. And the page of a concern."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from cairn.care.actions import list_worrying_phrases
from cairn.care.worry import BEGINNING, phrases
from cairn.kit.errors import Refused
from cairn.people.signedin import InRequest, signed_in
from cairn.safety.actions import close_concern, hand_over, raise_concern, say_own_line, take_concern
from cairn.safety.forms import CloseForm, DidForm, GiveForm, LineForm, PhrasesForm, with_one_day_on_all
from cairn.safety.models import Concern
from cairn.safety.reaching import reach_out
from cairn.safety.reads import asking, ladder, opened, timeline
from cairn.safety.team import colleagues

MINUTES = 600


@require_GET
@vary_on_headers("Cookie", "Accept-Language")
def support(request: HttpRequest) -> HttpResponse:
    """Numbers first, no questions. Signed out it says nothing about anybody, so a phone may keep it."""
    viewer = getattr(request, "viewer", None)
    context = {"asking": asking(viewer) if viewer else None}
    response = render(request, "safety/support.html", context)
    if viewer is None:
        response["Cache-Control"] = f"private, max-age={MINUTES}"
    return response


@signed_in
@require_POST
def ask(request: InRequest) -> HttpResponse:
    """Ask somebody from my team to reach me."""
    if not asking(request.viewer).told:
        raise Refused(_("Nobody is on duty here yet. Please call or text 988: somebody answers at any hour."))
    raise_concern(request.viewer, request.viewer.me, why=Concern.Why.SUPPORT)
    return redirect("safety:support")


@signed_in
def concern(request: InRequest, pk: int) -> HttpResponse:
    """One concern: what happened, what is next, and what one can do."""
    return _concern(request, pk)


def _concern(request: InRequest, pk: int, **forms: Any) -> HttpResponse:
    found = opened(request.viewer, pk)
    team = list(colleagues(request.viewer.organisation_id, found.person_id))
    context = {
        "concern": found,
        "person": found.person,
        "is_own": found.person == request.viewer.me,
        "is_mine": found.owner_id == request.viewer.me.pk,
        "steps": timeline(request.viewer, found),
        "ladder": ladder(found, team),
        "did": DidForm(),
        "give": GiveForm(team=[one for one in team if one != request.viewer.me]),
        "close": CloseForm(),
        **forms,
    }
    return render(request, "safety/concern.html", context, status=422 if forms else 200)


@signed_in
@require_POST
def take(request: InRequest, pk: int) -> HttpResponse:
    """Take it."""
    take_concern(request.viewer, request.viewer.get(Concern, pk=pk))
    return redirect("safety:concern", pk=pk)


@signed_in
@require_POST
def did(request: InRequest, pk: int) -> HttpResponse:
    """Write down a call, a message or a note."""
    found, form = request.viewer.get(Concern, pk=pk), DidForm(request.POST)
    if not form.is_valid():
        return _concern(request, pk, did=form)
    reach_out(request.viewer, found.person, **form.cleaned_data)
    return redirect("safety:concern", pk=pk)


@signed_in
@require_POST
def give(request: InRequest, pk: int) -> HttpResponse:
    """Hand it over to a colleague."""
    found = request.viewer.get(Concern, pk=pk)
    team = list(colleagues(request.viewer.organisation_id, found.person_id))
    form = GiveForm(request.POST, team=[one for one in team if one != request.viewer.me])
    if not form.is_valid():
        return _concern(request, pk, give=form)
    hand_over(request.viewer, found.person, **form.cleaned_data)
    return redirect("safety:concern", pk=pk)


@signed_in
@require_POST
def close(request: InRequest, pk: int) -> HttpResponse:
    """Close it with what came of it."""
    found, form = request.viewer.get(Concern, pk=pk), CloseForm(request.POST)
    if not form.is_valid():
        return _concern(request, pk, close=form)
    close_concern(request.viewer, found, **form.cleaned_data)
    messages.success(request, _("Closed. Thank you for being there."))
    return redirect("home:today")


@signed_in
def line(request: InRequest) -> HttpResponse:
    """The organisation's own line."""
    request.viewer.must("manage_people", request.viewer.me)
    form = line_form(request)
    if form.is_bound and form.is_valid():
        say_own_line(request.viewer, form.save(commit=False))
        messages.success(request, _("Kept. Everybody sees it under “Support now”."))
        return redirect("safety:line")
    return render(request, "safety/line.html", {"form": form}, status=422 if form.errors else 200)


def line_form(request: InRequest) -> LineForm:
    """The form of the line. “Monday’s times on every day” fills it in and keeps nothing yet."""
    if "copy" in request.POST:
        filled = with_one_day_on_all(request.POST)
        return LineForm(initial={name: filled.get(name, "") for name in filled}, instance=request.organisation)
    return LineForm(request.POST or None, instance=request.organisation)


@signed_in
def words(request: InRequest) -> HttpResponse:
    """The list of words that sound like danger, a box for each language."""
    request.viewer.must("list_phrases", request.viewer.me)
    listed = {language: phrases(request.viewer.organisation_id, language) for language in BEGINNING}
    form = PhrasesForm(request.POST or None, listed=listed)
    if form.is_valid():
        for language in BEGINNING:
            list_worrying_phrases(request.viewer, language, form.cleaned_data[language].splitlines())
        messages.success(request, _("Kept. The new list holds from now on."))
        return redirect("safety:words")
    return render(request, "safety/words.html", {"form": form}, status=422 if form.errors else 200)
