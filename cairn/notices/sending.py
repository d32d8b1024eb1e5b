"""Sending what is due: scanned by the worker, leased, tried again, dead in the open.

Nothing is sent inside a transaction: a slow mail server must not hold the database. A stop between sending and
noting it sends once more, which costs a second "You have a new message" and never a lost one.
"""

import datetime as dt
import logging
import random
import smtplib
import time

from django.db.models import F, Q, QuerySet

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.notices import mail, push
from cairn.notices.models import Delivery, Device, Wish
from cairn.notices.outside import wish_of
from cairn.people.models import Contact

log = logging.getLogger("cairn.notices")
LEASE, PAUSE_AFTER_TROUBLE = dt.timedelta(seconds=90), 30.0
# The worker has other clocks to watch: a turn of ours is short.
BUDGET, AT_MOST, TRIES = 3.0, 50, 8
# Many notices are one mail; between two there is a pause.
APART = dt.timedelta(minutes=15)
_resting: dict[str, float] = {}


def send_what_is_due() -> None:
    """One short turn, what is urgent first. A channel that gives trouble rests for a moment."""
    began = time.monotonic()
    free = Q(leased_until=None) | Q(leased_until__lt=now())
    found = Delivery.waiting().filter(free, due_at__lte=now()).order_by("-urgent", "due_at", "pk")[:AT_MOST]
    for delivery in found.select_related("person__organisation", "notice", "device"):
        if time.monotonic() - began > BUDGET:
            return
        if _resting.get(delivery.channel, 0) > time.monotonic():
            continue
        with wall.within(delivery.organisation_id):
            if _take(delivery):
                _send(delivery)


def _own(delivery: Delivery) -> "QuerySet[Delivery]":
    return Delivery.waiting().filter(organisation_id=delivery.organisation_id, pk=delivery.pk)


def _take(delivery: Delivery) -> bool:
    """Lease it, unless another worker has it or it went along with one before."""
    free = Q(leased_until=None) | Q(leased_until__lt=now())
    return bool(_own(delivery).filter(free).update(leased_until=now() + LEASE, attempts=F("attempts") + 1))


def _send(delivery: Delivery) -> None:
    delivery.attempts += 1
    if delivery.notice.seen_at or delivery.person.left_at or not _is_wanted(delivery):
        _own(delivery).update(dropped_at=now())
        return
    try:
        _by_mail(delivery) if delivery.channel == Delivery.Channel.MAIL else _by_push(delivery)
    except (smtplib.SMTPException, OSError, push.Later) as trouble:
        _resting[delivery.channel] = time.monotonic() + PAUSE_AFTER_TROUBLE
        _put_back(delivery, type(trouble).__name__)
    except Exception as trouble:
        log.exception("a delivery failed")
        _put_back(delivery, type(trouble).__name__)


def _is_wanted(delivery: Delivery) -> bool:
    wish, kind = wish_of(delivery.person), delivery.notice.kind
    if delivery.channel == Delivery.Channel.MAIL:
        return kind in wish.mail and not wish.mail_back_at
    return kind in wish.push and delivery.device is not None and delivery.device.ended_at is None


def _by_mail(delivery: Delivery) -> None:
    contact = Contact.objects.filter(organisation_id=delivery.organisation_id, person=delivery.person).first()
    address = contact.email if contact else ""
    if not address:
        _own(delivery).update(dropped_at=now(), trouble="no address")
        return
    if not delivery.urgent and (last := _last_mail(delivery)) and last + APART > now():
        _own(delivery).update(due_at=last + APART, leased_until=None, attempts=F("attempts") - 1)
        return
    try:
        mail.letter(address, delivery.person.language).send()
    except smtplib.SMTPRecipientsRefused as refused:
        if all(500 <= code < 600 for code, _said in refused.recipients.values()):
            _came_back(delivery)
            return
        raise
    _along(delivery).update(sent_at=now(), leased_until=None)


def _last_mail(delivery: Delivery) -> dt.datetime | None:
    mine = Delivery.objects.filter(organisation_id=delivery.organisation_id, person_id=delivery.person_id)
    sent = mine.filter(channel=Delivery.Channel.MAIL, sent_at__isnull=False).order_by("-sent_at")
    return sent.values_list("sent_at", flat=True).first()


def _along(delivery: Delivery) -> "QuerySet[Delivery]":
    """Everything of this person that the same mail tells: what is due by now."""
    due = Delivery.waiting().filter(organisation_id=delivery.organisation_id, person_id=delivery.person_id)
    return due.filter(Q(due_at__lte=now()) | Q(pk=delivery.pk), channel=Delivery.Channel.MAIL)


def _came_back(delivery: Delivery) -> None:
    """The address does not exist: no more mail until the person says it is right."""
    wish = wish_of(delivery.person)
    said = {"mail": wish.mail, "push": wish.push, "mail_back_at": now()}
    Wish.objects.update_or_create(organisation_id=delivery.organisation_id, person=delivery.person, defaults=said)
    _own(delivery).update(dead_at=now(), leased_until=None, trouble="came back")


def _by_push(delivery: Delivery) -> None:
    device = delivery.device
    assert device is not None
    try:
        push.ring(device.address, device.keys, delivery.person.language)
    except push.Gone:
        Device.live().filter(organisation_id=delivery.organisation_id, pk=device.pk).update(ended_at=now())
        _own(delivery).update(dropped_at=now(), leased_until=None, trouble="gone")
    except push.Refused as refused:
        log.error("a push service refused: %s", refused)
        _own(delivery).update(dead_at=now(), leased_until=None, trouble=f"refused {refused}"[:60])
    else:
        _own(delivery).update(sent_at=now(), leased_until=None)


def _put_back(delivery: Delivery, trouble: str) -> None:
    if delivery.attempts >= TRIES:
        _own(delivery).update(dead_at=now(), leased_until=None, trouble=trouble)
        log.error("a delivery is dead after %s tries", delivery.attempts)
        return
    seconds = min(3600, 15 * 2**delivery.attempts) * random.uniform(0.7, 1.3)  # noqa: S311 - jitter, not secrecy
    _own(delivery).update(leased_until=None, due_at=now() + dt.timedelta(seconds=seconds), trouble=trouble)
