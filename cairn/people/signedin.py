"""Views for people who are signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cairn.kit.errors import NotHere, Refused
from cairn.trust.viewer import Viewer

P = ParamSpec("P")


class InRequest(HttpRequest):
    """A request of somebody who is signed in."""

    viewer: Viewer
    organisation: Any
    htmx: Any


View = Callable[Concatenate[InRequest, P], HttpResponse]


def is_by_itself(request: HttpRequest) -> bool:
    """A page or its worker fetched this; nobody went there. Browsers that do not say so count as somebody."""
    return request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate" and not request.headers.get("HX-Request")


def signed_in(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A stranger is led to the sign-in page, a script of theirs is told 401; a refusal is answered with its sentence."""

    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if getattr(request, "organisation", None) is None:
            raise NotHere
        if getattr(request, "viewer", None) is None:
            if request.method == "GET" and is_by_itself(request):
                return HttpResponse(status=401)
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        try:
            return view(request, *args, **kwargs)  # type: ignore[arg-type]
        except Refused as refusal:
            return render(request, "home/refused.html", {"sentence": refusal.sentence}, status=403)

    answer.needs_sign_in = True  # type: ignore[attr-defined]
    return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], answer)
