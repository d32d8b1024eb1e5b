"""What follows from reports and measures: the consequences that cairn/reactions.py names."""

from cairn.chat.actions import hide_message, pause_room, remove_message, show_message
from cairn.chat.models import Message, Room
from cairn.groups.actions import end_seat
from cairn.groups.models import Seat
from cairn.moderation.actions import end_measure
from cairn.moderation.models import Measure, Report
from cairn.notices.actions import notify, settle
from cairn.notices.models import Notice
from cairn.people.models import Person
from cairn.trust import rules
from cairn.trust.models import Fact
from cairn.trust.viewer import Viewer

Kind = Measure.Kind


def _measure(fact: Fact) -> Measure:
    return Measure.objects.get(organisation_id=fact.organisation_id, pk=fact.row)


def measure_takes_effect(fact: Fact) -> None:
    """A measure does what it says, in the same transaction: message, room or seat."""
    measure, product = _measure(fact), Viewer.product(fact.organisation_id, "measure")
    if measure.kind in Measure.OF_MESSAGE:
        message = Message.objects.get(organisation_id=fact.organisation_id, pk=measure.message_id or 0)
        if measure.kind == Kind.HIDE and message.removed_at is None:
            hide_message(product, message, by=measure.by_id)
        elif measure.kind == Kind.REMOVE:
            remove_message(product, message, by=measure.by_id)
    elif measure.kind == Kind.PAUSE:
        pause_room(product, _room(measure), paused=True)
    elif measure.kind == Kind.END_SEAT:
        actor = Person.objects.get(organisation_id=fact.organisation_id, pk=measure.by_id)
        seats = Seat.held().filter(organisation_id=fact.organisation_id, group_id=measure.group_id)
        for seat in seats.filter(person_id=measure.person_id or 0):
            end_seat(Viewer.of(actor), seat)


def measure_is_undone(fact: Fact) -> None:
    """What ends is as it was before: the message is seen again, the room is open. Listening ends by the row itself."""
    measure, product = _measure(fact), Viewer.product(fact.organisation_id, "measure")
    if measure.kind == Kind.HIDE:
        message = Message.objects.get(organisation_id=fact.organisation_id, pk=measure.message_id or 0)
        # Removed for good since then: there is nothing left to show.
        gone = Measure.objects.filter(organisation_id=fact.organisation_id, message=message, kind=Kind.REMOVE)
        if message.removed_at is not None and message.removed_by_id == measure.by_id and not gone.exists():
            show_message(product, message)
    elif measure.kind == Kind.PAUSE:
        pause_room(product, _room(measure), paused=False)


def pause_is_over(fact: Fact) -> None:
    """Somebody opened the room again: what let it rest has ended."""
    group = Room.objects.filter(organisation_id=fact.organisation_id, pk=fact.row).values("group_id")
    for measure in Measure.live(Kind.PAUSE).filter(organisation_id=fact.organisation_id, group_id__in=group):
        end_measure(Viewer.product(fact.organisation_id, "moderation"), measure)


def _room(measure: Measure) -> Room:
    return Room.objects.get(organisation_id=measure.organisation_id, group_id=measure.group_id)


def notice_of_measure(fact: Fact) -> None:
    """The person it is about is told, and reads the reason."""
    measure = _measure(fact)
    if measure.person_id:
        notify(fact.organisation_id, measure.person_id, Notice.Kind.MEASURE, measure.pk)


def notice_of_report(fact: Fact) -> None:
    """Everybody who may look after it is told, until one does."""
    report = Report.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    for person in rules.audience(report, "handle").values_list("pk", flat=True):
        notify(fact.organisation_id, person, Notice.Kind.REPORT, report.pk)


def report_is_answered(fact: Fact) -> None:
    """The others need not look any more; who told us reads the answer."""
    report = Report.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    settle(fact.organisation_id, Notice.Kind.REPORT, report.pk)
    notify(fact.organisation_id, report.reporter_id, Notice.Kind.HEARD, report.pk)


def those_who_handle(fact: Fact) -> tuple[list[int], list[str]]:
    """Everybody who may see the report."""
    report = Report.objects.get(organisation_id=fact.organisation_id, pk=fact.row)
    return list(rules.audience(report).values_list("pk", flat=True)), ["today", "inbox", f"report:{report.pk}"]


def who_is_measured(fact: Fact) -> tuple[list[int], list[str]]:
    """The person a measure is about, and everybody who sees it."""
    measure = _measure(fact)
    topics = ["today", "inbox", f"measure:{measure.pk}", f"group:{measure.group_id}"]
    return list(rules.audience(measure).values_list("pk", flat=True)), topics
