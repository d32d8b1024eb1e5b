"""Today, Me, who looked, and the small pages around them."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cairn.chat.models import Room
from cairn.people.demo import demo_account
from cairn.people.models import Organisation
from cairn.people.signedin import InRequest, signed_in
from cairn.trust.models import Look

ELSEWHERE = "https://www.weather.gov/"


@require_GET
def welcome(request: HttpRequest) -> HttpResponse:
    """The front door: the only organisation here, or a page that asks for the address of yours."""
    if getattr(request, "organisation", None) is not None:
        return redirect("home:today" if getattr(request, "viewer", None) else "account_login")
    organisations = list(Organisation.objects.all()[:2])
    if len(organisations) == 1 or (settings.DEMO and organisations):
        slug = organisations[0].slug
        return HttpResponseRedirect(f"/{slug}/")
    return render(request, "home/welcome.html")


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


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker must be served from the top to reach every page."""
    raise Http404


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose a language before signing in; afterwards it is a setting of the person."""
    chosen = request.POST.get("language", "")
    back = request.META.get("SCRIPT_NAME", "") + "/"
    response = HttpResponseRedirect(back)
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie("cairn-language", chosen, samesite="Lax", secure=settings.HTTPS, httponly=True)
    return response


@signed_in
def today(request: InRequest) -> HttpResponse:
    """The one next thing."""
    return render(request, "home/today.html", {})


@signed_in
def me(request: InRequest) -> HttpResponse:
    """What is mine to set."""
    return render(request, "home/me.html", {})


@signed_in
def group_room(request: InRequest, pk: int) -> HttpResponse:
    """The room of a group: groups knows no rooms, and chat no group pages."""
    return redirect("chat:room", pk=request.viewer.get(Room, group_id=pk).pk)


@signed_in
def who_looked(request: InRequest) -> HttpResponse:
    """Who opened something of mine, when, on what grounds."""
    looks = request.viewer.see(Look).filter(person=request.viewer.me).select_related("looker").order_by("-pk")[:100]
    return render(request, "home/who_looked.html", {"looks": looks})


def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: end the session, be somewhere else."""
    logout(request)
    response = HttpResponseRedirect(ELSEWHERE)
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
