"""The relations that rules are made of. Each is one condition on rows, a function of *who*.

`path` leads from the row the rule is about to a person, group or room ("person", "room__group", "pk").
"""

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from cairn.care.models import CareTie
from cairn.charting.models import Credential
from cairn.chat.models import Party
from cairn.checkins.models import Shown
from cairn.groups.models import Ask, Seat
from cairn.kit.clock import now
from cairn.liveroom.models import Entrance
from cairn.meetings.models import Invitee
from cairn.moderation.models import Measure
from cairn.pairs.models import Tie
from cairn.people.models import Role
from cairn.privacy.models import Consent, Glass, Restriction
from cairn.safety.models import Concern
from cairn.trust.rules import NEVER, Clause, Who

Kind = Role.Kind


def mine(path: str, grounds: str = "mine") -> Clause:
    """The row is about the person who asks; or, with grounds of its own, theirs for another reason."""
    return Clause(lambda who: Q(**{path: who.at(0)}), grounds)


def role(*roles: str, grounds: str = "") -> Clause:
    """Holds one of these roles in the organisation."""

    def build(who: Who) -> Q:
        held = Role.live(*roles).filter(person=who.at(1), organisation=OuterRef("organisation"))
        return Q(Exists(held))

    return Clause(build, grounds or " or ".join(str(r) for r in roles).replace("_", " "))


def no_staff(path: str) -> Clause:
    """That person holds no staff role."""
    return Clause(lambda who: Q(~Exists(Role.live(*Role.STAFF).filter(person=OuterRef(path)))), "not staff")


def of_staff(path: str) -> Clause:
    """That person holds a staff role."""
    return Clause(lambda who: Q(Exists(Role.live(*Role.STAFF).filter(person=OuterRef(path)))), "about staff")


def sits_in(path: str, *parts: str) -> Clause:
    """Has a live seat in the group: not left, and the current agreement signed."""
    grounds = "leads the group" if parts else "seat"
    return Clause(lambda who: Q(Exists(Seat.live(*parts).filter(group=OuterRef(path), person=who.at(1)))), grounds)


def leads(path: str) -> Clause:
    """Facilitates or co-facilitates the group."""
    return sits_in(path, *Seat.LEADS)


def may_speak_up(path: str) -> Clause:
    """Is not asked to only listen in the group for a while. The end of that is told by the worker, not by the clock."""
    asked = Measure.live

    def build(who: Who) -> Q:
        return Q(~Exists(asked(Measure.Kind.LISTEN).filter(group=OuterRef(path), person=who.at(1))))

    return Clause(build, "may speak")


def holds_seat(path: str) -> Clause:
    """Has a seat in the group, signed or not yet."""
    return Clause(lambda who: Q(Exists(Seat.held().filter(group=OuterRef(path), person=who.at(1)))), "seat held")


def asked_into(path: str) -> Clause:
    """Has an invitation to the group, or has asked for it, that waits."""
    return Clause(lambda who: Q(Exists(Ask.waiting().filter(group=OuterRef(path), person=who.at(1)))), "ask waiting")


def shares_group(path: str) -> Clause:
    """Sits in a group together with that person."""

    def build(who: Who) -> Q:
        theirs = Seat.held().filter(person=OuterRef(OuterRef(path)), group=OuterRef("group"))
        return Q(Exists(Seat.live().filter(Exists(theirs), person=who.at(1))))

    return Clause(build, "same group")


def party_to(path: str) -> Clause:
    """Is a party of the room."""
    return Clause(lambda who: Q(Exists(Party.live().filter(room=OuterRef(path), person=who.at(1)))), "party")


def shares_room(path: str) -> Clause:
    """Is a party of a room together with that person."""

    def build(who: Who) -> Q:
        theirs = Party.live().filter(person=OuterRef(OuterRef(path)), room=OuterRef("room"))
        return Q(Exists(Party.live().filter(Exists(theirs), person=who.at(1))))

    return Clause(build, "same room")


def cares_for(path: str) -> Clause:
    """Is on the care team of that person."""
    ties = CareTie.live
    return Clause(lambda who: Q(Exists(ties().filter(person=OuterRef(path), carer=who.at(1)))), "care team")


def cared_for_by(path: str) -> Clause:
    """That person is on the care team of the one who asks."""
    ties = CareTie.live
    return Clause(lambda who: Q(Exists(ties().filter(carer=OuterRef(path), person=who.at(1)))), "my care team")


def tied_to(path: str) -> Clause:
    """Is in a live bond (partners or mentor) with that person."""

    def build(who: Who) -> Q:
        theirs = Tie.live().filter(person=OuterRef(OuterRef(path)), bond=OuterRef("bond"))
        return Q(Exists(Tie.live().filter(Exists(theirs), person=who.at(1))))

    return Clause(build, "bond")


def expected_at(series: str, session: str = "") -> Clause:
    """Is invited to the series, or to that session of it alone. For a series, any session of it will do."""

    def build(who: Who) -> Q:
        invited = Invitee.live().filter(series=OuterRef(series), person=who.at(1))
        if session:
            invited = invited.filter(Q(session=None) | Q(session=OuterRef(session)))
        return Q(Exists(invited))

    return Clause(build, "invited")


def supervises() -> Clause:
    """Signs beside others as a supervisor."""

    def build(who: Who) -> Q:
        held = Credential.live().filter(supervises=True, person=who.at(1), organisation=OuterRef("organisation"))
        return Q(Exists(held)) & role(*Role.CARE_STAFF).q(who)

    return Clause(build, "supervisor", by_clock=True)


def let_in_to(path: str) -> Clause:
    """Was let in to the live room, and not removed since."""
    let_in = Entrance.objects.filter(status=Entrance.Status.ADMITTED)
    return Clause(lambda who: Q(Exists(let_in.filter(room=OuterRef(path), person=who.at(1)))), "let in")


def dealt_into(path: str) -> Clause:
    """Belongs to this small room beside a session, and was not removed since."""
    let_in = Entrance.objects.filter(status=Entrance.Status.ADMITTED)
    return Clause(lambda who: Q(Exists(let_in.filter(side=OuterRef(path), person=who.at(1)))), "dealt into")


def never_removed_from(path: str) -> Clause:
    """Was not removed from the session."""
    removed = Entrance.objects.filter(status=Entrance.Status.REMOVED)
    return Clause(
        lambda who: ~Q(Exists(removed.filter(room__session=OuterRef(path), person=who.at(1)))), "never removed"
    )


def partner_of(path: str) -> Clause:
    """Is an accountability partner of that person."""

    def build(who: Who) -> Q:
        theirs = Tie.live(Tie.Part.PARTNER).filter(person=OuterRef(OuterRef(path)), bond=OuterRef("bond"))
        others = Tie.live(Tie.Part.PARTNER).exclude(person=OuterRef(path))
        return Q(Exists(others.filter(Exists(theirs), person=who.at(1))))

    return Clause(build, "partner")


def in_bond(path: str) -> Clause:
    """Has a live tie in the bond."""
    return Clause(lambda who: Q(Exists(Tie.live().filter(bond=OuterRef(path), person=who.at(1)))), "bond")


def consented(path: str, what: str) -> Clause:
    """That person's standing word to their care team allows it. Time alone can end it."""

    def build(who: Who) -> Q:
        word = Consent.live(what).filter(person=OuterRef(path), to=None, kinds__contains="|here|")
        return Q(Exists(word)) & ~_kept_back(path, what, None)

    return Clause(build, f"consent to {what}", by_clock=True)


def consented_to_me(path: str, what: str = "") -> Clause:
    """That person signed a consent, which stands, for the one who asks. Without `what`: for anything at all."""

    def build(who: Who) -> Q:
        signed = Consent.live(what).filter(person=OuterRef(path), to=who.at(1))
        return Q(Exists(signed)) & ~_kept_back(path, what, who)

    return Clause(build, f"consent to show {what}" if what else "consent", by_clock=True)


def _kept_back(path: str, what: str, who: Who | None) -> Q:
    """The person asked, and it was agreed, that this be kept from the one who asks, or from the team."""
    kept = Restriction.live().filter(
        person=OuterRef(path), what__in=["", what], is_paid_in_full=False, agreed_by__isnull=False
    )
    return Q(Exists(kept.filter(to=None))) | (Q(Exists(kept.filter(to=who.at(1)))) if who else Q(pk__in=[]))


def stands() -> Clause:
    """The consent stands: signed, not taken back, not ended, not over."""
    return Clause(lambda who: Q(pk__in=Consent.live().values("pk")), "stands", by_clock=True)


def glass_over(path: str) -> Clause:
    """Broke the glass over that person less than an hour ago.

    What it opens is what helps in an emergency: who they are, how to reach them, what they said, who cares for them.
    Never a counselling note, a message, a file, a draft, or anything of another organisation; `tests/test_policy.py`
    lists the tables, and a new one has to be put there by hand.
    """
    opened = Glass.open_now
    return Clause(
        lambda who: Q(Exists(opened().filter(person=OuterRef(path), by=who.at(1)))), "emergency", by_clock=True
    )


def somebody_elses(path: str) -> Clause:
    """The row is about somebody else."""
    return Clause(lambda who: ~Q(**{path: who.at(0)}), "somebody else’s")


def shown_to_me(thing: str, path: str = "pk") -> Clause:
    """It is shown, by name, to the one who asks, and not taken back."""
    named = Shown.live(Shown.To.PARTNER)
    return Clause(lambda who: Q(Exists(named.filter(whom=who.at(1), **{thing: OuterRef(path)}))), "shown to me")


def shown(to: str, thing: str, path: str = "pk") -> Clause:
    """The check-in or checkpoint is shown to partner, group or team, and not taken back."""
    return Clause(lambda who: Q(Exists(Shown.live(to).filter(**{thing: OuterRef(path)}))), f"shown to {to}")


def shown_to_my_group(thing: str, path: str = "pk") -> Clause:
    """It is shown to a group in which the one who asks has a live seat."""

    def build(who: Who) -> Q:
        seat = Seat.live().filter(group=OuterRef("group"), person=who.at(2))
        return Q(Exists(Shown.live(Shown.To.GROUP).filter(Exists(seat), **{thing: OuterRef(path)})))

    return Clause(build, "shown to group")


def has_concern_about(path: str) -> Clause:
    """Has taken an unresolved concern about that person."""
    taken = Concern.unresolved
    return Clause(lambda who: Q(Exists(taken().filter(person=OuterRef(path), owner=who.at(1)))), "took the concern")


def where(grounds: str, **lookup: object) -> Clause:
    """The row is in this state."""
    return Clause(lambda who: Q(**lookup), grounds)


def younger_than(age: dt.timedelta) -> Clause:
    """The row was made less than `age` ago."""
    return Clause(lambda who: Q(made_at__gt=now() - age), "recent", by_clock=True)


def someone() -> Clause:
    """Anybody who is a person in the organisation."""
    return Clause(lambda who: NEVER if who.system else Q(), "in the organisation")


def system(reason: str) -> Clause:
    """The product itself, for this stated reason alone."""
    return Clause(lambda who: Q() if who.system == reason else NEVER, f"system: {reason}")


STAFF = role(*Role.STAFF, grounds="staff")
CARE_STAFF = role(*Role.CARE_STAFF, grounds="care staff")
COORDINATOR = role(Kind.COORDINATOR)
ADMINISTRATOR = role(Kind.ADMINISTRATOR)
PRIVACY_OFFICER = role(Kind.PRIVACY_OFFICER)
COMMUNITY = role(Kind.MEMBER, Kind.ALUM)
