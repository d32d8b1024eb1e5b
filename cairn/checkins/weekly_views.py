"""The weekly checkpoint, and the victories of a group."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cairn.checkins.audience import circle_of
from cairn.checkins.forms import CheckpointForm, client_id_of
from cairn.checkins.models import Checkpoint
from cairn.checkins.reads import last_commitment, shown_rows, this_week, victories
from cairn.checkins.views import mine_to_make
from cairn.checkins.weekly import make_checkpoint
from cairn.groups.models import Group
from cairn.people.signedin import InRequest, signed_in
from cairn.trust.keys import ring

PAGE = 12


@signed_in
def checkpoint(request: InRequest) -> HttpResponse:
    """The week behind and the week ahead; once it is said, its page."""
    mine_to_make(request)
    said, circle = this_week(request.viewer), circle_of(request.viewer)
    client_id = client_id_of(request.POST.get("client_id", ""))
    if said is not None and (request.method != "POST" or said.client_id == client_id):
        return redirect("checkins:one", pk=said.pk)
    last = last_commitment(request.viewer)
    form = CheckpointForm(request.POST or None, circle=circle)
    if form.is_valid():
        answers = form.answers(last.commitment if last else "")
        return redirect("checkins:one", pk=make_checkpoint(request.viewer, client_id=client_id, **answers).pk)
    context = {"form": form, "circle": circle, "client_id": client_id, "last": last}
    return render(request, "checkins/checkpoint.html", context, status=422 if form.is_bound else 200)


@signed_in
def weekly(request: InRequest) -> HttpResponse:
    """My checkpoints, week by week."""
    rows = request.viewer.see(Checkpoint).filter(person=request.viewer.me).order_by("-week")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    points = list(page.object_list)
    ring.warm(value for point in points for value in (point.commitment_sealed, point.victory_sealed))
    shown = shown_rows(request.viewer, [point.pk for point in points])
    entries = [{"point": point, "shown": shown[point.pk]} for point in points]
    said = this_week(request.viewer) is not None
    return render(request, "checkins/weekly.html", {"entries": entries, "page": page, "said": said})


@signed_in
def victories_of(request: InRequest, pk: int) -> HttpResponse:
    """What the people of a group told it went well. Nothing is counted."""
    group = request.viewer.get(Group, pk=pk)
    request.viewer.must("see_roster", group)
    points = victories(request.viewer, group)
    context = {"group": group, "points": points, "client_id": client_id_of("")}
    return render(request, "checkins/victories.html", context)
