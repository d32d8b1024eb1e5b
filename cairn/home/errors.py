"""What people see when something is not there, is refused or is broken."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Absent and hidden alike."""
    return render(request, "home/not_found.html", status=404)


def too_many(request: HttpRequest) -> HttpResponse:
    """Tried too often: said kindly, with how long to wait."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "300"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or came from elsewhere."""
    sentence = _("This page was open for a long time. Please go back, reload it and send again.")
    return render(request, "home/refused.html", {"sentence": sentence}, status=403)
