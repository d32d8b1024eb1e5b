"""Sign-in and devices: the ways in, the places signed in, and what an organisation sets."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cairn.people.signedin import InRequest, signed_in
from cairn.signin import actions, ways
from cairn.signin.idle_form import IdleForm, change_idle_limits
from cairn.signin.limits import is_playing, is_staff
from cairn.signin.proof import confirmed_lately, showed_second_step
from cairn.signin.sealing import digest_of


def _here(request: InRequest) -> str:
    return digest_of(request.session.session_key or "")


@signed_in
def devices(request: InRequest) -> HttpResponse:
    """How I sign in, and where I am signed in."""
    context = {
        "ways": ways.ways_of(request.user),
        "places": ways.places_of(request.user, _here(request)),
        "sets_limits": request.viewer.may("manage_people", request.viewer.me),
        "playing": is_playing(request.organisation),
    }
    return render(request, "signin/devices.html", context)


@signed_in
def begin(request: InRequest) -> HttpResponse:
    """Staff begin here: add a second step, or show the one there is."""
    needs = is_staff(request.viewer.roles) and not is_playing(request.organisation)
    if not needs or showed_second_step(request.session, request.user.pk or 0):
        return redirect("home:today")
    return render(request, "signin/begin.html", {"ways": ways.ways_of(request.user)})


@signed_in
@require_POST
@confirmed_lately
def everywhere(request: InRequest) -> HttpResponse:
    """Sign out on every other phone and computer."""
    ended = actions.sign_out_everywhere(request.viewer, keep=request.session.session_key or "")
    told = ngettext("Signed out in %(n)s other place.", "Signed out in %(n)s other places.", ended) % {"n": ended}
    messages.success(request, told if ended else _("You were signed in only here."))
    return redirect("signin:devices")


@signed_in
@require_POST
def there(request: InRequest) -> HttpResponse:
    """Sign out in one other place."""
    place = request.POST.get("place", "")
    if place == _here(request):
        return redirect("account_logout")
    actions.sign_out_there(request.viewer, place)
    messages.success(request, _("Signed out there."))
    return redirect("signin:devices")


@signed_in
def idle_limits(request: InRequest) -> HttpResponse:
    """After how much quiet people here are signed out: set by those who run the place."""
    request.viewer.must("manage_people", request.viewer.me)
    form = IdleForm(request.POST or None, instance=request.organisation)
    if form.is_valid():
        change_idle_limits(request.viewer, form.save(commit=False))
        messages.success(request, _("Kept. It holds from the next sign-in on."))
        return redirect("signin:devices")
    context: dict[str, Any] = {"form": form}
    return render(request, "signin/limits.html", context, status=422 if form.errors else 200)
