"""Retention: what is older than its rule goes, in small batches, unless a legal hold stands over it.

Each kind says here how it goes. Search keeps no index of words, so what is gone is found nowhere.
"""

import datetime as dt
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from cairn.chat.files import forget
from cairn.chat.models import Attachment, Message, Reaction
from cairn.checkins.models import CheckIn, Encouragement, Shown
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.notices.models import Notice
from cairn.privacy.clocks import each
from cairn.privacy.models import Hold, Retention
from cairn.privacy.retention import dispose
from cairn.safety.models import Concern
from cairn.trust.viewer import Viewer

BATCH, EVERY_S = 200, 60
_at = -float(EVERY_S)
Kind = Retention.Kind
Ids = list[int]


def dispose_now_and_then() -> None:
    """A watch of the worker, which comes by every few seconds: one batch of each rule a minute."""
    global _at
    if time.monotonic() - _at > EVERY_S:
        _at = time.monotonic()
        dispose_what_is_due()


def dispose_what_is_due() -> None:
    """One batch of every rule of every organisation."""
    for rule in Retention.objects.filter(kind__in=DISPOSERS).order_by("organisation_id", "kind"):
        each(rule, _one_batch)


def _one_batch(viewer: Viewer, rule: Retention) -> None:
    holds = Hold.live().filter(organisation_id=rule.organisation_id)
    if holds.filter(person=None).exists():
        return
    older_than = now() - dt.timedelta(days=rule.days)
    held = list(holds.values_list("person_id", flat=True))
    find, gone = DISPOSERS[rule.kind]
    ids = list(find(rule.organisation_id, older_than, held).order_by("pk").values_list("pk", flat=True)[:BATCH])
    if ids:
        dispose(viewer, rule.kind, len(ids), older_than, lambda: gone(rule.organisation_id, ids))


def _messages(organisation: int, older: dt.datetime, held: Ids, *, in_group: bool) -> "QuerySet[Any]":
    found = Message.objects.filter(organisation_id=organisation, made_at__lt=older, removed_at=None)
    return found.filter(room__group__isnull=not in_group).exclude(author__in=held)


def _messages_go(organisation: int, ids: Ids) -> None:
    """Every message keeps its number, so the place stays; words, card, reactions and files go."""
    files = Attachment.objects.filter(organisation_id=organisation, message__in=ids)
    paths = list(files.values_list("path", flat=True))
    files.delete()
    Reaction.objects.filter(organisation_id=organisation, message__in=ids).delete()
    Message.objects.filter(organisation_id=organisation, pk__in=ids).update(
        body_sealed=b"", card=None, files=0, removed_at=now()
    )
    transaction.on_commit(partial(forget, paths), robust=True)


def _checkins(organisation: int, older: dt.datetime, held: Ids) -> "QuerySet[Any]":
    """One that an open concern points to stays until that is closed."""
    open_concern = Concern.unresolved().filter(organisation_id=organisation, checkin=OuterRef("pk"))
    found = CheckIn.objects.filter(~Exists(open_concern), organisation_id=organisation, made_at__lt=older)
    return found.exclude(person__in=held)


def _checkins_go(organisation: int, ids: Ids) -> None:
    of: dict[str, Any] = {"organisation_id": organisation, "checkin__in": ids}
    Encouragement.objects.filter(**of).delete()
    Shown.objects.filter(**of).delete()
    Concern.objects.filter(**of).update(checkin=None)
    with wall.everywhere("rows named by their ids; Django asks who points to them without saying where"):
        CheckIn.objects.filter(organisation_id=organisation, pk__in=ids).delete()


def _notices(organisation: int, older: dt.datetime, held: Ids) -> "QuerySet[Any]":
    return Notice.objects.filter(organisation_id=organisation, made_at__lt=older).exclude(person__in=held)


def _notices_go(organisation: int, ids: Ids) -> None:
    Notice.objects.filter(organisation_id=organisation, pk__in=ids).delete()


DISPOSERS: dict[str, tuple[Callable[..., "QuerySet[Any]"], Callable[[int, Ids], None]]] = {
    Kind.GROUP_TALK: (partial(_messages, in_group=True), _messages_go),
    Kind.PRIVATE_TALK: (partial(_messages, in_group=False), _messages_go),
    Kind.CHECKINS: (_checkins, _checkins_go),
    Kind.NOTICES: (_notices, _notices_go),
}
