"""Whom a change concerns, and which topics of their open pages: the nudges that cairn/reactions.py names."""

from cairn.chat.models import Room
from cairn.checkins.models import CheckIn, Encouragement, Shown
from cairn.groups.models import Agreement, Ask, Seat
from cairn.meetings.models import Session, Stay
from cairn.people.models import Role
from cairn.privacy.models import Consent
from cairn.safety.models import Concern, Reach
from cairn.trust import rules
from cairn.trust.models import Fact

Told = tuple[list[int], list[str]]


def me_today(fact: Fact) -> Told:
    """The person the fact is about, on Today and in the inbox."""
    return ([fact.about] if fact.about else []), ["today", "inbox"]


def those_in_the_room(fact: Fact) -> Told:
    """Everybody in the room."""
    room = Room.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    return list(rules.audience(room).values_list("pk", flat=True)), [f"room:{room.pk}"]


def those_who_see_the_checkin(fact: Fact) -> Told:
    """Everybody who may see the check-in."""
    checkin = CheckIn.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    return list(rules.audience(checkin).values_list("pk", flat=True)), ["today", "checkins"]


def those_it_was_shown_to(fact: Fact) -> Told:
    """Everybody who may see what was shown or taken back."""
    shown = Shown.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    thing = shown.checkin or shown.checkpoint
    if thing is None:
        return [], []
    return list(rules.audience(thing).values_list("pk", flat=True)), ["today", "checkins", f"checkin:{thing.pk}"]


def who_was_encouraged(fact: Fact) -> Told:
    """The one who was encouraged."""
    given = Encouragement.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    thing = given.checkin_id or given.checkpoint_id
    return ([fact.about] if fact.about else []), ["today", "inbox", f"checkin:{thing}"]


def those_in_the_group(fact: Fact) -> Told:
    """Everybody who may see the seat, and the one who sits."""
    seat = Seat.objects.select_related("group").get(organisation_id=fact.organisation_id, pk=fact.row)
    persons = set(rules.audience(seat).values_list("pk", flat=True)) | {seat.person_id}
    return list(persons), ["today", "inbox", f"group:{seat.group_id}"]


def those_who_ask_and_answer(fact: Fact) -> Told:
    """The one who asks, and those who answer."""
    ask = Ask.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    return list(rules.audience(ask).values_list("pk", flat=True)), ["today", "inbox", f"group:{ask.group_id}"]


def those_who_sign(fact: Fact) -> Told:
    """Everybody who has to sign."""
    agreement = Agreement.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    readers = rules.audience(agreement).values_list("pk", flat=True)
    return list(readers), ["today", "inbox", f"group:{agreement.group_id}"]


def those_who_see_the_group(fact: Fact) -> Told:
    """Everybody with a seat in the group."""
    seats = Seat.held().filter(organisation_id=fact.organisation_id, group_id=fact.row)
    return list(seats.values_list("person_id", flat=True)), [f"group:{fact.row}"]


def those_on_the_concern(fact: Fact) -> Told:
    """Everybody who may see the concern."""
    concern = Concern.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    return list(rules.audience(concern).values_list("pk", flat=True)), ["today", "inbox", f"concern:{concern.pk}"]


def those_who_reach_out(fact: Fact) -> Told:
    """Everybody who may see that somebody reached out."""
    reach = Reach.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    return list(rules.audience(reach).values_list("pk", flat=True)), ["today"]


def who_was_looked_at(fact: Fact) -> Told:
    """The one whose rows were opened."""
    return ([fact.about] if fact.about else []), ["looks"]


def those_who_see_the_consent(fact: Fact) -> Told:
    """The one who gave it, and the one it is for: their pages change."""
    consent = Consent.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    return [one for one in (consent.person_id, consent.to_id) if one], ["today", "consents"]


def officers(fact: Fact) -> Told:
    """The privacy officers, and the person it is about."""
    held = Role.live(Role.Kind.PRIVACY_OFFICER).filter(organisation_id=fact.organisation_id)
    persons = list(held.values_list("person_id", flat=True))
    return persons, ["today", "inbox"]


def those_who_keep_attendance(fact: Fact) -> Told:
    """Those who keep the roster of that stay's session."""
    stay = Stay.objects.filter(organisation_id=fact.organisation_id, pk=fact.row).select_related("session").first()
    session: Session | None = stay.session if stay else None
    if session is None:
        return [], []
    return list(rules.audience(session, "close").values_list("pk", flat=True)), [f"attendance:{session.pk}"]
