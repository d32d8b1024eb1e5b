"""Sign every staged member in, without its password: `python -m bench.inside.sessions FILE`.

Writes a line for each member in the order of their groups: session cookie and the id of the group's room.
(Argon2 is meant to be slow: a thousand real sign-ins would take longer than everything measured.)
"""

import sys
from pathlib import Path

from django.conf import settings
from django.test import Client

from bench.inside import setup  # noqa: F401  (before any model)
from cairn.chat.models import Room
from cairn.groups.models import Seat
from cairn.kit import wall
from tests.cast import second_step_shown


def cookie_of(account: object) -> str:
    """A cookie header of a fresh session."""
    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session.update(second_step_shown(account))
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def main(path: Path) -> None:
    """All members with a seat, group by group."""
    with wall.everywhere("a bench signs everybody in"):
        rooms = dict(Room.objects.exclude(group=None).values_list("group_id", "pk"))
        seats = Seat.live(Seat.Part.MEMBER).select_related("person__account").order_by("group_id", "pk")
        lines = [f"{cookie_of(seat.person.account)} {rooms[seat.group_id]}" for seat in seats]
    path.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
