"""What keeps a session and what was typed in it."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cairn.kit.jsonin import read_json
from cairn.people.signedin import InRequest, signed_in
from cairn.signin import kept as keeping
from cairn.signin.door import say_it_ended, see
from cairn.signin.models import Kept

# What a form holds besides words: shown to nobody, sent along.
QUIET = {"client_id", "once", "next"}


def _left(request: InRequest) -> int:
    """Seconds of quiet that are left; 0 where nobody counts."""
    row: Any = getattr(request.session, "row", None)
    if row is None or not row.idle:
        return 0
    return max(0, int(row.idle) - int((timezone.now() - row.seen_at).total_seconds()))


def here(request: InRequest) -> HttpResponse:
    """GET: how long is left, without being noticed. POST: I am here."""
    if getattr(request, "viewer", None) is None:
        if getattr(request.session, "ended", None):
            say_it_ended(request)
        return JsonResponse({"over": True}, status=401)
    row: Any = getattr(request.session, "row", None)
    if request.method == "POST" and row is not None:
        see(row)
        row.seen_at = timezone.now()
    return JsonResponse({"left": _left(request)})


@signed_in
def kept(request: InRequest) -> HttpResponse:
    """GET: what I typed at `place` and did not send. POST: keep it; nothing typed puts it away."""
    place = (request.POST if request.method == "POST" else request.GET).get("place", "")
    if request.method != "POST":
        return JsonResponse({"fields": keeping.kept_at(request.viewer, place)})
    fields = _pairs(request.POST.get("fields", ""))
    if not fields or keeping.keep(request.viewer, place, fields) is None:
        keeping.put_away(request.viewer, place)
    return HttpResponse(status=204)


def _pairs(text: str) -> keeping.Fields:
    try:
        found = read_json(text or "[]")
        return [(str(name)[:100], str(value)) for name, value in found]
    except (ValueError, TypeError):
        return []


@signed_in
def give_back(request: InRequest, pk: int) -> HttpResponse:
    """What was sent after the end of a session: read it again, then send it, or put it away."""
    row = request.viewer.get(Kept, pk=pk)
    if request.method == "POST":
        keeping.put_away(request.viewer, row.place)
        return redirect("home:today")
    fields = keeping.fields_of(row)
    said = [value for name, value in fields if name not in QUIET and len(value.strip()) > 1 and not value.isdigit()]
    return render(request, "signin/kept.html", {"row": row, "fields": fields, "said": said})
