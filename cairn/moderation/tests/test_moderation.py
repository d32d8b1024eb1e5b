"""Somebody tells that something hurts; somebody looks after it; the mildest step that helps."""

import datetime as dt

import pytest
import time_machine

from cairn.chat.actions import pause_room
from cairn.chat.models import Message
from cairn.chat.sending import Outgoing, send_messages
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.kit.ids import new_id
from cairn.moderation.actions import Told, close_report, due, end_measure, report, take_measure, take_report
from cairn.moderation.clock import moderation_that_is_due
from cairn.moderation.models import Measure, Report
from cairn.notices.models import Notice
from cairn.people.models import Person
from cairn.trust.models import Fact
from tests.cast import Cast, as_, browser, say

Kind = Measure.Kind


@pytest.fixture
def hurtful(cast: Cast) -> Message:
    return say(cast.bo, cast.room, "Nobody wants to hear you.")


def tell(cast: Cast, who: Person, message: Message, once: int = 0) -> Report:
    about = Told(message.author_id, cast.tuesday.pk, message.pk, message.body)
    return report(as_(who), message, about, once=once or new_id(), kind=Report.Kind.HURTS, words="It hurt.")


def step(cast: Cast, kind: str, message: Message | None = None, days: int = 0, by: Person | None = None) -> Measure:
    return take_measure(
        as_(by or cast.dev), cast.tuesday, once=new_id(), kind=kind, reason="Let us slow down.",
        person=cast.bo, message=message.pk if message else None, days=days,
    )  # fmt: skip


def can_write(cast: Cast, who: Person) -> bool:
    sent = send_messages([Outgoing(cast.harbor.pk, who.pk, cast.room.pk, f"try{new_id()}", "hello")])
    return sent.answers[0].message is not None


def the_clock() -> None:
    with wall.everywhere("one worker serves every organisation"):
        moderation_that_is_due()


def told(person: Person, kind: str) -> bool:
    return Notice.objects.filter(
        organisation_id=person.organisation_id, person=person, kind=kind, seen_at=None
    ).exists()


def test_who_looks_after_the_group_is_told_and_the_one_reported_is_not(cast: Cast, hurtful: Message) -> None:
    made = tell(cast, cast.ana, hurtful)
    assert all(told(who, Notice.Kind.REPORT) for who in (cast.dev, cast.pia, cast.elin))
    assert not any(told(who, Notice.Kind.REPORT) for who in (cast.bo, cast.ana, cast.gil, cast.ivo))
    with pytest.raises(NotHere):
        as_(cast.bo).get(Report, pk=made.pk)
    assert as_(cast.dev).get(Report, pk=made.pk).copy == "Nobody wants to hear you."


def test_facilitators_read_what_was_said_and_only_coordinators_by_whom(cast: Cast, hurtful: Message) -> None:
    made = tell(cast, cast.ana, hurtful)
    assert as_(cast.elin).may("see_reporter", made) and as_(cast.dev).may("handle", made)
    assert not as_(cast.dev).may("see_reporter", made)


def test_a_page_about_a_report_names_the_reporter_to_coordinators_alone(cast: Cast, hurtful: Message) -> None:
    made = tell(cast, cast.ana, hurtful)
    for who, names in ((cast.elin, True), (cast.dev, False)):
        html = browser(who).get(f"/harbor-house/reports/{made.pk}/").content.decode()
        assert "It hurt." in html and ("<dd>Ana</dd>" in html) is names


def test_nobody_handles_a_report_about_themselves(cast: Cast) -> None:
    words = say(cast.dev, cast.room, "Enough now.")
    made = tell(cast, cast.ana, words)
    assert as_(cast.pia).may("handle", made) and as_(cast.hana).may("handle", made)
    assert not as_(cast.dev).may("view", made)


def test_a_second_tap_makes_no_second_report(cast: Cast, hurtful: Message) -> None:
    once = new_id()
    assert tell(cast, cast.ana, hurtful, once) == tell(cast, cast.ana, hurtful, once)
    assert Report.objects.filter(organisation=cast.harbor).count() == 1


def test_what_one_cannot_see_one_cannot_report(cast: Cast, hurtful: Message) -> None:
    tell(cast, cast.ana, hurtful)
    for who in (cast.ivo, cast.jo, cast.zoe):
        with pytest.raises(NotHere):
            tell(cast, who, hurtful)
    with pytest.raises(Refused):
        tell(cast, cast.bo, hurtful)
    assert Report.objects.filter(organisation=cast.harbor).count() == 1


def test_the_one_who_told_reads_the_answer(cast: Cast, hurtful: Message) -> None:
    made = take_report(as_(cast.pia), tell(cast, cast.ana, hurtful))
    close_report(as_(cast.pia), made, outcome=Report.Outcome.TALKED, answer="Thank you, Ana.")
    assert told(cast.ana, Notice.Kind.HEARD) and not told(cast.dev, Notice.Kind.REPORT)
    assert as_(cast.ana).get(Report, pk=made.pk).answer == "Thank you, Ana."


@pytest.mark.parametrize(
    ("told_on", "answered_by"),
    [("2026-11-19", "2026-11-20"), ("2026-11-20", "2026-11-23"), ("2026-11-21", "2026-11-23")],
)
def test_an_answer_is_due_one_working_day_later(told_on: str, answered_by: str) -> None:
    assert due(dt.datetime.fromisoformat(f"{told_on}T15:00+00:00")).date().isoformat() == answered_by


def test_a_report_nobody_answered_says_so_once(cast: Cast, hurtful: Message) -> None:
    made = tell(cast, cast.ana, hurtful)
    the_clock()
    assert Report.objects.get(organisation=cast.harbor, pk=made.pk).late_at is None
    with time_machine.travel(made.due_at + dt.timedelta(minutes=1)):
        the_clock()
        the_clock()
    late = Fact.objects.filter(organisation=cast.harbor, verb="report.late", row=made.pk)
    assert late.count() == 1 and Report.objects.get(organisation=cast.harbor, pk=made.pk).late_at is not None


def test_who_only_listens_reads_and_cannot_write_until_it_is_over(cast: Cast) -> None:
    assert can_write(cast, cast.bo)
    measure = step(cast, Kind.LISTEN, days=1)
    assert not can_write(cast, cast.bo) and can_write(cast, cast.ana)
    assert as_(cast.bo).may("view", cast.room) and told(cast.bo, Notice.Kind.MEASURE)
    assert measure.until is not None
    with time_machine.travel(measure.until + dt.timedelta(minutes=1)):
        the_clock()
        assert can_write(cast, cast.bo)


def test_a_hidden_message_comes_back_whole(cast: Cast, hurtful: Message) -> None:
    measure = step(cast, Kind.HIDE, hurtful)
    hurtful.refresh_from_db()
    assert hurtful.removed_at is not None
    end_measure(as_(cast.pia), measure)
    hurtful.refresh_from_db()
    assert hurtful.removed_at is None and hurtful.body == "Nobody wants to hear you."


def test_a_message_removed_for_good_does_not_come_back_with_the_hiding(cast: Cast, hurtful: Message) -> None:
    hidden = step(cast, Kind.HIDE, hurtful)
    step(cast, Kind.REMOVE, hurtful)
    end_measure(as_(cast.dev), hidden)
    hurtful.refresh_from_db()
    assert hurtful.removed_at is not None and hurtful.body == ""


def test_a_room_rests_and_whoever_opens_it_ends_the_measure(cast: Cast) -> None:
    measure = step(cast, Kind.PAUSE)
    assert not can_write(cast, cast.ana) and measure.person is None
    cast.room.refresh_from_db()
    pause_room(as_(cast.dev), cast.room, paused=False)
    measure.refresh_from_db()
    assert measure.ended_at is not None and can_write(cast, cast.ana)


def test_a_seat_that_a_measure_ends_closes_the_room(cast: Cast) -> None:
    assert as_(cast.bo).may("view", cast.room)
    step(cast, Kind.END_SEAT)
    assert not as_(cast.bo).may("view", cast.room)


def test_a_private_word_changes_nothing_but_is_read(cast: Cast) -> None:
    measure = step(cast, Kind.REMINDER)
    assert can_write(cast, cast.bo) and as_(cast.bo).get(Measure, pk=measure.pk).reason == "Let us slow down."
    with pytest.raises(NotHere):
        as_(cast.ana).get(Measure, pk=measure.pk)


def test_only_those_who_look_after_a_group_take_steps_and_never_about_themselves(cast: Cast) -> None:
    step(cast, Kind.REMINDER, by=cast.elin)
    for who in (cast.ana, cast.gil):
        with pytest.raises(Refused):
            step(cast, Kind.REMINDER, by=who)
    with pytest.raises(Refused):
        take_measure(as_(cast.dev), cast.tuesday, once=new_id(), kind=Kind.LISTEN, reason="me", person=cast.dev)
    with pytest.raises(Refused):
        step(cast, Kind.HIDE)
    assert Measure.objects.filter(organisation=cast.harbor).count() == 1


def test_a_step_is_due_to_nobody_before_its_time(cast: Cast) -> None:
    measure = step(cast, Kind.LISTEN, days=3)
    with time_machine.travel(now() + dt.timedelta(days=2)):
        the_clock()
    measure.refresh_from_db()
    assert measure.ended_at is None and not can_write(cast, cast.bo)
