"""Need support now: open to everybody, signed in or not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def support(request: HttpRequest) -> HttpResponse:
    """Numbers first, no questions."""
    return render(request, "safety/support.html", {})
