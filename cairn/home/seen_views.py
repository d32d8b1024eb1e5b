"""Who can see what: person by person or thing by thing, and ending it with one tap."""

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.checkins import stopping
from cairn.checkins.models import Shown
from cairn.home.audiences import who_can_see_what
from cairn.home.seers import everybody
from cairn.kit.errors import NotHere
from cairn.people.signedin import InRequest, signed_in

_signer = Signer(salt="cairn.shown")


@signed_in
def who_sees(request: InRequest) -> HttpResponse:
    """Who can see what of mine, as it stands."""
    if request.GET.get("by") == "thing":
        return render(request, "home/who_sees.html", {"sights": who_can_see_what(request.viewer)})
    undo = request.session.pop("shown-undo", "")
    return render(request, "home/seers.html", {"all": everybody(request.viewer), "undo": undo})


@signed_in
@require_POST
def stop_showing(request: InRequest) -> HttpResponse:
    """End everything shown to one partner, one group, or the team; it can be taken back on the next page."""
    to, number = request.POST.get("to", ""), request.POST.get("value", "")
    if to not in Shown.To.values or (number and not (number.isascii() and number.isdigit() and len(number) < 19)):
        raise NotHere
    value = int(number) if number else None
    whom, group = (value if to == Shown.To.PARTNER else None), (value if to == Shown.To.GROUP else None)
    ended = stopping.stop_showing(request.viewer, to=to, whom=whom, group=group)
    if ended:
        request.session["shown-undo"] = _signer.sign(",".join(map(str, ended)))
    messages.success(request, _("Taken back. They see none of it from now on."))
    return redirect("home:who_sees")


@signed_in
@require_POST
def show_again(request: InRequest) -> HttpResponse:
    """Undo the last taking back."""
    try:
        ids = [int(one) for one in _signer.unsign(request.POST.get("undo", "")).split(",") if one]
    except BadSignature:
        raise NotHere from None
    stopping.show_again(request.viewer, ids)
    messages.success(request, _("Shown again, as before."))
    return redirect("home:who_sees")
