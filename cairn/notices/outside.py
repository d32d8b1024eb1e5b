"""Which notice leaves the house, by which channel, and when: what a person chose, quiet hours, the digest.

Outside nothing is said but that something waits. What concerns somebody's safety is held by nothing.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.conf import settings

from cairn.kit.clock import now
from cairn.notices.models import Delivery, Device, Notice, Wish
from cairn.people.models import Person

SAFETY = frozenset({Notice.Kind.CONCERN})
NOW, DIGEST = "now", "digest"
# What a person sees at once in the house need not ring outside.
SETTLING = {Delivery.Channel.MAIL: dt.timedelta(seconds=90), Delivery.Channel.PUSH: dt.timedelta(seconds=10)}
MORNING = dt.time(9)


@dataclass(frozen=True)
class Choice:
    """What somebody chose on the page of notices."""

    mail: Mapping[str, str] = field(default_factory=dict)
    push: list[str] = field(default_factory=list)
    digest: str = Wish.Digest.DAILY
    quiet_from: dt.time | None = None
    quiet_until: dt.time | None = None


def wish_of(person: Person) -> Wish:
    """How a person wants to hear; where they chose nothing, only what their duty asks for leaves the house."""
    found = Wish.objects.filter(organisation_id=person.organisation_id, person=person).first()
    unsaid = Wish(organisation_id=person.organisation_id, person=person, mail=dict.fromkeys(SAFETY, NOW))
    return found or unsaid


def send_out(notice: Notice) -> None:
    """Put a fresh notice on its ways out, in the transaction of its cause."""
    person = Person.objects.select_related("organisation").get(
        organisation_id=notice.organisation_id, pk=notice.person_id
    )
    wish, urgent = wish_of(person), notice.kind in SAFETY
    ways: list[tuple[str, Device | None, str]] = []
    if settings.MAIL_ON and not wish.mail_back_at and (how := wish.mail.get(notice.kind)):
        ways.append((Delivery.Channel.MAIL, None, how))
    if notice.kind in wish.push:
        rings = Device.live().filter(organisation_id=notice.organisation_id, person=person)
        ways += [(Delivery.Channel.PUSH, device, NOW) for device in rings]
    Delivery.objects.bulk_create(
        Delivery(
            organisation_id=notice.organisation_id, person=person, notice=notice, channel=channel, device=device,
            urgent=urgent, due_at=due(wish, channel, NOW if urgent else how, person.time_zone, urgent=urgent),
        )
        for channel, device, how in ways
    )  # fmt: skip


def due(wish: Wish, channel: str, how: str, zone: str, *, urgent: bool = False) -> dt.datetime:
    """The moment a notice may leave."""
    moment = now()
    if urgent:
        return moment
    if how == DIGEST:
        moment = next_digest(moment, wish.digest, zone)
    else:
        moment += SETTLING[Delivery.Channel(channel)]
    return after_quiet(moment, wish.quiet_from, wish.quiet_until, zone)


def next_digest(moment: dt.datetime, digest: str, zone: str) -> dt.datetime:
    """The next morning, or the morning of the next Monday, in that zone."""
    local = moment.astimezone(ZoneInfo(zone))
    day = local.date() + dt.timedelta(days=0 if local.time() < MORNING else 1)
    if digest == Wish.Digest.WEEKLY:
        day += dt.timedelta(days=-day.weekday() % 7)
    return dt.datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(dt.UTC)


def after_quiet(moment: dt.datetime, start: dt.time | None, end: dt.time | None, zone: str) -> dt.datetime:
    """That moment, or the end of the quiet hours it falls into. Hours may run over midnight."""
    if start is None or end is None or start == end:
        return moment
    local = moment.astimezone(ZoneInfo(zone))
    at = local.time()
    quiet = start <= at < end if start < end else at >= start or at < end
    if not quiet:
        return moment
    day = local.date() + dt.timedelta(days=1 if start > end and at >= start else 0)
    return dt.datetime.combine(day, end, ZoneInfo(zone)).astimezone(dt.UTC)
