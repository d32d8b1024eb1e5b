"""People, for staff: who is here, one person, and letting somebody in."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.care.actions import put_on_care_team, take_off_care_team
from cairn.care.episodes import enrol
from cairn.care.models import CareTie, Level
from cairn.home import people as reads
from cairn.home.people_forms import AddPerson, ContactForm, Find, JoinTeam
from cairn.kit.clock import now, today
from cairn.kit.errors import NotHere, Refused
from cairn.people.actions import change_contact, welcome_person
from cairn.people.entry import LASTS, make_entry_link
from cairn.people.models import Contact, Person, Role
from cairn.people.signedin import InRequest, signed_in
from cairn.trust.viewer import Viewer


@signed_in
def people(request: InRequest) -> HttpResponse:
    """The people this viewer may see, narrowed by name, role and level."""
    reads.must_be_staff(request.viewer)
    form = Find(request.GET, request.viewer)
    wanted = reads.Wanted(**form.cleaned_data) if form.is_valid() else reads.Wanted()
    page, lines = reads.page_of(request.viewer, reads.found(request.viewer, wanted), request.GET.get("page"))
    return render(
        request,
        "home/people.html",
        {
            "form": form,
            "page": page,
            "lines": lines,
            "narrowed": any(vars(wanted).values()),
            "may_break": bool(request.viewer.roles & set(Role.CARE_STAFF)),
        },
    )


@signed_in
def person(request: InRequest, pk: int) -> HttpResponse:
    """One person, as far as this viewer may know."""
    reads.must_be_staff(request.viewer)
    found = reads.one(request.viewer, pk)
    known = reads.about(request.viewer, found)
    context = {
        "one": found,
        "in_treatment": any(stay.ended_on is None and stay.level.kind != "alumni" for stay in known["episodes"]),
        "checkins_url": _checkins_of(pk),
        "can_manage": _manages(request.viewer),
        "can_appoint": Role.Kind.ADMINISTRATOR in request.viewer.roles,
        "may_propose": found.is_mine or Role.Kind.COORDINATOR in request.viewer.roles,  # type: ignore[attr-defined]
        "can_tie": Role.Kind.COORDINATOR in request.viewer.roles,
        **known,
    }
    return render(request, "home/person.html", context)


def _manages(viewer: Viewer) -> bool:
    """What the page offers; the actions ask the policy."""
    return bool(viewer.roles & {Role.Kind.COORDINATOR, Role.Kind.ADMINISTRATOR})


def _checkins_of(pk: int) -> str:
    try:
        return reverse("checkins:of", args=[pk])
    except NoReverseMatch:
        return ""


@signed_in
def contact(request: InRequest, pk: int) -> HttpResponse:
    """Legal name and contact data: opening it leaves a Look that the person reads."""
    reads.must_be_staff(request.viewer)
    found = reads.one(request.viewer, pk)
    data = request.viewer.open(Contact, of=found).first()
    if data is None:
        raise NotHere
    form = _contact_form(request, data) if request.viewer.may("change", data) else None
    if form and request.method == "POST" and form.is_valid():
        try:
            change_contact(request.viewer, data, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("email", str(refusal.sentence))
        else:
            return redirect("people:contact", pk=pk)
    return render(request, "home/person_contact.html", {"one": found, "contact": data, "form": form})


def _contact_form(request: InRequest, data: Contact) -> ContactForm:
    initial = {"legal_name": data.legal_name, "email": data.email, "phone": data.phone}
    return ContactForm(request.POST or None, initial=initial)


@signed_in
def add(request: InRequest) -> HttpResponse:
    """Let somebody in."""
    viewer = request.viewer
    viewer.must("manage_people", viewer.me)
    form = AddPerson(viewer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _let_in(viewer, form)
        except Refused as refusal:
            form.add_error("email", str(refusal.sentence))
        else:
            messages.success(request, _("%(name)s has a place here now.") % {"name": made.chosen_name})
            return redirect("people:person", pk=made.pk)
    return render(request, "home/person_add.html", {"form": form})


@transaction.atomic
def _let_in(viewer: Viewer, form: AddPerson) -> Person:
    data = form.cleaned_data
    made = welcome_person(
        viewer, chosen_name=data["chosen_name"], roles=tuple(data["roles"]), language=data["language"],
        legal_name=data["legal_name"], email=data["email"], phone=data["phone"], pk=data["once"],
    )  # fmt: skip
    if data["level"]:
        enrol(viewer, made, viewer.get(Level, pk=data["level"]), on=today(viewer.me.organisation.zone))
    if data["carer"]:
        put_on_care_team(viewer, made, viewer.get(Person, pk=data["carer"]), is_owner=True)
    return made


@signed_in
def link(request: InRequest, pk: int) -> HttpResponse:
    """A one-time sign-in link, shown this once, to hand over."""
    found = reads.one(request.viewer, pk)
    if request.method != "POST":
        return redirect("people:person", pk=pk)
    address = request.build_absolute_uri(reverse("entry", args=[make_entry_link(request.viewer, found)]))
    return render(request, "home/person_link.html", {"one": found, "address": address, "until": now() + LASTS})


@signed_in
def team(request: InRequest, pk: int) -> HttpResponse:
    """Who cares for this person."""
    viewer, found = request.viewer, reads.one(request.viewer, pk)
    viewer.must("manage_people", viewer.me)
    form = JoinTeam(viewer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        carer = viewer.get(Person, pk=form.cleaned_data["carer"])
        put_on_care_team(viewer, found, carer, is_owner=form.cleaned_data["is_owner"])
        return redirect("people:team", pk=pk)
    ties = viewer.see(CareTie).filter(person=found, ended_at=None).select_related("carer").order_by("-is_owner", "pk")
    return render(request, "home/person_team.html", {"one": found, "form": form, "ties": ties})


@signed_in
@require_POST
def leave_team(request: InRequest, pk: int) -> HttpResponse:
    """Take somebody off a care team."""
    tie = request.viewer.get(CareTie, pk=pk, ended_at=None)
    take_off_care_team(request.viewer, tie)
    return redirect("people:team", pk=tie.person_id)
