"""What must hold for every answer, and for the house after all of them."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from cairn.kit import wall
from cairn.people.models import Organisation
from cairn.trust import journal
from tests.fuzzing.badness import POISON
from tests.fuzzing.stage import OUTSIDE

SAME = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
# What only who is signed in here reads. (Who is signed in at another place is offered to sign out there: that is no leak.)
INSIDE = (b"Legalname", b"data-live=", b"Tuesday group")


def wrong_with(answer: Any, role: str) -> Iterator[str]:
    """Each thing that does not hold for this answer."""
    status, body = answer.status_code, b"" if answer.streaming else answer.content
    if status >= 500:
        yield f"answered {status}"
    for name, value in SAME.items():
        if answer.get(name) != value:
            yield f"{status} says {name}: {answer.get(name)}"
    policy = answer.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy or "Permissions-Policy" not in answer:
        yield f"{status} without a policy for scripts and sensors: {policy}"
    if "html" in answer.get("Content-Type", "") and POISON.encode() in body:
        yield "what was sent came back as HTML"
    inside = [word for word in INSIDE if word in body]
    if role in OUTSIDE and inside:
        yield f"shown to somebody who is not signed in: {inside}"
    if inside and "no-store" not in answer.get("Cache-Control", ""):
        yield f"a page the browser may keep: {answer.get('Cache-Control')}"


def wrong_with_the_house() -> list[str]:
    """Breaks of the journals, and rows that lead nowhere."""
    with wall.everywhere("journals of two organisations"):
        found = [
            f"the journal breaks: {one}" for place in Organisation.objects.all() for one in journal.breaks(place.pk)
        ]
    connection.check_constraints()
    return found
