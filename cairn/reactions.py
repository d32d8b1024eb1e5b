"""What follows from what. One readable table; no wildcards; two consequences deep at the most.

Every fact that an action tells has a line here, even when nothing follows. `moves_rights=False` says that a
fact can never change who may see what; without it, live delivery asks the policy anew after the fact.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import translation

from cairn.chat.actions import open_group_room, open_party_room, remove_message
from cairn.chat.files import sweep_now_and_then
from cairn.chat.missed import show_again
from cairn.chat.models import Message, Party, Room
from cairn.chat.sending import Outgoing, send_messages
from cairn.checkins import cards
from cairn.checkins.actions import take_back
from cairn.checkins.models import CheckIn, Encouragement, Shown
from cairn.groups.models import Agreement, Ask, Seat
from cairn.kit.live import bus
from cairn.notices.actions import notify, settle
from cairn.notices.models import Notice
from cairn.pairs.models import Tie
from cairn.people.models import EntryLink, Person
from cairn.safety.actions import raise_concern
from cairn.safety.ladder import climb_what_is_due
from cairn.safety.models import Concern, Reach
from cairn.safety.team import whom_to_tell
from cairn.trust import rules
from cairn.trust.consequences import Later, Nudge, when
from cairn.trust.models import Fact
from cairn.trust.viewer import Viewer
from cairn.trust.worker import watch

Told = tuple[list[int], list[str]]


# Consequences ---------------------------------------------------------------------------------------------
def open_room_of_group(fact: Fact) -> None:
    """A new group has its room from the first moment."""
    open_group_room(fact.organisation_id, fact.row)


def open_room_of_bond(fact: Fact) -> None:
    """People in a bond have a room of their own."""
    ties = Tie.live().filter(organisation_id=fact.organisation_id, bond_id=fact.row)
    open_party_room(fact.organisation_id, list(ties.values_list("person_id", flat=True)))


def _concern(fact: Fact, why: str) -> None:
    person = Person.objects.get(organisation_id=fact.organisation_id, pk=fact.about or 0)
    raise_concern(Viewer.product(fact.organisation_id, "safety"), person, why=why, checkin_id=fact.row)


def concern_for_safety(fact: Fact) -> None:
    """A `no` to "safe right now" is a row with a clock in the same transaction, never only a queue entry."""
    _concern(fact, Concern.Why.UNSAFE)


def concern_for_call(fact: Fact) -> None:
    """Somebody asked for a call."""
    _concern(fact, Concern.Why.CALL)


def card_in_room(fact: Fact) -> None:
    """What was shown to a group appears in its room. The name of the message makes a second try harmless.

    The row is held until the message is kept, so that a taking back beside it finds the message it must remove.
    """
    rows = Shown.objects.select_for_update().filter(organisation_id=fact.organisation_id, pk=fact.row, ended_at=None)
    shown = rows.first()
    if shown is None:
        return
    room = Room.objects.get(organisation_id=fact.organisation_id, group_id=shown.group_id)
    with translation.override(shown.person.language):
        card = cards.card_of(shown)
    outgoing = Outgoing(
        fact.organisation_id, shown.person_id, room.pk, cards.name_of(shown.pk), card.body,
        wants=card.wants, kind=card.kind, card=card.thing,
    )  # fmt: skip
    deliveries = send_messages([outgoing]).deliveries
    transaction.on_commit(lambda: [bus.publish(one.persons, one.frame) for one in deliveries] and None, robust=True)


def card_out_of_room(fact: Fact) -> None:
    """What is taken back leaves the room with its words, in the same transaction."""
    here = {"organisation_id": fact.organisation_id, "client_id": cards.name_of(fact.row)}
    message = Message.objects.filter(**here, author_id=fact.about, removed_at=None).select_related("author").first()
    if message is not None:
        remove_message(Viewer.of(message.author), message)


def showing_ends_with_card(fact: Fact) -> None:
    """A card that was removed from a room is no longer shown to that group."""
    message = Message.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    shown = cards.shown_by(message.client_id) if message.card else None
    rows = Shown.objects.filter(
        organisation_id=fact.organisation_id, pk=shown, person_id=message.author_id, ended_at=None
    )
    for row in rows:
        take_back(Viewer.product(fact.organisation_id, "card removed"), row)


def notice_to_team(fact: Fact) -> None:
    """Those on the step of the ladder are told that somebody needs them."""
    concern = Concern.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    for person in whom_to_tell(concern):
        notify(fact.organisation_id, person, Notice.Kind.CONCERN, concern.pk)


def notice_to_new_owner(fact: Fact) -> None:
    """A concern was handed to somebody: they are told, and the clock runs until they take it."""
    concern = Concern.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    if concern.owner_id:
        notify(fact.organisation_id, concern.owner_id, Notice.Kind.CONCERN, concern.pk)


def notices_are_settled(fact: Fact) -> None:
    """Somebody has it: the others need not look any more, and are told anew should it begin again."""
    settle(fact.organisation_id, Notice.Kind.CONCERN, fact.row)


def open_room_to_write(fact: Fact) -> None:
    """A carer and a person who have no room of their own yet get one."""
    reach = Reach.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    two = Party.live().filter(organisation_id=fact.organisation_id, room=OuterRef("pk"))
    others = two.exclude(person_id__in=[reach.by_id, reach.person_id])
    rooms = Room.objects.filter(~Exists(others), organisation_id=fact.organisation_id, group=None)
    for person in (reach.by_id, reach.person_id):
        rooms = rooms.filter(Exists(two.filter(person_id=person)))
    if not rooms.exists():
        open_party_room(fact.organisation_id, [reach.by_id, reach.person_id])


def notice_of_encouragement(fact: Fact) -> None:
    """Somebody is with you."""
    given = Encouragement.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    if fact.about:
        notify(fact.organisation_id, fact.about, Notice.Kind.ENCOURAGED, given.checkin_id or given.checkpoint_id or 0)


def notice_of_invitation(fact: Fact) -> None:
    """You are invited."""
    ask = Ask.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    notify(fact.organisation_id, ask.person_id, Notice.Kind.INVITED, ask.group_id)


def notice_of_ask(fact: Fact) -> None:
    """Facilitators hear that somebody would like to join."""
    ask = Ask.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    seats = Seat.live(*Seat.LEADS).filter(organisation_id=fact.organisation_id, group_id=ask.group_id)
    for person in seats.values_list("person_id", flat=True):
        notify(fact.organisation_id, person, Notice.Kind.ASKED, ask.group_id)


def notice_of_seat(fact: Fact) -> None:
    """You have a seat; the agreement waits."""
    seat = Seat.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    if seat.person_id != fact.actor:
        notify(fact.organisation_id, seat.person_id, Notice.Kind.WELCOMED, seat.group_id)


def notice_of_answer(fact: Fact) -> None:
    """A group has answered; a yes is told by the seat itself."""
    ask = Ask.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    if ask.way == Ask.Way.ASKED and ask.answer == Ask.Answer.NO:
        notify(fact.organisation_id, ask.person_id, Notice.Kind.ANSWERED, ask.group_id)


def notice_of_agreement(fact: Fact) -> None:
    """A group has a new agreement: everybody reads it and signs again."""
    group = Agreement.objects.get(organisation_id=fact.organisation_id, pk=fact.row).group_id
    seats = Seat.held().filter(organisation_id=fact.organisation_id, group_id=group).exclude(person_id=fact.actor)
    for person in seats.values_list("person_id", flat=True):
        notify(fact.organisation_id, person, Notice.Kind.AGREEMENT, group)


def notice_of_link(fact: Fact) -> None:
    """Who has a password already is told that a link was made with which it can be set anew."""
    link = EntryLink.objects.select_related("person").get(organisation_id=fact.organisation_id, pk=fact.row)
    if link.person.account_id:
        notify(fact.organisation_id, link.person_id, Notice.Kind.LINK, link.pk)


def show_message_again(fact: Fact) -> None:
    """A reaction came or went: open pages show the message as it is now."""
    show_again(fact.organisation_id, fact.row, with_answers=False)


def show_changed_words(fact: Fact) -> None:
    """Words changed or went: open pages show the message as it is now, and so do those that quote it."""
    show_again(fact.organisation_id, fact.row, with_answers=True)


# Nudges: whom, and which topics of their open pages changed -------------------------------------------------
def _me(fact: Fact) -> Told:
    return ([fact.about] if fact.about else []), ["today", "inbox"]


def _room(fact: Fact) -> Told:
    room = Room.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    return list(rules.audience(room).values_list("pk", flat=True)), [f"room:{room.pk}"]


def _checkin(fact: Fact) -> Told:
    checkin = CheckIn.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    return list(rules.audience(checkin).values_list("pk", flat=True)), ["today", "checkins"]


def _shown(fact: Fact) -> Told:
    shown = Shown.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    thing = shown.checkin or shown.checkpoint
    if thing is None:
        return [], []
    return list(rules.audience(thing).values_list("pk", flat=True)), ["today", "checkins", f"checkin:{thing.pk}"]


def _encouraged(fact: Fact) -> Told:
    given = Encouragement.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    thing = given.checkin_id or given.checkpoint_id
    return ([fact.about] if fact.about else []), ["today", "inbox", f"checkin:{thing}"]


def _seat(fact: Fact) -> Told:
    seat = Seat.objects.select_related("group").get(organisation_id=fact.organisation_id, pk=fact.row)
    persons = set(rules.audience(seat).values_list("pk", flat=True)) | {seat.person_id}
    return list(persons), ["today", "inbox", f"group:{seat.group_id}"]


def _ask(fact: Fact) -> Told:
    ask = Ask.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    return list(rules.audience(ask).values_list("pk", flat=True)), ["today", "inbox", f"group:{ask.group_id}"]


def _agreement(fact: Fact) -> Told:
    agreement = Agreement.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    readers = rules.audience(agreement).values_list("pk", flat=True)
    return list(readers), ["today", "inbox", f"group:{agreement.group_id}"]


def _group(fact: Fact) -> Told:
    seats = Seat.held().filter(organisation_id=fact.organisation_id, group_id=fact.row)
    return list(seats.values_list("person_id", flat=True)), [f"group:{fact.row}"]


def _concern_seen(fact: Fact) -> Told:
    concern = Concern.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    return list(rules.audience(concern).values_list("pk", flat=True)), ["today", "inbox", f"concern:{concern.pk}"]


def _reach(fact: Fact) -> Told:
    reach = Reach.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    return list(rules.audience(reach).values_list("pk", flat=True)), ["today"]


def _look(fact: Fact) -> Told:
    return ([fact.about] if fact.about else []), ["looks"]


# The table ------------------------------------------------------------------------------------------------
when("person.welcomed")
when("person.changed")
when("person.link_made", notice_of_link, Nudge(_me))
when("person.entered")
when("contact.changed")
when("organisation.founded")
when("programme.opened")
when("person.enrolled")
when("care.tied")
when("care.untied")
when("programme.changed", moves_rights=False)
when("level.changed", moves_rights=False)
when("organisation.changed", moves_rights=False)
when("person.signed_out", moves_rights=False)
when("sharing.changed")
when("look.left", Nudge(_look), moves_rights=False)

when("group.opened", open_room_of_group)
when("group.changed", Nudge(_group))
when("group.closed", Nudge(_group))
when("agreement.renewed", notice_of_agreement, Nudge(_agreement))
when("agreement.signed", Nudge(_seat))
when("seat.taken", notice_of_seat, Nudge(_seat))
when("seat.changed", Nudge(_seat))
when("seat.left", Nudge(_seat))
when("seat.ended", Nudge(_seat))
when("group.asked", Later(notice_of_ask), Nudge(_ask))
when("group.invited", notice_of_invitation, Nudge(_ask))
when("ask.answered", notice_of_answer, Nudge(_ask))
when("ask.taken_back", Nudge(_ask))
when("bond.tied", open_room_of_bond)

when("message.sent", moves_rights=False)
when("message.edited", show_changed_words, moves_rights=False)
when("message.removed", showing_ends_with_card, show_changed_words, moves_rights=False)
when("message.reacted", show_message_again, moves_rights=False)
when("room.paused", Nudge(_room))
when("room.opened", Nudge(_room))

when("checkin.made", Nudge(_checkin), moves_rights=False)
when("checkin.unsafe", concern_for_safety)
when("checkin.call_wanted", concern_for_call)
when("checkin.shown", Nudge(_shown))
when("checkin.shown_to_group", Later(card_in_room), Nudge(_shown))
when("checkin.taken_back", card_out_of_room, Nudge(_shown))
when("checkin.encouraged", Later(notice_of_encouragement), Nudge(_encouraged), moves_rights=False)
when("checkpoint.made", Nudge(_me), moves_rights=False)

when("concern.raised", notice_to_team, Nudge(_concern_seen))
when("concern.climbed", notice_to_team, Nudge(_concern_seen))
when("concern.taken", notices_are_settled, Nudge(_concern_seen))
when("concern.handed", notice_to_new_owner, Nudge(_concern_seen))
when("concern.closed", notices_are_settled, Nudge(_concern_seen))
when("reach.wrote", open_room_to_write, Nudge(_reach))
when("reach.left", Nudge(_reach), moves_rights=False)
when("notice.seen", Nudge(_me), moves_rights=False)
when("notices.seen", Nudge(_me), moves_rights=False)

# On the clock ---------------------------------------------------------------------------------------------
watch(climb_what_is_due)
watch(sweep_now_and_then)
