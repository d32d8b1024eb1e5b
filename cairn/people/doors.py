"""The two doors of a request: which organisation it is for, and who is asking."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, set_script_prefix
from django.utils import timezone, translation

from cairn.kit import wall
from cairn.kit.joined import Joined
from cairn.kit.written import Written
from cairn.people.models import Organisation, Person, Role
from cairn.people.papers import owes_papers
from cairn.people.signedin import is_by_itself
from cairn.trust.viewer import Viewer

Next = Callable[[HttpRequest], HttpResponse]
# What opens before the papers were shown: help, the way out, the language, signing in and out, and the papers.
BEFORE_PAPERS = frozenset(
    {
        "arriving:paper", "welcome", "language", "favicon", "robots", "manifest", "service_worker", "health", "ready",
        "support", "signin:begin", "signin:here", "home:kept",
    }
)  # fmt: skip
BEFORE_PAPERS_BEGIN = ("safety:support", "safety:ask", "home:leave", "account_", "mfa_", "entry", "arriving:notice")
# First path segments that are nobody's slug.
PLATFORM = frozenset(
    {"static", "healthz", "readyz", "owner", "favicon.ico", "robots.txt", "manifest.webmanifest", "sw.js"}
)
# What no organisation may be called: those, and the first word of every page.
RESERVED = PLATFORM | {
    "accounts", "admin", "api", "attendance", "before", "calendar", "check-ins", "door", "enter", "groups", "hours",
    "how-it-works", "inbox", "kept", "kiosk", "language", "leave", "live", "me", "messages", "notes", "notice", "people",
    "privacy", "programmes", "reports", "room", "sessions", "set-up", "shown", "support", "today", "units", "waiting", "week", "www",
}  # fmt: skip


class Request(HttpRequest):
    """A request inside an organisation; `viewer` is None where nobody is signed in."""

    organisation: Organisation
    viewer: Viewer | None


class OrganisationMiddleware:
    """Moves the organisation's slug from the path into SCRIPT_NAME, so that no address needs to mention it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.organisation, request.viewer = None, None
        request.asked_at = time.time()  # before anything is read: what changes later, an open page must hear of
        slug, _, rest = request.path_info.lstrip("/").partition("/")
        wall.serve(None)
        if slug and slug not in PLATFORM:
            organisation = Organisation.objects.filter(slug=slug).first()
            if organisation is not None:
                self._enter(request, organisation, f"/{rest}")
        return self.get_response(request)

    def _enter(self, request: Any, organisation: Organisation, path: str) -> None:
        request.organisation = organisation
        request.path_info = path
        request.META["SCRIPT_NAME"] = f"/{organisation.slug}"
        set_script_prefix(f"/{organisation.slug}/")
        wall.serve(organisation.pk)


class ViewerMiddleware:
    """Finds the person behind the session in this organisation, and speaks their language in their zone."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        organisation: Organisation | None = getattr(request, "organisation", None)
        person: Any = _person_of(request, organisation) if organisation else None
        language = _language(request, organisation, person)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            if person is not None:
                request.viewer = Viewer.of(person)
                request.viewer.roles = frozenset((person.roles_held or "").split(",")) - {""}
                with timezone.override(person.time_zone):
                    return self._answer(request, signed_in=True)
            return self._answer(request, signed_in=False)

    def _answer(self, request: HttpRequest, *, signed_in: bool) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
        if signed_in or "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


class PapersMiddleware:
    """Stands after the door of sign-in: whoever is in for good is shown the notice and the promise first."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Before any page: what has to be shown first is shown first."""
        if request.viewer is None or not getattr(request.viewer.me, "owes_papers", False):
            return None
        if getattr(request, "held_back", False) or _opens_before(request):
            request.held_back = True  # pages offer nothing that would not open; a second step is shown first
            return None
        if request.method == "GET" and is_by_itself(request):
            return HttpResponse(status=403)
        first = reverse("arriving:paper")
        if request.headers.get("HX-Request"):
            return HttpResponse(status=200, headers={"HX-Redirect": first})
        return HttpResponseRedirect(first)


def _person_of(request: HttpRequest, organisation: Organisation) -> Any:
    if not request.user.is_authenticated:
        return None
    person = next(iter(_here(organisation.pk, int(request.user.pk))), None)
    if person is not None:
        person.organisation = organisation
    return person


@Written
def _here(organisation: int, account: int) -> QuerySet[Any]:
    """The person of an account, with what every page needs to know: which roles they hold, whether papers wait."""
    held = Role.live().filter(organisation_id=organisation, person=OuterRef("pk")).order_by().values("person")
    here = Person.objects.filter(organisation_id=organisation, account_id=account, left_at=None)
    names = held.annotate(names=Joined("role")).values("names")
    found: QuerySet[Any] = with_papers(here).annotate(roles_held=Subquery(names))
    return found


def with_papers(persons: QuerySet[Person]) -> QuerySet[Any]:
    """The same persons, each knowing in `owes_papers` whether they have to be shown something first."""
    return persons.annotate(owes_papers=owes_papers(Role.live(*Role.NOT_STAFF)))


def _opens_before(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return name in BEFORE_PAPERS or name.startswith(BEFORE_PAPERS_BEGIN)


def _language(request: HttpRequest, organisation: Organisation | None, person: Person | None) -> str:
    known = dict(settings.LANGUAGES)
    if person is not None and person.language in known:
        return person.language
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in known:
        return chosen
    asked = translation.get_language_from_request(request)
    if asked in known and "Accept-Language" in request.headers:
        return asked
    return organisation.language if organisation else settings.LANGUAGE_CODE


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer of a request that must have one; a stranger gets the same 404 as an absent page."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        raise Http404
    return viewer
