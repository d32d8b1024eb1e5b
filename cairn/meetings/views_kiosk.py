"""The door: staff open it, a tablet stands at it, phones and codes arrive. The tablet is never signed in as anybody."""

from django.contrib.auth import logout
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cairn.kit.errors import NotHere, Refused
from cairn.meetings import kiosk as door
from cairn.meetings.forms_attendance import NewKiosk, TypedCode
from cairn.meetings.models import Kiosk
from cairn.people.signedin import InRequest, signed_in
from cairn.trust.viewer import Viewer

COOKIE, SALT = "cairn-door", "cairn.kiosk.device"


@signed_in
def kiosks(request: InRequest) -> HttpResponse:
    """The tablets that are open, and a new one. Its address is shown once."""
    viewer = request.viewer
    viewer.must("open_door", viewer.me)
    form, made, address = NewKiosk(request.POST or None), None, ""
    if request.method == "POST" and form.is_valid():
        made, token = door.open_kiosk(viewer, name=form.cleaned_data["name"], pk=form.cleaned_data["once"])
        address = request.build_absolute_uri(reverse("kiosk:begin", args=[token]))
        form = NewKiosk()
    open_ = viewer.see(Kiosk).filter(ended_at=None, bound_at__isnull=False).select_related("by").order_by("pk")
    context = {"form": form, "kiosks": open_, "made": made, "address": address}
    return render(request, "meetings/kiosks.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def shut(request: InRequest, pk: int) -> HttpResponse:
    """That tablet is no door any more."""
    door.shut_kiosk(request.viewer, request.viewer.get(Kiosk, pk=pk))
    return redirect("kiosk:list")


@never_cache
def begin(request: HttpRequest, token: str) -> HttpResponse:
    """The address that was shown to staff, opened on the tablet: asked first, then this browser is the door."""
    organisation = _inside(request)
    kiosk = door.waiting(organisation, token)
    if request.method != "POST":
        return render(request, "meetings/kiosk_begin.html", {"kiosk": kiosk})
    logout(request)  # whoever signed in on this tablet is not signed in on it any more
    device = door.bind_kiosk(Viewer.product(organisation, "kiosk"), kiosk)
    answer = redirect("kiosk:door")
    answer.set_signed_cookie(
        COOKIE, device, salt=SALT, max_age=int(door.DEVICE_LASTS.total_seconds()), path=reverse("kiosk:door"),
        secure=request.is_secure(), httponly=True, samesite="Strict",
    )  # fmt: skip
    return answer


@never_cache
def at_door(request: HttpRequest) -> HttpResponse:
    """What stands on the tablet, and a code that was typed at it."""
    kiosk, zone = _kiosk(request), request.organisation.zone  # type: ignore[attr-defined]
    form, here = TypedCode(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            here = door.arrive_by_code(kiosk, form.cleaned_data["code"], zone)
            form = TypedCode()
        except Refused as refusal:
            form.add_error("code", str(refusal.sentence))
    return render(request, "meetings/door.html", {**_shown(request, kiosk), "form": form, "here": here})


@never_cache
def picture(request: HttpRequest) -> HttpResponse:
    """The picture anew, fetched by the tablet every half minute."""
    return render(request, "meetings/door_picture.html", _shown(request, _kiosk(request)))


@signed_in
def here(request: InRequest, word: str) -> HttpResponse:
    """A phone read the picture: one tap, and its person is there."""
    viewer = request.viewer
    if not door.was_shown(viewer.organisation_id, word):
        return render(request, "meetings/here.html", {"late": True}, status=404)
    session = door.to_arrive_at(viewer.me, request.organisation.zone)
    if request.method == "POST" and session is not None:
        door.arrive_by_phone(viewer, word, session)
        return render(request, "meetings/here.html", {"session": session, "done": True})
    return render(request, "meetings/here.html", {"session": session})


def _inside(request: HttpRequest) -> int:
    organisation = getattr(request, "organisation", None)
    if organisation is None:
        raise NotHere
    return int(organisation.pk)


def _kiosk(request: HttpRequest) -> Kiosk:
    """The tablet this browser is. A browser in which somebody is signed in is no tablet."""
    organisation = _inside(request)
    if getattr(request, "viewer", None) is not None:
        raise NotHere
    try:
        token = str(request.get_signed_cookie(COOKIE, default="", salt=SALT))
    except BadSignature:
        raise NotHere from None
    return door.kiosk_of(organisation, token)


def _shown(request: HttpRequest, kiosk: Kiosk) -> dict[str, object]:
    zone = request.organisation.zone  # type: ignore[attr-defined]
    word = door.picture_of(kiosk)
    return {
        "kiosk": kiosk,
        "sessions": door.sessions_today(kiosk.organisation_id, zone).select_related("place"),
        "address": request.build_absolute_uri(reverse("kiosk:here", args=[word])),
        "picture_label": _("Point the camera of your phone here to say that you are here"),
    }
