"""What a phone asks for by itself: the manifest, the service worker, what to keep, and where waiting things come in."""

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from cairn.home import keeper
from cairn.home.landing import Thing, land
from cairn.kit.jsonin import read_json
from cairn.people.signedin import InRequest, signed_in

LARGEST = 100_000


def _inside(request: HttpRequest) -> None:
    if getattr(request, "organisation", None) is None:
        raise Http404


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What makes it an app on a first screen. The same for everybody."""
    _inside(request)
    found = keeper.manifest(request.organisation, get_language() or "en")  # type: ignore[attr-defined]
    return JsonResponse(found, content_type="application/manifest+json")


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The keeper. Served from the top of the organisation, so that it reaches every page of it and none beyond."""
    _inside(request)
    said = {"house": json.dumps(keeper.house(request))}
    script = "".join(render_to_string(name, said) for name in ("home/sw.js", "home/sw_bell.js"))
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@require_GET
def kept(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """A page that phones keep: the same for everybody, in one language."""
    _inside(request)
    if name not in keeper.PAGES or language not in dict(settings.LANGUAGES):
        raise Http404
    return HttpResponse(keeper.kept_page(request, name, language), headers={"Content-Language": language})


@signed_in
@require_GET
def mine(request: InRequest) -> HttpResponse:
    """What my phone may show me without a network."""
    return JsonResponse({"person": str(request.viewer.me.pk), **keeper.mine(request.viewer)})


@signed_in
def waiting(request: InRequest) -> HttpResponse:
    """What waits on this phone. Read by a script, it says who is signed in and gives what a post needs."""
    if request.method == "POST":
        return _landed(request)
    if "json" in request.headers.get("Accept", ""):
        return JsonResponse({"person": str(request.viewer.me.pk), "token": get_token(request)})
    return render(request, "home/waiting.html")


def _landed(request: InRequest) -> HttpResponse:
    try:
        said = read_json(request.body[:LARGEST])
    except ValueError:
        said = None
    thing = Thing.from_phone(said)
    if thing is None:
        return JsonResponse({}, status=400)
    if said.get("person") != str(request.viewer.me.pk):
        return JsonResponse({}, status=409)  # written by one, signed in as another: it stays where it is
    landed = land(request.viewer, thing)
    return JsonResponse({"why": str(landed.why)}, status=landed.status)
