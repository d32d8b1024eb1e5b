"""What ends by the clock: rooms nobody ended, and places of people whose line never came back."""

import datetime as dt

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.liveroom.actions import STAYS, end_room, leave_seat
from cairn.liveroom.models import Entrance, LiveRoom, SideRoom
from cairn.liveroom.sides import close_side
from cairn.meetings.models import Stay
from cairn.trust.viewer import Viewer

SILENT = dt.timedelta(seconds=45)
AT_ONCE = 50


def tidy_live_rooms() -> None:
    """Run every few seconds by the worker."""
    with wall.everywhere("the clock of every organisation's rooms"):
        over = list(LiveRoom.objects.filter(ended_at=None, session__ends_at__lt=now() - STAYS)[:AT_ONCE])
        quiet = [one for one in Entrance.inside().filter(here_at__lt=now() - SILENT)[:AT_ONCE] if _is_silent(one)]
        called = list(
            SideRoom.open_ones().filter(closes_at__lt=now(), room__ended_at=None).select_related("room")[:AT_ONCE]
        )
    for side in called:
        with wall.within(side.organisation_id):
            close_side(Viewer.product(side.organisation_id, "clock"), side)
    for room in over:
        with wall.within(room.organisation_id):
            end_room(Viewer.product(room.organisation_id, "clock"), room)
    for one in quiet:
        with wall.within(one.organisation_id):
            leave_seat(Viewer.product(one.organisation_id, "clock"), one, feed=one.feed)


def _is_silent(one: Entrance) -> bool:
    heard = Stay.objects.filter(session=one.room.session_id, person=one.person_id, door=Stay.Door.ONLINE)
    return not heard.filter(heard_at__gt=now() - SILENT).exists()
