"""Telling that something hurts, looking after it, and the measures that follow."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cairn.groups.models import Group
from cairn.kit.clock import now
from cairn.kit.errors import Refused
from cairn.kit.text import clean
from cairn.moderation.models import Measure, Report
from cairn.people.models import Person
from cairn.trust.action import action
from cairn.trust.records import Record
from cairn.trust.viewer import Viewer

# One published policy answers a grievance within one business day; ours does not know holidays.
ANSWERED_WITHIN = dt.timedelta(days=1)
SATURDAY = 5
NOT_ONESELF = _("A step about yourself is somebody else’s to take.")
NO_MESSAGE = _("This step is about a message. Please start from the message.")
NO_PERSON = _("Please choose whom the step is about.")


@dataclass(frozen=True)
class Told:
    """What a report is about: the person, and where it happened."""

    person: int
    group: int | None = None
    message: int | None = None
    copy: str = ""


def due(moment: dt.datetime) -> dt.datetime:
    """One working day later."""
    end = moment + ANSWERED_WITHIN
    while end.weekday() >= SATURDAY:
        end += dt.timedelta(days=1)
    return end


@action
def report(viewer: Viewer, thing: Record, about: Told, *, once: int, kind: str, words: str = "") -> Report:
    """Tell the people who look after a group that a message or a person hurts. `thing` is what one sees of it."""
    viewer.must("report", thing)
    known = Report.objects.filter(organisation_id=viewer.organisation_id, pk=once, reporter=viewer.me).first()
    if known:
        viewer.did_before()
        return known
    made = Report(
        pk=once, organisation_id=viewer.organisation_id, reporter=viewer.me, person_id=about.person,
        group_id=about.group, message_id=about.message, kind=kind, due_at=due(now()),
    )  # fmt: skip
    made.words, made.copy = clean(words), about.copy
    made.save(force_insert=True)
    viewer.did("report.made", made)
    return made


@action
def take_report(viewer: Viewer, found: Report) -> Report:
    """From now on it is the viewer's to look after."""
    viewer.must("handle", found)
    if found.handler_id == viewer.me.pk:
        viewer.did_before()
        return found
    found.handler = viewer.me
    found.save(update_fields=["handler"])
    viewer.did("report.taken", found)
    return found


@action
def close_report(viewer: Viewer, found: Report, *, outcome: str, answer: str) -> Report:
    """Say what came of it, and answer the one who told us."""
    viewer.must("handle", found)
    if found.closed_at is not None:
        viewer.did_before()
        return found
    found.closed_at, found.handler, found.outcome, found.answer = now(), viewer.me, outcome, clean(answer)
    found.save(update_fields=["closed_at", "handler", "outcome", "answer_sealed"])
    viewer.did("report.closed", found)
    return found


@action
def say_it_is_late(viewer: Viewer, found: Report) -> Report:
    """Nobody has answered in time. Of two workers that see it, one says so."""
    viewer.must("hurry", found)
    late = Report.waiting().filter(organisation_id=viewer.organisation_id, pk=found.pk, late_at=None)
    if late.update(late_at=now()):
        viewer.did("report.late", found)
    else:
        viewer.did_before()
    return found


@action
def take_measure(
    viewer: Viewer,
    group: Group,
    *,
    once: int,
    kind: str,
    reason: str,
    person: Person | None = None,
    message: int | None = None,
    found_in: Report | None = None,
    days: int = 0,
) -> Measure:
    """Take a step in a group. What it does to room, seat or message follows from the fact."""
    viewer.must("moderate", group)
    known = Measure.objects.filter(organisation_id=viewer.organisation_id, pk=once, by=viewer.me).first()
    if known:
        viewer.did_before()
        return known
    _may_be(viewer, kind, person, message)
    made = Measure(
        pk=once, organisation_id=viewer.organisation_id, group=group, kind=kind, by=viewer.me,
        person=None if kind == Measure.Kind.PAUSE else person, report=found_in,
        message_id=message if kind in Measure.OF_MESSAGE else None,
        until=now() + dt.timedelta(days=days) if days and kind == Measure.Kind.LISTEN else None,
    )  # fmt: skip
    made.reason = clean(reason)
    made.save(force_insert=True)
    viewer.did("measure.taken", made)
    return made


def _may_be(viewer: Viewer, kind: str, person: Person | None, message: int | None) -> None:
    if kind in Measure.OF_MESSAGE and message is None:
        raise Refused(NO_MESSAGE)
    if kind in Measure.OF_PERSON and person is None:
        raise Refused(NO_PERSON)
    if kind in Measure.OF_PERSON and person == viewer.me:
        raise Refused(NOT_ONESELF)


@action
def end_measure(viewer: Viewer, found: Measure) -> Measure:
    """It holds no longer: taken back by a person, or over by the clock."""
    viewer.must("end", found)
    live = Measure.live(*Measure.CAN_END).filter(organisation_id=viewer.organisation_id, pk=found.pk)
    if not live.update(ended_at=now(), ended_by=viewer.person):
        viewer.did_before()
        return found
    found.refresh_from_db()
    viewer.did("measure.ended", found)
    return found
