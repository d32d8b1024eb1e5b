"""A whole roster: sent, looked at, mended, taken in; then the invitations to hand out."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.arriving.checking import Checked, Problem, check
from cairn.arriving.models import Roster
from cairn.arriving.roster_forms import COLUMN_NAMES, SendRoster, mended, template_header
from cairn.arriving.sheet import Sheet
from cairn.arriving.taking import mend_roster, put_roster_away, send_roster, take_roster
from cairn.kit.clock import now
from cairn.kit.csvout import csv_response
from cairn.kit.errors import NotHere, Refused
from cairn.people.entry import LASTS
from cairn.people.invitations import invite_many
from cairn.people.models import Contact, Person
from cairn.people.signedin import InRequest, signed_in
from cairn.trust import looks
from cairn.trust.keys import ring

SHOWN, FIRST_ROWS, A_SHEET = 60, 8, 60


@signed_in
def rosters(request: InRequest) -> HttpResponse:
    """Send a list, and those sent before."""
    viewer = request.viewer
    viewer.must("manage_people", viewer.me)
    form = SendRoster(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        roster = send_roster(viewer, form.cleaned_data["file"], pk=form.cleaned_data["once"])
        return redirect("arriving:roster", pk=roster.pk)
    before = viewer.see(Roster).filter(put_away_at=None).order_by("-pk")[:20]
    context = {"form": form, "before": before, "columns": COLUMN_NAMES.items()}
    return render(request, "arriving/rosters.html", context, status=422 if form.errors else 200)


@signed_in
def template(request: InRequest) -> HttpResponse:
    """An empty table with the right columns."""
    request.viewer.must("manage_people", request.viewer.me)
    return csv_response("roster.csv", [template_header(get_language() or "en")])


@signed_in
def roster(request: InRequest, pk: int) -> HttpResponse:
    """One list: its problems to be mended, or who came in with it."""
    found = request.viewer.get(Roster, pk=pk)
    if found.put_away_at:
        return redirect("arriving:rosters")
    if found.taken_at:
        return _taken(request, found)
    if not found.sheet:
        raise NotHere
    sheet = Sheet.of_text(found.sheet)
    if request.method == "POST":
        mend_roster(request.viewer, found, mended(request.POST))
        return redirect("arriving:roster", pk=pk)
    return render(request, "arriving/roster.html", _looked_at(found, sheet, check(request.viewer, sheet)))


def _looked_at(found: Roster, sheet: Sheet, checked: Checked) -> dict[str, Any]:
    wrong = [(problem, str(COLUMN_NAMES.get(problem.column, ""))) for problem in checked.problems[:SHOWN]]
    return {
        "roster": found,
        "sheet": sheet,
        "checked": checked,
        "wrong": wrong,
        "more_wrong": max(len(checked.problems) - SHOWN, 0),
        "known": len(checked.lines) - len(checked.fresh),
        "used": [COLUMN_NAMES[column] for column in sheet.columns],
        "first": checked.lines[:FIRST_ROWS],
    }


@signed_in
def problems(request: InRequest, pk: int) -> HttpResponse:
    """Every problem as a table, for whoever keeps the list."""
    found = request.viewer.get(Roster, pk=pk)
    if not found.sheet:
        raise NotHere
    checked = check(request.viewer, Sheet.of_text(found.sheet))
    return csv_response(
        "problems.csv", [[_("Row"), _("Column"), _("What is there"), _("What is wrong")], *_told(checked)]
    )


def _told(checked: Checked) -> list[list[object]]:
    def line(one: Problem) -> list[object]:
        return [one.row, COLUMN_NAMES.get(one.column, ""), one.value, one.sentence]

    return [line(one) for one in checked.problems]


@signed_in
@require_POST
def take(request: InRequest, pk: int) -> HttpResponse:
    """Take everybody in, or nobody."""
    try:
        take_roster(request.viewer, request.viewer.get(Roster, pk=pk))
    except Refused as refusal:
        messages.warning(request, str(refusal.sentence))
    return redirect("arriving:roster", pk=pk)


@signed_in
@require_POST
def put_away(request: InRequest, pk: int) -> HttpResponse:
    """Take nobody in."""
    put_roster_away(request.viewer, request.viewer.get(Roster, pk=pk))
    messages.info(request, _("Put away. Nobody was taken in."))
    return redirect("arriving:rosters")


def _waiting(request: InRequest, found: Roster) -> QuerySet[Person]:
    """Those of the list who cannot sign in yet."""
    people = request.viewer.see(Person).filter(account=None, left_at=None)
    return people.filter(pk__in=found.arrival_people()).order_by("pk")


def _taken(request: InRequest, found: Roster) -> HttpResponse:
    page = Paginator(_waiting(request, found), A_SHEET).get_page(request.GET.get("page"))
    context = {"roster": found, "page": page, "mail_on": settings.MAIL_ON}
    return render(request, "arriving/roster_taken.html", context)


@signed_in
@require_POST
def sheet(request: InRequest, pk: int) -> HttpResponse:
    """Invitations to cut out, one QR code a person. They are shown this once; those of before end."""
    found = request.viewer.get(Roster, pk=pk)
    people = list(Paginator(_waiting(request, found), A_SHEET).get_page(request.POST.get("page")))
    cards = invite_many(request.viewer, people)
    names = _legal_names(request, people)
    links = [
        (link.person, names.get(link.person_id or 0, ""), request.build_absolute_uri(reverse("entry", args=[token])))
        for link, token in cards
    ]
    return render(request, "arriving/print.html", {"links": links, "until": now() + LASTS, "roster": found})


def _legal_names(request: InRequest, people: list[Person]) -> dict[int, str]:
    """Legal names on the sheet, so that each lands in the right hand: where the viewer may, and each leaves a Look."""
    viewer = request.viewer
    contacts = list(viewer.see(Contact).filter(person__in=people))
    if contacts:
        ring.warm(contact.legal_name_sealed for contact in contacts)
        grounds = viewer.why("view", contacts[0]) or ""
        known = looks.fresh(viewer.me, Contact, grounds).filter(person__in=people).values_list("person_id", flat=True)
        fresh = {contact.person_id for contact in contacts} - set(known)
        looks.leave_many(viewer.me, sorted(fresh), Contact, grounds)
    return {contact.person_id: contact.legal_name for contact in contacts}


@signed_in
@require_POST
def mail(request: InRequest, pk: int) -> HttpResponse:
    """Send each who has an address their invitation."""
    found = request.viewer.get(Roster, pk=pk)
    if not settings.MAIL_ON:
        raise NotHere
    reachable = Contact.objects.filter(organisation_id=request.viewer.organisation_id).exclude(email_index="")
    people = list(_waiting(request, found).filter(pk__in=reachable.values("person")))
    base = f"{request.scheme}://{request.get_host()}"
    sent = invite_many(request.viewer, people, base_url=base, by_mail=True)
    messages.success(request, _("%(n)s invitations go out now.") % {"n": len(sent)})
    return redirect("arriving:roster", pk=pk)
