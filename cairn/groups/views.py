"""Groups for those who look for one or sit in one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.groups import reads
from cairn.groups.actions import answer_ask, ask_to_join, leave_group, sign_agreement, take_back_ask
from cairn.groups.forms import Browse
from cairn.groups.models import Ask, Group, Seat
from cairn.kit.errors import Refused
from cairn.people.signedin import InRequest, signed_in

PAGE = 30


@signed_in
def groups(request: InRequest) -> HttpResponse:
    """My groups first, then those to browse."""
    form = Browse(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = Paginator(reads.to_browse(request.viewer, **wanted), PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "narrowed": any(wanted.values()), "seats": reads.my_seats(request.viewer)}
    return render(request, "groups/list.html", {**context, "waiting": reads.waiting(request.viewer)})


@signed_in
def group(request: InRequest, pk: int) -> HttpResponse:
    """One group: what it is for, my way in, and the people once I have signed."""
    found = reads.one(request.viewer, pk)
    seats = reads.seats_of(request.viewer, found)
    mine = next((seat for seat in seats if seat.person_id == request.viewer.me.pk), None)
    roster = seats if found.may_see_roster else []  # type: ignore[attr-defined]
    context = {"group": found, "seat": mine, "leaders": [seat for seat in seats if seat.leads], "roster": roster}
    return render(request, "groups/group.html", {**context, "waiting": reads.waiting(request.viewer, found)})


@signed_in
def agreement(request: InRequest, pk: int) -> HttpResponse:
    """What everybody promises, in its current version."""
    found = reads.one(request.viewer, pk)
    seat = request.viewer.see(Seat).filter(group=found, person=request.viewer.me, left_at=None).first()
    current = reads.agreement_of(request.viewer, found)
    return render(request, "groups/agreement.html", {"group": found, "seat": seat, "agreement": current})


@signed_in
@require_POST
def sign(request: InRequest, pk: int) -> HttpResponse:
    """Promise; if the words changed meanwhile, read them first."""
    seat = request.viewer.get(Seat, group_id=pk, person=request.viewer.me, left_at=None)
    version = request.POST.get("version", "")
    try:
        sign_agreement(request.viewer, seat, version=int(version) if version.isdecimal() else 0)
    except Refused as refusal:
        messages.warning(request, str(refusal.sentence))
        return redirect("groups:agreement", pk=pk)
    messages.success(request, _("Thank you. The room is open to you now."))
    return redirect("groups:group", pk=pk)


@signed_in
def leave(request: InRequest, pk: int) -> HttpResponse:
    """Leave, asked first."""
    found = request.viewer.get(Group, pk=pk)
    seat = request.viewer.see(Seat).filter(group=found, person=request.viewer.me, left_at=None).first()
    if seat is None:  # left already, in another window or by a second tap
        return redirect("groups:group", pk=pk)
    if request.method != "POST":
        return render(request, "groups/leave.html", {"group": found, "seat": seat})
    leave_group(request.viewer, seat)
    messages.info(request, _("You have left the group. You can ask for a seat again any time."))
    return redirect("groups:list")


@signed_in
@require_POST
def ask(request: InRequest, pk: int) -> HttpResponse:
    """Ask for a seat."""
    ask_to_join(request.viewer, request.viewer.get(Group, pk=pk))
    return redirect("groups:group", pk=pk)


@signed_in
@require_POST
def answer(request: InRequest, pk: int) -> HttpResponse:
    """Answer an ask or an invitation: yes, or not now."""
    found = request.viewer.get(Ask, pk=pk)
    try:
        answer_ask(request.viewer, found, yes=request.POST.get("answer") == "yes")
    except Refused as refusal:
        messages.warning(request, str(refusal.sentence))
    if found.way == Ask.Way.INVITED and request.POST.get("answer") != "yes":
        return redirect("groups:list")
    return redirect("groups:group", pk=found.group_id)


@signed_in
@require_POST
def take_back(request: InRequest, pk: int) -> HttpResponse:
    """Ask no longer, or invite no longer."""
    found = request.viewer.get(Ask, pk=pk)
    take_back_ask(request.viewer, found)
    return redirect("groups:group", pk=found.group_id)
