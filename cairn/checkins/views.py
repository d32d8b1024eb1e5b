"""Check-ins: saying how it is, showing it, taking it back, reading and answering."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.checkins.actions import encourage as give
from cairn.checkins.actions import make_checkin, show
from cairn.checkins.actions import take_back as end_showing
from cairn.checkins.audience import circle_of, usual_choice
from cairn.checkins.forms import CheckInForm, EncourageForm, ShownForm, ShownPointForm, client_id_of
from cairn.checkins.models import CheckIn, Checkpoint, Encouragement, Shown
from cairn.checkins.reads import check_ins, encouragements, opened, readable, reading, shown_rows, thing_of
from cairn.checkins.trend import SPANS, lines_of
from cairn.kit.errors import NotHere, Refused
from cairn.people.models import Person, Role
from cairn.people.signedin import InRequest, signed_in

PAGE = 20
COMMUNITY = frozenset({Role.Kind.MEMBER, Role.Kind.ALUM})


def mine_to_make(request: InRequest) -> None:
    """Check-ins are made by members and alumni; whoever else comes here is told so. The action asks the policy."""
    if not request.viewer.roles & COMMUNITY:
        raise Refused(_("Check-ins are for members. You read here what people show you."))


def number(text: str | None) -> int | None:
    """A number out of an address, or nothing."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


@signed_in
def new(request: InRequest) -> HttpResponse:
    """Check in. Nothing that was written is lost where something has to be put right."""
    mine_to_make(request)
    circle, client_id = circle_of(request.viewer), client_id_of(request.POST.get("client_id", ""))
    if request.method != "POST":
        usual = usual_choice(request.viewer, circle.places())
        first = {"mood": request.GET.get("mood"), "to": usual, "keep": usual is not None}
        return _form(request, CheckInForm(circle=circle, initial=first), client_id)
    form = CheckInForm(request.POST, circle=circle)
    if form.is_valid():
        made = make_checkin(request.viewer, client_id=client_id, **form.answers())
        return redirect("home:after", pk=made.pk)
    if form.says_unsafe:  # a slip elsewhere on the page must not keep help away
        make_checkin(request.viewer, client_id=f"no-{client_id[:37]}", safe=False)
    return _form(request, form, client_id, told=form.says_unsafe)


def _form(request: InRequest, form: CheckInForm, client_id: str, *, told: bool = False) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "circle": form.circle, "client_id": client_id, "told": told}
    return render(request, "checkins/new.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_POST
def not_today(request: InRequest) -> HttpResponse:
    """Not today: it counts, and asks nothing."""
    client_id = client_id_of(request.POST.get("client_id", ""))
    made = make_checkin(request.viewer, client_id=client_id, not_today=True)
    return redirect("home:after", pk=made.pk)


@signed_in
def mine(request: InRequest) -> HttpResponse:
    """My check-ins, each with whom it is shown to."""
    rows = check_ins(request.viewer).filter(person=request.viewer.me).order_by("-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    found = readable(rows[page.start_index() - 1 if page.start_index() else 0 : page.end_index()])
    shown = shown_rows(request.viewer, [it.pk for it in found])
    entries = [{"it": it, "shown": shown[it.pk]} for it in found]
    return render(request, "checkins/mine.html", {"entries": entries, "page": page})


@signed_in
def one(request: InRequest, pk: int) -> HttpResponse:
    """One check-in or checkpoint: one's own with what came back, somebody's with a way to answer."""
    thing = thing_of(request.viewer, pk)
    if thing.person_id != request.viewer.me.pk:
        request.viewer.open(type(thing), of=thing.person)
    return render(request, "checkins/one.html", _one(request, thing, EncourageForm()))


def _one(request: InRequest, thing: CheckIn | Checkpoint, form: EncourageForm) -> dict[str, Any]:
    """What the page of one thing shows to this viewer: never more than their grounds allow."""
    own, is_checkin = thing.person_id == request.viewer.me.pk, isinstance(thing, CheckIn)
    return {
        "thing": thing,
        "it": reading(thing) if isinstance(thing, CheckIn) else None,
        "point": None if is_checkin else thing,
        "own": own,
        "shown": shown_rows(request.viewer, [thing.pk])[thing.pk] if own else [],
        "came_back": encouragements(request.viewer, thing),
        "may_encourage": bool(vars(thing)["may_encourage"]),
        "form": form,
        "kinds": [kind for kind in Encouragement.Kind.choices if kind[0] != Encouragement.Kind.WORDS],
        "client_id": client_id_of(""),
    }


@signed_in
def show_more(request: InRequest, pk: int) -> HttpResponse:
    """Show one's own check-in to somebody else too."""
    thing = thing_of(request.viewer, pk)
    if thing.person_id != request.viewer.me.pk:
        raise NotHere
    what = ShownForm if isinstance(thing, CheckIn) else ShownPointForm
    form = what(request.POST or None, circle=circle_of(request.viewer))
    if form.is_valid():
        show(request.viewer, thing, **form.audience())
        return redirect("checkins:one", pk=pk)
    return render(request, "checkins/show.html", {"thing": thing, "form": form}, status=422 if form.is_bound else 200)


@signed_in
@require_POST
def take_back(request: InRequest, pk: int) -> HttpResponse:
    """Stop showing it to one of those who see it."""
    shown = end_showing(request.viewer, request.viewer.get(Shown, pk=pk))
    back = "checkins:mine" if request.POST.get("back") == "mine" else "checkins:one"
    return redirect(back) if back == "checkins:mine" else redirect(back, pk=shown.checkin_id or shown.checkpoint_id)


@signed_in
@require_POST
def encourage(request: InRequest, pk: int) -> HttpResponse:
    """Answer with a tap or words."""
    thing, form = thing_of(request.viewer, pk), EncourageForm(request.POST)
    if form.is_valid():
        client_id = client_id_of(request.POST.get("client_id", ""))
        give(request.viewer, thing, client_id=client_id, **form.cleaned_data)
        return redirect("checkins:one", pk=pk)
    return render(request, "checkins/one.html", _one(request, thing, form), status=422)


@signed_in
def of(request: InRequest, pk: int) -> HttpResponse:
    """What somebody has shown me of their check-ins. They can read that I looked."""
    person = request.viewer.get(Person, pk=pk)
    if person.pk == request.viewer.me.pk:
        return redirect("checkins:mine")
    found = list(readable(opened(request.viewer, person, before=number(request.GET.get("before")))[: PAGE + 1]))
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    return render(request, "checkins/of.html", {"of": person, "readings": found[:PAGE], "older": older})


@signed_in
def trend(request: InRequest) -> HttpResponse:
    """My own gentle line."""
    days = 90 if request.GET.get("days") == "90" else SPANS[0]
    return render(
        request, "checkins/trend.html", {"lines": lines_of(request.viewer, days), "days": days, "spans": SPANS}
    )
