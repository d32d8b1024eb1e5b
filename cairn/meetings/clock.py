"""The clocks of sessions, scanned from the rows themselves: laying out ahead, reminding, following the law of zones."""

import datetime as dt
import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.db.models import F, Q

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.meetings.actions import follow_the_clocks, lay_ahead
from cairn.meetings.laying import AHEAD
from cairn.meetings.models import Series, Session
from cairn.meetings.recurrence import moment_of
from cairn.meetings.reminding import DAY_BEFORE, SOON, remind, settle_what_began
from cairn.trust.records import Record
from cairn.trust.viewer import Viewer

log = logging.getLogger("cairn.meetings")
R = TypeVar("R", bound=Record)
AT_ONCE = 50
LAY_EVERY_S, LAW_EVERY_S = 300.0, 6 * 3600.0
_laid_at, _law_at = -LAY_EVERY_S, -LAW_EVERY_S


def sessions_on_the_clock() -> None:
    """A watch of the worker, which comes by every few seconds."""
    global _laid_at, _law_at
    remind_what_is_due()
    if time.monotonic() - _laid_at > LAY_EVERY_S:
        lay_out_what_is_due()
        settle_what_began()
        _laid_at = time.monotonic()
    if time.monotonic() - _law_at > LAW_EVERY_S:
        follow_the_law()
        _law_at = time.monotonic()


def lay_out_what_is_due() -> None:
    """Series whose sessions are rows for less than some weeks ahead; one session alone, until it is a row."""
    until = (now() + AHEAD).date() - dt.timedelta(days=1)
    due = Series.objects.filter(Q(laid_out_until=None) | Q(laid_out_until__lt=until))
    due = due.filter(Q(ends_on=None) | Q(laid_out_until=None) | Q(laid_out_until__lt=F("ends_on")))
    due = due.exclude(rule="", laid_out_until__gte=F("begins_on"))
    for series in due.order_by("laid_out_until")[: AT_ONCE * 10]:
        _each(series, lambda viewer, row: lay_ahead(viewer, row))  # noqa: PLW0108 - an action is called by its name


def remind_what_is_due() -> None:
    """Sessions that begin within a day, and within half an hour."""
    coming = Session.ahead().filter(begins_at__gt=now())
    due = coming.filter(begins_at__lte=now() + DAY_BEFORE, reminded_at=None)
    due |= coming.filter(begins_at__lte=now() + SOON, reminded_soon_at=None)
    for session in due.order_by("begins_at")[:AT_ONCE]:
        _each(session, lambda viewer, row: remind(viewer, row))  # noqa: PLW0108 - an action is called by its name


def follow_the_law() -> None:
    """Sessions whose zone keeps another law than when they were laid out."""
    rows = Session.standing().filter(begins_at__gt=now() + dt.timedelta(hours=2))
    for session in rows.iterator(chunk_size=500):
        if moment_of(session.day, session.at, session.zone) != session.begins_at:
            _each(session, lambda viewer, row: follow_the_clocks(viewer, row))  # noqa: PLW0108 - an action is called by its name


def _each(row: R, act: Callable[[Viewer, R], object]) -> None:
    """One row in trouble must not hold up the others: it is tried again at the next look."""
    try:
        with wall.within(row.organisation_id):
            act(Viewer.product(row.organisation_id, "clock"), row)
    except Exception:
        log.exception("a clock could not be served")
