"""Opening groups, the ways in, taking seats, and the promise each member signs."""

from django.utils.translation import gettext_lazy as _

from cairn.groups.models import Agreement, Ask, Group, Seat, Signature
from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.kit.ids import new_id
from cairn.people.models import Person
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

FULL = _("This group is full. A facilitator can make room.")
SEATED = _("There is a seat in this group already.")
CHANGED = _("The agreement changed while you were reading. Please read the new one.")


@action
def open_group(viewer: Viewer, /, *, agreement: str, pk: int | None = None, **fields: object) -> Group:
    """A new group with the first version of its agreement. `pk` makes a retry harmless."""
    viewer.must("run_groups", viewer.me)
    if pk and (before := Group.objects.filter(organisation_id=viewer.organisation_id, pk=pk).first()):
        viewer.did_before()
        return before
    group = Group(organisation_id=viewer.organisation_id, pk=pk or new_id(), **fields)
    group.save(force_insert=True)
    Agreement.objects.create(organisation_id=viewer.organisation_id, group=group, version=1, text=agreement)
    viewer.did("group.opened", group)
    return group


@action
def change_group(viewer: Viewer, /, group: Group, **fields: object) -> Group:
    """Put right what the group is for, whom it takes and its rules for the room."""
    viewer.must("lead", group)
    for name, value in fields.items():
        setattr(group, name, value)
    group.save(update_fields=list(fields))
    viewer.did("group.changed", group)
    return group


@action
def close_group(viewer: Viewer, group: Group) -> Group:
    """The group ends: nobody new finds it, and every seat closes. What was written stays sealed."""
    viewer.must("manage", group)
    group.closed_at = now()
    group.save(update_fields=["closed_at"])
    for seat in Seat.held().filter(organisation_id=viewer.organisation_id, group=group):
        seat.left_at, seat.removed_by = now(), viewer.me
        seat.save(update_fields=["left_at", "removed_by"])
        viewer.did("seat.ended", seat)
    viewer.did("group.closed", group)
    return group


@action
def renew_agreement(viewer: Viewer, group: Group, *, text: str) -> Agreement:
    """A new version of the agreement: every seat closes until its holder has signed again."""
    viewer.must("lead", group)
    current = Agreement.current().filter(organisation_id=viewer.organisation_id, group=group).first()
    if current and current.text == text:
        viewer.did_before()
        return current
    version = current.version + 1 if current else 1
    agreement = Agreement.objects.create(
        organisation_id=viewer.organisation_id, group=group, version=version, text=text
    )
    Seat.held().filter(organisation_id=viewer.organisation_id, group=group).update(needed_version=version)
    viewer.did("agreement.renewed", agreement)
    return agreement


@action
def seat_person(viewer: Viewer, group: Group, person: Person, *, part: str = Seat.Part.MEMBER) -> Seat:
    """Give a person a seat; it opens once they have signed."""
    viewer.must("lead", group)
    seat = take_place(group, person, part)
    viewer.did("seat.taken", seat)
    return seat


def take_place(group: Group, person: Person, part: str = Seat.Part.MEMBER) -> Seat:
    """The seat itself, within the size cap; inside an action that has asked."""
    # The group's row is the queue: two who come at once for the last seat stand behind each other.
    Group.objects.select_for_update().get(organisation_id=group.organisation_id, pk=group.pk)
    held = Seat.held().filter(organisation_id=group.organisation_id, group=group)
    if held.filter(person=person).exists():
        raise Refused(SEATED)
    if part == Seat.Part.MEMBER and held.filter(part=Seat.Part.MEMBER).count() >= group.size_cap:
        raise Refused(FULL)
    current = Agreement.current().filter(organisation_id=group.organisation_id, group=group).first()
    version = current.version if current else 0
    return Seat.objects.create(
        organisation_id=group.organisation_id, group=group, person=person, part=part, needed_version=version
    )


@action
def sign_agreement(viewer: Viewer, seat: Seat, *, version: int) -> Seat:
    """Sign the current version. A version that is no longer current is asked again, never silently taken."""
    viewer.must("sign", seat)
    current = Agreement.current().get(organisation_id=viewer.organisation_id, group_id=seat.group_id)
    if version != current.version:
        raise Refused(CHANGED)
    if seat.signed_version == current.version:
        viewer.did_before()
        return seat
    Signature.objects.get_or_create(organisation_id=viewer.organisation_id, person=viewer.me, agreement=current)
    seat.signed_version = current.version
    seat.save(update_fields=["signed_version"])
    viewer.did("agreement.signed", seat)
    return seat


@action
def change_part(viewer: Viewer, seat: Seat, *, part: str) -> Seat:
    """Make somebody a facilitator, a co-facilitator or a member of the group."""
    viewer.must("end", seat)
    if seat.part == part:
        viewer.did_before()
        return seat
    seat.part = part
    seat.save(update_fields=["part"])
    viewer.did("seat.changed", seat)
    return seat


@action
def leave_group(viewer: Viewer, seat: Seat) -> Seat:
    """Leave; what was written stays, the room closes at once."""
    viewer.must("leave", seat)
    seat.left_at = now()
    seat.save(update_fields=["left_at"])
    viewer.did("seat.left", seat)
    return seat


@action
def end_seat(viewer: Viewer, seat: Seat) -> Seat:
    """Take somebody's seat away. Their open page hears nothing more."""
    viewer.must("end", seat)
    seat.left_at, seat.removed_by = now(), viewer.me
    seat.save(update_fields=["left_at", "removed_by"])
    viewer.did("seat.ended", seat)
    return seat


@action
def ask_to_join(viewer: Viewer, group: Group) -> Ask:
    """Ask for a seat; the facilitators answer."""
    viewer.must("ask", group)
    return _wait(viewer, group, viewer.me, Ask.Way.ASKED)


@action
def invite_to_group(viewer: Viewer, group: Group, person: Person) -> Ask:
    """Invite somebody; the seat is theirs to take or not."""
    viewer.must("lead", group)
    return _wait(viewer, group, person, Ask.Way.INVITED)


def _wait(viewer: Viewer, group: Group, person: Person, way: str) -> Ask:
    if Seat.held().filter(organisation_id=viewer.organisation_id, group=group, person=person).exists():
        raise Refused(SEATED)
    ask, made = Ask.objects.get_or_create(
        organisation_id=viewer.organisation_id, group=group, person=person, answer=Ask.Answer.WAITING,
        defaults={"way": way},
    )  # fmt: skip
    if made and way == Ask.Way.ASKED:
        viewer.did("group.asked", ask)
    elif made:
        viewer.did("group.invited", ask)
    else:
        viewer.did_before()
    return ask


@action
def answer_ask(viewer: Viewer, ask: Ask, *, yes: bool) -> Ask:
    """Answer an ask or an invitation. A yes takes the seat; a no needs no reason."""
    viewer.must("answer", ask)
    waiting = Ask.objects.select_for_update().filter(organisation_id=viewer.organisation_id, pk=ask.pk)
    ask = waiting.select_related("group", "person").get()
    if ask.answer != Ask.Answer.WAITING:
        viewer.did_before()
        return ask
    ask.answer = Ask.Answer.YES if yes else Ask.Answer.NO
    ask.answered_at, ask.answered_by = now(), viewer.me
    ask.save(update_fields=["answer", "answered_at", "answered_by"])
    if yes:
        seat = take_place(ask.group, ask.person)
        viewer.did("seat.taken", seat)
    viewer.did("ask.answered", ask)
    return ask


@action
def take_back_ask(viewer: Viewer, ask: Ask) -> Ask:
    """Ask no longer. Nobody is told, and one may ask again any time."""
    viewer.must("take_back", ask)
    if ask.answer != Ask.Answer.WAITING:
        viewer.did_before()
        return ask
    ask.answer, ask.answered_at, ask.answered_by = Ask.Answer.TAKEN_BACK, now(), viewer.me
    ask.save(update_fields=["answer", "answered_at", "answered_by"])
    viewer.did("ask.taken_back", ask)
    return ask
