"""The words of the facilitator's buttons, and the action behind each."""

from collections.abc import Callable

from cairn.kit.errors import NotHere
from cairn.liveroom.actions import admit, end_room, lock, mute, remove, spotlight
from cairn.liveroom.leading import end_turn, go_around, go_to_step
from cairn.liveroom.models import Entrance, LiveRoom, SideRoom
from cairn.liveroom.polling import close_poll, drop_poll
from cairn.liveroom.sides import call_back, hand_over, put, step_outside
from cairn.trust.viewer import Viewer

WITH_PERSON: dict[str, Callable[[Viewer, Entrance], object]] = {
    "admit": admit,
    "remove": remove,
    "mute": lambda viewer, one: mute(viewer, one, on=True),
    "unmute": lambda viewer, one: mute(viewer, one, on=False),
    "spotlight": lambda viewer, one: spotlight(viewer, one.room, one),
    "outside": step_outside,
    "hand-over": hand_over,
}
WITH_ROOM: dict[str, Callable[[Viewer, LiveRoom], object]] = {
    "lock": lambda viewer, room: lock(viewer, room, on=True),
    "unlock": lambda viewer, room: lock(viewer, room, on=False),
    "no-spotlight": lambda viewer, room: spotlight(viewer, room, None),
    "end": end_room,
    "round": lambda viewer, room: go_around(viewer, room, on=True),
    "call-back": call_back,
    "close-poll": close_poll,
    "drop-poll": drop_poll,
    "end-round": lambda viewer, room: go_around(viewer, room, on=False),
}


def with_person(viewer: Viewer, entrance: Entrance, do: str, to: int = 0) -> None:
    """Do one of the words with a person. `to`: the small room they are put into, 0 for the room of all."""
    if do == "put":
        put(viewer, entrance, viewer.get(SideRoom, pk=to) if to else None)
        return
    if do not in WITH_PERSON:
        raise NotHere
    WITH_PERSON[do](viewer, entrance)


def with_room(viewer: Viewer, room: LiveRoom, do: str, step: int) -> None:
    """Do one of the words with the room. `step`: what the page showed, so that two taps are one."""
    if do == "admit-all":
        admit_all(viewer, room)
    elif do == "step":
        go_to_step(viewer, room, step=step)
    elif do == "turn":
        end_turn(viewer, room, at=step)
    elif do in WITH_ROOM:
        WITH_ROOM[do](viewer, room)
    else:
        raise NotHere


def admit_all(viewer: Viewer, room: LiveRoom) -> None:
    """Let everybody in who waits."""
    waiting = viewer.see(Entrance).filter(room=room, status=Entrance.Status.WAITING)
    for one in waiting.order_by("made_at"):
        admit(viewer, one)
