"""How I hear of what waits: mail, this phone, quiet hours."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cairn.kit.jsonin import read_json
from cairn.notices import push
from cairn.notices.actions import choose_notices, hash_of, ring_on_device, silence_device
from cairn.notices.forms import NoticesForm
from cairn.notices.models import Device, Notice
from cairn.notices.outside import wish_of
from cairn.people.models import Contact, Role
from cairn.people.signedin import InRequest, signed_in

LARGEST = 4000
Kind = Notice.Kind
FOR_ALL = (
    Kind.ENCOURAGED,
    Kind.INVITED,
    Kind.WELCOMED,
    Kind.AGREEMENT,
    Kind.ANSWERED,
    Kind.HEARD,
    Kind.MEASURE,
    Kind.LINK,
    Kind.S_AHEAD,
    Kind.S_SOON,
    Kind.S_CHANGED,
    Kind.S_CANCELLED,
)
FOR_STAFF = (Kind.CONCERN, Kind.REPORT, Kind.ASKED)


@signed_in
def choose(request: InRequest) -> HttpResponse:
    """Kind by kind, channel by channel, with quiet hours."""
    viewer, wish = request.viewer, wish_of(request.viewer.me)
    contact = viewer.see(Contact).filter(person=viewer.me).first() if settings.MAIL_ON else None
    asked: dict[str, Any] = {"kinds": _kinds(request), "mail": bool(contact and contact.email)}
    form = NoticesForm(request.POST, **asked) if request.method == "POST" else NoticesForm.of(wish, **asked)
    if form.is_valid():
        choose_notices(viewer, form.choice(wish))
        messages.success(request, _("Kept."))
        return redirect("notices:settings")
    devices = viewer.see(Device).filter(person=viewer.me, ended_at=None).count()
    context = {"form": form, "wish": wish, "key": push.public_key(), "devices": devices, **asked}
    return render(request, "notices/settings.html", context, status=422 if form.errors else 200)


def _kinds(request: InRequest) -> list[str]:
    """The kinds this person can get: those of everybody, those of their work, and any that ever came."""
    came = set(request.viewer.see(Notice).filter(person=request.viewer.me).values_list("kind", flat=True).distinct())
    work = FOR_STAFF if request.viewer.roles & set(Role.STAFF) else ()
    return [*work, *FOR_ALL, *(kind for kind in Kind.values if kind in came and kind not in {*work, *FOR_ALL})]


@signed_in
@require_POST
def ring(request: InRequest) -> HttpResponse:
    """This browser may be rung. Asked by push.js, with what the browser gave it."""
    try:
        said = read_json(request.body[:LARGEST])
        address, keys = str(said["endpoint"]), {name: str(said["keys"][name]) for name in ("p256dh", "auth")}
    except (ValueError, KeyError, TypeError):
        return HttpResponse(status=400)
    if not push.is_known(address) or not push.are_keys(keys):
        return HttpResponse(status=422)
    ring_on_device(request.viewer, address=address, keys=keys)
    return HttpResponse(status=204)


@signed_in
@require_POST
def silence(request: InRequest) -> HttpResponse:
    """This browser, or every one of mine, rings no more."""
    mine = request.viewer.see(Device).filter(person=request.viewer.me, ended_at=None)
    address = request.POST.get("endpoint", "")
    for device in mine.filter(hash=hash_of(address)) if address else mine:
        silence_device(request.viewer, device)
    return redirect("notices:settings")
