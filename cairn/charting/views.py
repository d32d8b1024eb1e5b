"""Notes: written once, looked through, signed; read by the team and by whom they are about."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.charting import reads
from cairn.charting.forms import Counselling, CredentialForm, Later, Signing, WriteUpForm, said_before
from cairn.charting.models import ChartingRule, Note
from cairn.charting.notes import (
    NOT_CLOSED,
    add_to_note,
    cosign_note,
    keep_counselling_note,
    set_charting,
    set_credential,
    sign_note,
    write_up,
)
from cairn.charting.sheet import evening_of, read_record
from cairn.kit.errors import NotHere, Refused
from cairn.meetings.models import Session
from cairn.people.models import Person, Role
from cairn.people.signedin import InRequest, signed_in


@signed_in
def desk(request: InRequest) -> HttpResponse:
    """What waits for me: sessions to write up, notes to sign, signatures asked of me."""
    viewer = request.viewer
    if not viewer.roles & set(Role.STAFF):
        return redirect("charting:mine")
    may_set = viewer.may("set_charting", viewer.me)
    return render(request, "charting/desk.html", {"desk": reads.desk(viewer), "may_set": may_set})


@signed_in
def session(request: InRequest, pk: int) -> HttpResponse:
    """The write-up and a line for everybody who was there."""
    viewer, evening = request.viewer, reads.to_chart(request.viewer, pk)
    people = [row.person for row in evening.present.values()]
    held = evening.write_up
    begin = {"topic": held.topic, "intervention": held.intervention} if held else {}
    form = WriteUpForm(
        people,
        request.POST or None,
        initial={**begin, **said_before(people, reads.notes_by_person(viewer, evening.session))},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        write_up(viewer, evening.session, topic=data["topic"], intervention=data["intervention"], lines=form.lines())
        return redirect("charting:sign", pk=pk)
    counsels = viewer.may("counsel", evening.session)
    context = {"session": evening.session, "form": form, "counsels": counsels, "not_closed": NOT_CLOSED}
    return render(request, "charting/session.html", context, status=422 if form.errors else 200)


@signed_in
def sign(request: InRequest, pk: int) -> HttpResponse:
    """Look each note through, then sign: all that are whole at once."""
    viewer, evening = request.viewer, reads.to_chart(request.viewer, pk)
    found = reads.drafts(viewer, evening)
    if request.method == "POST":
        sure, signed = set(request.POST.getlist("sure")), 0
        for one in found:
            looked = str(one.note.pk) in sure
            if one.note.signed_at is None and not one.missing and (looked or not one.caught):
                sign_note(viewer, one.note, looked_at_names=looked)
                signed += 1
        messages.success(request, _("Signed: %(n)s.") % {"n": signed})
        return redirect("charting:sign", pk=pk)
    ready = sum(1 for one in found if one.note.signed_at is None and not one.missing)
    return render(request, "charting/sign.html", {"session": evening.session, "drafts": found, "ready": ready})


@signed_in
def note(request: InRequest, pk: int) -> HttpResponse:
    """One note, with what was said later."""
    viewer, found = request.viewer, reads.one(request.viewer, pk)
    form = Later(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add_to_note(viewer, found, words=form.cleaned_data["words"], pk=form.cleaned_data["once"])
        return redirect("charting:note", pk=pk)
    lines = read_record(found, None if found.signed_at else evening_of(found.session))
    context = {"note": found, "lines": lines, "addenda": reads.addenda_of(viewer, found), "form": form}
    return render(request, "charting/note.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def cosign(request: InRequest, pk: int) -> HttpResponse:
    """Sign beside a peer specialist."""
    cosign_note(request.viewer, request.viewer.get(Note, pk=pk))
    return redirect("charting:note", pk=pk)


@signed_in
def of(request: InRequest, pk: int) -> HttpResponse:
    """The notes about somebody on my care; they can read that I opened them."""
    viewer = request.viewer
    person = viewer.get(Person, pk=pk)
    if person == viewer.me:
        return redirect("charting:mine")
    if not viewer.roles & set(Role.CARE_STAFF):
        raise NotHere
    return render(request, "charting/of.html", {"one": person, "notes": reads.notes_of(viewer, person)})


@signed_in
def mine(request: InRequest) -> HttpResponse:
    """The notes about me."""
    return render(request, "charting/mine.html", {"notes": reads.notes_of(request.viewer, request.viewer.me)})


@signed_in
def counselling(request: InRequest, pk: int, person: int) -> HttpResponse:
    """My own note about somebody in a session: for my eyes alone."""
    viewer = request.viewer
    found = viewer.get(Session, pk=pk)
    viewer.must("counsel", found)
    row = evening_of(found).present.get(person)
    if row is None:
        raise NotHere
    held = reads.counselling_of(viewer, found, row.person)
    form = Counselling(request.POST or None, initial={"words": held.words if held else ""})
    if request.method == "POST" and form.is_valid():
        keep_counselling_note(viewer, found, row.person, words=form.cleaned_data["words"])
        messages.success(request, _("Kept, for you alone."))
        return redirect("charting:session", pk=pk)
    context = {"session": found, "one": row.person, "form": form}
    return render(request, "charting/counselling.html", context, status=422 if form.errors else 200)


@signed_in
def signing(request: InRequest) -> HttpResponse:
    """Who signs as what, and whether peers need a second signature."""
    viewer = request.viewer
    viewer.must("set_charting", viewer.me)
    form = Signing(request.POST or None, initial={"peers_need_cosign": ChartingRule.peers_need(viewer.organisation_id)})
    if request.method == "POST" and form.is_valid():
        set_charting(viewer, peers_need_cosign=form.cleaned_data["peers_need_cosign"])
        return redirect("charting:signing")
    return render(request, "charting/signing.html", {"form": form, "signers": reads.signers(viewer)})


@signed_in
@require_POST
def credential(request: InRequest, pk: int) -> HttpResponse:
    """The letters of one colleague."""
    form = CredentialForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Forty letters at most."))
    set_credential(request.viewer, request.viewer.get(Person, pk=pk), **form.cleaned_data)
    return redirect("charting:signing")
