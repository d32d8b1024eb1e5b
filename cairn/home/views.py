"""The front door, the way out, and the small pages that machines ask for."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cairn.chat.models import Room
from cairn.home.actions import change_language
from cairn.kit.headers import is_from_elsewhere
from cairn.people.demo import demo_account
from cairn.people.models import Organisation
from cairn.people.signedin import InRequest, signed_in
from cairn.signin.actions import close_pages_of


@require_GET
def welcome(request: HttpRequest) -> HttpResponse:
    """The front door: the only organisation here, or a page that asks for the address of yours."""
    if getattr(request, "organisation", None) is not None:
        return redirect("home:today" if getattr(request, "viewer", None) else "account_login")
    organisations = list(Organisation.objects.all()[:2])
    if len(organisations) == 1 or (settings.DEMO and organisations):
        return HttpResponseRedirect(f"/{organisations[0].slug}/")
    asked = request.GET.get("place", "").strip().strip("/").lower()
    if asked and Organisation.objects.filter(slug=asked).exists():
        return HttpResponseRedirect(f"/{asked}/")
    return render(request, "home/welcome.html", {"asked": asked}, status=404 if asked else 200)


@require_GET
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_GET
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ready": True})


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    """A neutral icon."""
    return HttpResponseRedirect(static("kit/icon.svg"))


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose a language: a setting of the person who is signed in, else of this browser."""
    chosen, viewer = request.POST.get("language", ""), getattr(request, "viewer", None)
    response = HttpResponseRedirect(_back(request))
    if chosen in dict(settings.LANGUAGES):
        if viewer is not None:
            change_language(viewer, chosen)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Lax", secure=settings.HTTPS, httponly=True)
    return response


@signed_in
def group_room(request: InRequest, pk: int) -> HttpResponse:
    """The room of a group: groups knows no rooms, and chat no group pages."""
    return redirect("chat:room", pk=request.viewer.get(Room, group_id=pk).pk)


def _back(request: HttpRequest) -> str:
    """The page the language was changed on, if it is one of ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours and wanted.startswith("/") else f"{request.META.get('SCRIPT_NAME', '')}/"


def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: end the session, be somewhere else. A picture on another site cannot do it to somebody.

    `late`: the service worker asks, after a while without a network. It has let go of everything already, and clearing
    the site would take the worker away under the page that waits for it.
    """
    if not is_from_elsewhere(request):
        close_pages_of(request)
        logout(request)
    response = HttpResponseRedirect(settings.ELSEWHERE)
    if "late" not in request.GET:
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Demo only: enter as one of the cast."""
    account = demo_account(getattr(request, "organisation", None), request.POST.get("person", ""))
    if account is None:
        raise Http404
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(reverse("home:today"))
