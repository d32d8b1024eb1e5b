"""What follows: the consequences that cairn/reactions.py names. Each is given the fact and nothing else."""

from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import translation

from cairn.chat.actions import open_group_room, open_party_room, remove_message
from cairn.chat.missed import show_again
from cairn.chat.models import Message, Party, Room
from cairn.chat.sending import Outgoing, send_messages
from cairn.checkins import cards
from cairn.checkins.actions import take_back
from cairn.checkins.models import Encouragement, Shown
from cairn.groups.models import Agreement, Ask, Seat
from cairn.home.archive import archive_of
from cairn.kit.live import bus
from cairn.notices.actions import notify, settle, silence_all
from cairn.notices.models import Notice
from cairn.pairs.models import Tie
from cairn.people.models import EntryLink, Person, Role
from cairn.privacy.inquiring import review_of
from cairn.privacy.models import Consent, Glass, Inquiry, Takeout
from cairn.privacy.taking import keep_takeout
from cairn.safety.actions import raise_concern
from cairn.safety.models import Concern, Reach
from cairn.safety.team import whom_to_tell
from cairn.signin.actions import end_every_way
from cairn.signin.letters import write_change
from cairn.trust.models import Fact
from cairn.trust.viewer import Viewer


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


def concern_for_words(fact: Fact) -> None:
    """Somebody wrote words that sound like danger. The team learns that, not the words: those belong to the room."""
    person = Person.objects.get(organisation_id=fact.organisation_id, pk=fact.about or 0)
    raise_concern(Viewer.product(fact.organisation_id, "safety"), person, why=Concern.Why.WORDS)


def card_in_room(fact: Fact) -> None:
    """What was shown to a group appears in its room. The name of the message makes a second try harmless.

    The row is held until the message is kept, so that a taking back beside it finds the message it must remove.
    """
    rows = Shown.objects.select_for_update().filter(organisation_id=fact.organisation_id, pk=fact.row, ended_at=None)
    shown = rows.first()
    if shown is None or shown.group_id is None:
        return
    room = Room.objects.get(organisation_id=fact.organisation_id, group_id=shown.group_id)
    with translation.override(shown.person.language):
        card = cards.card_of(shown)
    outgoing = Outgoing(
        fact.organisation_id, shown.person_id, room.pk, cards.name_of(shown.pk), card.body,
        wants=card.wants, kind=card.kind, card=card.thing,
    )  # fmt: skip
    for delivery in send_messages([outgoing]).deliveries:
        transaction.on_commit(partial(bus.publish, delivery.persons, delivery.frame), robust=True)


def card_out_of_room(fact: Fact) -> None:
    """What is taken back leaves the room with its words, in the same transaction."""
    here = {"organisation_id": fact.organisation_id, "client_id": cards.name_of(fact.row), "author_id": fact.about or 0}
    message = Message.objects.filter(**here, removed_at=None).select_related("author").first()
    if message is not None:
        remove_message(Viewer.of(message.author), message)


def showing_ends_with_card(fact: Fact) -> None:
    """A card that was removed from a room is no longer shown to that group."""
    message = Message.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    shown = cards.shown_by(message.client_id) if message.card else 0
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
    seats = Seat.held().filter(organisation_id=fact.organisation_id, group_id=group).exclude(person_id=fact.actor or 0)
    for person in seats.values_list("person_id", flat=True):
        notify(fact.organisation_id, person, Notice.Kind.AGREEMENT, group)


def notice_of_link(fact: Fact) -> None:
    """Who has a password already is told that a link was made with which it can be set anew."""
    link = EntryLink.objects.select_related("person").get(organisation_id=fact.organisation_id, pk=fact.row)
    if link.person and link.person.account_id:
        notify(fact.organisation_id, link.person.pk, Notice.Kind.LINK, link.pk)


def notice_of_change(fact: Fact) -> None:
    """Whoever's way to sign in was changed hears of it, here and by mail: it may not have been them."""
    person = Person.objects.select_related("organisation").get(organisation_id=fact.organisation_id, pk=fact.about or 0)
    notify(fact.organisation_id, person.pk, Notice.Kind.SIGN_IN, fact.pk)
    write_change(person)


def old_ways_end(fact: Fact) -> None:
    """Somebody who had lost everything came in by a link: whatever let them in before lets nobody in now."""
    person = Person.objects.get(organisation_id=fact.organisation_id, pk=fact.about or 0)
    if person.account_id:
        end_every_way(person.account_id)


def show_message_again(fact: Fact) -> None:
    """A reaction came or went: open pages show the message as it is now."""
    show_again(fact.organisation_id, fact.row, with_answers=False)


def show_changed_words(fact: Fact) -> None:
    """Words changed or went: open pages show the message as it is now, and so do those that quote it."""
    show_again(fact.organisation_id, fact.row, with_answers=True)


def notice_of_consent(fact: Fact) -> None:
    """A consent waits to be read."""
    consent = Consent.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    notify(fact.organisation_id, consent.person_id, Notice.Kind.CONSENT, consent.pk)


def _to_officers(organisation: int, row: int) -> None:
    held = Role.live(Role.Kind.PRIVACY_OFFICER).filter(organisation_id=organisation, person__left_at=None)
    for person in held.values_list("person_id", flat=True):
        notify(organisation, person, Notice.Kind.INQUIRY, row)


def notice_to_officers(fact: Fact) -> None:
    """A question waits for the privacy officer, or waits for too long."""
    _to_officers(fact.organisation_id, fact.row)


def notice_of_lateness(fact: Fact) -> None:
    """The person hears that the answer is late."""
    inquiry = Inquiry.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    if inquiry.kind != Inquiry.Kind.GLASS:
        notify(fact.organisation_id, inquiry.person_id, Notice.Kind.ANSWER_LATE, inquiry.pk)


def notice_of_inquiry_answered(fact: Fact) -> None:
    """What was asked has an answer; the officers need not look any more."""
    inquiry = Inquiry.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    settle(fact.organisation_id, Notice.Kind.INQUIRY, inquiry.pk)
    if inquiry.kind != Inquiry.Kind.GLASS:
        notify(fact.organisation_id, inquiry.person_id, Notice.Kind.PRIVACY_ANSWER, inquiry.pk)


def review_of_glass(fact: Fact) -> None:
    """Every emergency opening is reviewed within three days: a row with a clock, in the same transaction."""
    review_of(Glass.objects.get(organisation_id=fact.organisation_id, pk=fact.row))


def notice_of_glass_to_officers(fact: Fact) -> None:
    """The privacy officer hears of it at once."""
    review = Inquiry.objects.filter(organisation_id=fact.organisation_id, glass_id=fact.row).first()
    if review is not None:
        _to_officers(fact.organisation_id, review.pk)


def notice_of_glass(fact: Fact) -> None:
    """The person hears that their page was opened in an emergency."""
    glass = Glass.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    notify(fact.organisation_id, glass.person_id, Notice.Kind.GLASS, glass.pk)


def make_takeout(fact: Fact) -> None:
    """The archive somebody asked for; a second try finds it kept."""
    takeout = Takeout.objects.select_related("person__organisation").get(
        organisation_id=fact.organisation_id, pk=fact.row
    )
    if takeout.ready_at is None and takeout.person.left_at is None:
        keep_takeout(Viewer.product(fact.organisation_id, "takeout"), takeout, archive_of(takeout.person))


def notice_of_takeout(fact: Fact) -> None:
    """What they asked for is ready."""
    if fact.about:
        notify(fact.organisation_id, fact.about, Notice.Kind.TAKEOUT, fact.row)


def devices_are_silent(fact: Fact) -> None:
    """Who signs out everywhere else may have lost a phone: none rings until it is switched on there again."""
    if fact.about:
        silence_all(fact.organisation_id, fact.about)
