"""What was typed stays: forms are kept, sealed under the person's own key, until they are sent or put away.

A page with a script keeps while somebody types; without one, what is sent after the end of a session is kept then.
Like drafts, this is told to nobody: a journal of when somebody began to write would be a record of watching.
"""

import datetime as dt
import json
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.people.models import Person
from cairn.signin.models import Kept, Session
from cairn.trust.viewer import Viewer

LASTS = dt.timedelta(days=2)
LONGEST = 60_000
NEVER = ("csrfmiddlewaretoken", "kept_place")
SECRET = ("password", "code", "credential")
Fields = list[tuple[str, str]]


def keep(viewer: Viewer, place: str, fields: Fields) -> Kept | None:
    """Keep the fields of the form at that place, instead of those kept before. Nothing secret, nothing endless."""
    wanted = [(name, value) for name, value in fields if name not in NEVER and not _is_secret(name)]
    words = json.dumps(wanted)
    if not any(value.strip() for _, value in wanted) or len(words) > LONGEST or len(place) > 200:
        return None
    mine = Kept.objects.filter(organisation_id=viewer.organisation_id, person=viewer.me, place=place)
    row = mine.first() or Kept(organisation_id=viewer.organisation_id, person=viewer.me, place=place)
    row.fields, row.made_at = words, now()
    if not mine.filter(pk=row.pk).update(fields_sealed=row.fields_sealed, made_at=row.made_at):
        Kept.objects.bulk_create([row], ignore_conflicts=True)
    return row


def kept_at(viewer: Viewer, place: str) -> Fields:
    """What this person typed there and did not send."""
    row = viewer.see(Kept).filter(place=place, made_at__gt=now() - LASTS).first()
    return fields_of(row) if row else []


def fields_of(row: Kept) -> Fields:
    """The fields as pairs."""
    return [(str(name), str(value)) for name, value in json.loads(row.fields or "[]")]


def put_away(viewer: Viewer, place: str) -> None:
    """It was sent, or is not wanted any more."""
    viewer.see(Kept).filter(place=place).delete()


def sweep_kept_forms() -> None:
    """What nobody came back for within two days is gone."""
    with wall.everywhere("old forms of every organisation"):
        Kept.objects.filter(made_at__lt=now() - LASTS).delete()


def keep_what_was_sent(request: HttpRequest, ended: Session) -> str:
    """Somebody pressed send after their session had ended: keep it for them. The page that gives it back, or ""."""
    organisation: Any = getattr(request, "organisation", None)
    person = Person.objects.filter(organisation=organisation, account_id=ended.account_id or 0, left_at=None).first()
    if person is None:
        return ""
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    row = keep(Viewer.of(person), request.path, [(name, str(value)) for name, value in pairs])
    return reverse("signin:give_back", args=[row.pk]) if row else ""


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in SECRET)
