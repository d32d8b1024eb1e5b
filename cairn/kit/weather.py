"""When the ground shakes: infrastructure that is down answers 503 with Retry-After, never a plain 500."""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_SECONDS = 10


def unavailable(request: HttpRequest) -> HttpResponse:
    """The page that says what happened and that nothing is lost."""
    body = render_to_string("kit/unavailable.html")
    return HttpResponse(body, status=503, headers={"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"})


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
