"""Leading through the evening: the steps of the plan, and rounds in which everybody may pass."""

from cairn.kit.clock import now
from cairn.kit.errors import NotHere
from cairn.liveroom.models import Entrance, LiveRoom
from cairn.trust.action import action
from cairn.trust.viewer import Viewer


@action
def go_to_step(viewer: Viewer, room: LiveRoom, *, step: int) -> LiveRoom:
    """Begin a step of the session's plan. The same step again is the same tap."""
    viewer.must("lead", room)
    steps = room.session.plan.steps if room.session.plan else []
    if step >= len(steps):
        raise NotHere
    if room.plan_step == step:
        viewer.did_before()
        return room
    room.plan_step, room.step_began_at = step, now()
    room.save(update_fields=["plan_step", "step_began_at"])
    viewer.did("live.led", room)
    return room


@action
def go_around(viewer: Viewer, room: LiveRoom, *, on: bool) -> LiveRoom:
    """Give everybody who is in the room now a turn, in the order they came; or end the round."""
    viewer.must("lead", room)
    order = Entrance.inside().filter(organisation_id=room.organisation_id, room=room, side=None)
    order = order.order_by("admitted_at", "pk")
    room.round = {"order": list(order.values_list("pk", flat=True)), "at": 0} if on else {}
    room.save(update_fields=["round"])
    viewer.did("live.led", room)
    return room


@action
def end_turn(viewer: Viewer, room: LiveRoom, *, at: int) -> LiveRoom:
    """The next one's turn: said by whose turn it is (done or passed, which nobody keeps apart), or by who leads."""
    viewer.must("view", room)
    room = LiveRoom.objects.select_for_update().get(organisation_id=room.organisation_id, pk=room.pk)
    order = room.round.get("order", [])
    if room.round.get("at") != at or at >= len(order):
        viewer.did_before()
        return room
    theirs = Entrance.objects.filter(organisation_id=room.organisation_id, pk=order[at], person=viewer.person)
    if not theirs.exists():
        viewer.must("lead", room)
    here = set(Entrance.inside().filter(organisation_id=room.organisation_id, room=room).values_list("pk", flat=True))
    following = next((place for place in range(at + 1, len(order)) if order[place] in here), len(order))
    room.round = {"order": order, "at": following}
    room.save(update_fields=["round"])
    viewer.did("live.led", room)
    return room
