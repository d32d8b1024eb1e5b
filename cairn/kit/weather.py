"""When the ground shakes: infrastructure that is down answers 503 with Retry-After, never a plain 500.

Both pages stand on nothing that could be down as well: no database, no session, nobody signed in.
"""

from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

RETRY_SECONDS = 10


def unavailable(request: HttpRequest) -> HttpResponse:
    """The page that says what happened and that nothing is lost."""
    return _page(request, "kit/unavailable.html", 503, {"Retry-After": str(RETRY_SECONDS)})


def broken(request: HttpRequest) -> HttpResponse:
    """Our fault: said so, with what to do."""
    return _page(request, "kit/broken.html", 500, {})


def _page(request: HttpRequest, template: str, status: int, headers: dict[str, str]) -> HttpResponse:
    with translation.override(_language(request)):
        body = render_to_string(template, {"away_url": settings.ELSEWHERE, "request": request})
    return HttpResponse(body, status=status, headers={**headers, "Cache-Control": "no-store"})


def _language(request: HttpRequest) -> str:
    """What this browser chose, else what it asks for: the person cannot be looked up."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else translation.get_language_from_request(request)


class InfrastructureMiddleware:
    """Turns a database that cannot be reached, is locked or is full into a 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError):
            return unavailable(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError):
            return unavailable(request)
        return None
