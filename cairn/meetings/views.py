"""Sessions for those who come to them: my week, one session, I cannot come."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.meetings import reads
from cairn.meetings.absence import cannot_come, come_after_all, take_make_up
from cairn.meetings.forms import CannotCome
from cairn.meetings.making_up import suggestions
from cairn.meetings.models import Attendance, Session
from cairn.meetings.week import laid, mine, monday_of
from cairn.people.signedin import InRequest, signed_in
from cairn.trust.viewer import Viewer


@signed_in
def week(request: InRequest) -> HttpResponse:
    """My week, in my own zone."""
    viewer = request.viewer
    zone = viewer.me.time_zone
    found = laid(mine(viewer), monday_of(request.GET.get("from", ""), zone), zone)
    return render(request, "meetings/week.html", {"week": found, "zone_name": zone.replace("_", " "), "moment": now()})


@signed_in
def session(request: InRequest, pk: int) -> HttpResponse:
    """One session: when, where, who leads it; for who keeps it, who is expected."""
    viewer, found = request.viewer, reads.one(request.viewer, pk)
    keeps = found.may_manage
    said = viewer.see(Attendance).filter(session=found, person=viewer.me).select_related("makes_up_for").first()
    context = {
        "session": found, "said": said, "moment": now(), "elsewhere": found.zone != viewer.me.time_zone,
        "roster": reads.roster(viewer, found) if keeps else None, "was_there": reads.was_there(viewer, found),
    }  # fmt: skip
    return render(request, "meetings/session.html", context)


@signed_in
def cannot(request: InRequest, pk: int) -> HttpResponse:
    """I cannot come: with words only if I like; then what else would fit my week."""
    found = _to_answer(request.viewer, pk)
    form = CannotCome(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cannot_come(request.viewer, found, words=form.cleaned_data["words"])
        return redirect("meetings:instead", pk=pk)
    status = 422 if form.errors else 200
    return render(request, "meetings/cannot_come.html", {"session": found, "form": form}, status=status)


@signed_in
@require_POST
def coming(request: InRequest, pk: int) -> HttpResponse:
    """I can come after all."""
    come_after_all(request.viewer, _to_answer(request.viewer, pk))
    messages.success(request, _("Good. You are expected."))
    return redirect("meetings:session", pk=pk)


@signed_in
def instead(request: InRequest, pk: int) -> HttpResponse:
    """Sessions that fit instead of the one I miss, and taking one."""
    viewer, found = request.viewer, _to_answer(request.viewer, pk)
    if request.method != "POST":
        context = {"session": found, "suggestions": suggestions(viewer, found)}
        return render(request, "meetings/instead.html", context)
    try:
        taken = take_make_up(viewer, found, _chosen(viewer, request.POST.get("session", "")))
    except Refused as refusal:
        messages.warning(request, str(refusal.sentence))
        return redirect("meetings:instead", pk=pk)
    messages.success(request, _("It is in your week now."))
    return redirect("meetings:session", pk=taken.session_id)


def _to_answer(viewer: Viewer, pk: int) -> Session:
    """A session I am expected at."""
    found: Session = reads.one(viewer, pk)
    if not found.may_answer:  # type: ignore[attr-defined]
        raise NotHere
    return found


def _chosen(viewer: Viewer, text: str) -> Session:
    """What the product may offer instead; anything else is not there."""
    product = Viewer.product(viewer.organisation_id, "make-up")
    return product.get(Session, pk=int(text) if text.isdecimal() else 0)
