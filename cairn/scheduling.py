"""What follows when sessions are arranged, changed, cancelled or about to begin: who is told. Named by cairn/reactions.py."""

from cairn.kit.clock import now
from cairn.meetings.models import Session
from cairn.meetings.reminding import leave_reminders
from cairn.meetings.whom import told_of
from cairn.notices.actions import notify, settle
from cairn.notices.models import Notice
from cairn.trust import rules
from cairn.trust.models import Fact

Kind = Notice.Kind
TOPICS = ["today", "inbox", "sessions"]


def _session(fact: Fact) -> Session:
    return Session.objects.get(organisation_id=fact.organisation_id, pk=fact.row)


def _next_of(fact: Fact) -> Session | None:
    """The next session of the series the fact is about."""
    rows = Session.objects.filter(organisation_id=fact.organisation_id, series_id=fact.row, begins_at__gt=now())
    return rows.order_by("begins_at").first()


def _tell(fact: Fact, session: Session, kind: str) -> None:
    for person in told_of(session, by=fact.actor):
        notify(fact.organisation_id, person, kind, session.pk)


def _tell_series(fact: Fact, session: Session, kind: str) -> None:
    """Everybody of the series, by a notice that leads to one session of it."""
    for person in told_of(session.series, by=fact.actor):
        notify(fact.organisation_id, person, kind, session.pk)


def notice_of_change_in_session(fact: Fact) -> None:
    """A session was moved, is led by somebody else, or takes place after all."""
    _tell(fact, _session(fact), Kind.S_CHANGED)


def notice_of_cancelled_session(fact: Fact) -> None:
    """A session does not take place; nothing else waits about it."""
    session = _session(fact)
    for kind in (Kind.S_CHANGED, Kind.S_AHEAD, Kind.S_SOON):
        settle(fact.organisation_id, kind, session.pk)
    _tell(fact, session, Kind.S_CANCELLED)


def notice_of_sessions(fact: Fact) -> None:
    """Sessions were arranged, or a series is otherwise: told once, at its next session."""
    session = _next_of(fact)
    if session is not None:
        _tell_series(fact, session, Kind.S_CHANGED)


def notice_of_end(fact: Fact) -> None:
    """A series ends: told once, at the first session that does not take place."""
    rows = Session.objects.filter(organisation_id=fact.organisation_id, series_id=fact.row, begins_at__gt=now())
    session = rows.filter(cancelled_at__isnull=False, why_cancelled=Session.Why.OVER).order_by("begins_at").first()
    if session is not None:
        _tell_series(fact, session, Kind.S_CANCELLED)


def notice_to_who_leads(fact: Fact) -> None:
    """You lead a session now."""
    if fact.about and fact.about != fact.actor:
        notify(fact.organisation_id, fact.about, Kind.S_YOURS, fact.row)


def notice_to_who_led(fact: Fact) -> None:
    """Somebody else leads the session you were to lead."""
    waits = Notice.objects.filter(organisation_id=fact.organisation_id, person_id=fact.about or 0, seen_at=None)
    waits.filter(kind=Kind.S_YOURS, row=fact.row).update(seen_at=now())
    if fact.about and fact.about != fact.actor:
        notify(fact.organisation_id, fact.about, Kind.S_CHANGED, fact.row)


def reminder_of_tomorrow(fact: Fact) -> None:
    """A session is coming up."""
    leave_reminders(_session(fact), Kind.S_AHEAD)


def reminder_of_soon(fact: Fact) -> None:
    """A session begins soon; the reminder of the day before need not wait any more."""
    settle(fact.organisation_id, Kind.S_AHEAD, fact.row)
    leave_reminders(_session(fact), Kind.S_SOON)


def those_who_see_the_session(fact: Fact) -> tuple[list[int], list[str]]:
    """Everybody who may see the session: their week and Today change."""
    session = _session(fact)
    return list(rules.audience(session).values_list("pk", flat=True)), [*TOPICS, f"session:{session.pk}"]


def those_who_see_the_series(fact: Fact) -> tuple[list[int], list[str]]:
    """Everybody who may see its next session."""
    session = _next_of(fact)
    if session is None:
        return [], []
    return list(rules.audience(session).values_list("pk", flat=True)), TOPICS


def who_said_no(fact: Fact) -> tuple[list[int], list[str]]:
    """The one who cannot come, or comes after all."""
    return ([fact.about] if fact.about else []), ["today", "sessions"]
