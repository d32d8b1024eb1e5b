"""The weekly checkpoint, honoured without counting; the gentle line, whose gaps are gaps."""

import datetime as dt
from typing import Any

import pytest

from cairn.chat.models import Message
from cairn.checkins.actions import make_checkin
from cairn.checkins.models import CheckIn, Checkpoint, Pulse
from cairn.checkins.tests.test_who_sees_what import work
from cairn.checkins.trend import lines_of
from cairn.checkins.weekly import make_checkpoint
from cairn.kit.clock import today, week_of
from cairn.kit.errors import Refused
from tests.cast import Cast, as_, browser

HERE = "/harbor-house/check-ins/"


def last_week(cast: Cast, **words: Any) -> Checkpoint:
    """A checkpoint of Ana's of the week before."""
    point = make_checkpoint(as_(cast.ana), client_id="before", **words)
    point.week -= dt.timedelta(days=7)
    point.save()
    return point


def test_a_checkpoint_is_kept_told_to_the_group_and_answered(cast: Cast) -> None:
    ana: Any = browser(cast.ana)
    bo = browser(cast.bo)
    said = {"client_id": "w", "went_well": "three walks", "commitment": "call my sister", "victory": "slept",
            "wants": "feedback", "to": [f"group-{cast.tuesday.pk}"]}  # fmt: skip
    place = ana.post(f"{HERE}week", said).url
    assert ana.post(f"{HERE}week", said).url == place
    work(cast)
    card = as_(cast.bo).get(Message, kind="checkpoint")
    for words in ("three walks", "call my sister", "slept"):
        assert words in card.body
    assert "feedback is welcome" in bo.get(place).content.decode()
    bo.post(f"{place}encourage", {"client_id": "e", "kind": "proud"})
    assert "Proud of you" in ana.get(place).content.decode()
    assert "slept" in bo.get(f"{HERE}victories/{cast.tuesday.pk}/").content.decode()
    assert browser(cast.ivo).get(f"{HERE}victories/{cast.tuesday.pk}/").status_code in {403, 404}
    assert browser(cast.ivo).get(place).status_code == 404


def test_next_week_asks_gently_and_only_she_reads_how_it_went(cast: Cast) -> None:
    ana: Any = browser(cast.ana)
    last_week(cast, commitment="call my sister")
    page = ana.get(f"{HERE}week").content.decode()
    assert "Last week you meant to:" in page
    assert "call my sister" in page
    said = {"client_id": "now", "kept": "not_yet", "carry": "on", "to": [f"group-{cast.tuesday.pk}"]}
    place = ana.post(f"{HERE}week", said).url
    kept = Checkpoint.objects.get(organisation=cast.harbor, client_id="now")
    assert (kept.kept, kept.commitment) == ("not_yet", "call my sister")
    assert "Not yet" in ana.get(place).content.decode()
    assert "Not yet" not in browser(cast.bo).get(place).content.decode()
    work(cast)
    assert "Not yet" not in as_(cast.bo).get(Message, kind="checkpoint").body


def test_one_a_week_and_an_empty_one_is_asked_for_a_line(cast: Cast) -> None:
    ana: Any = browser(cast.ana)
    answer = ana.post(f"{HERE}week", {"client_id": "w"})
    assert answer.status_code == 422
    assert "One line is enough." in answer.content.decode()
    make_checkpoint(as_(cast.ana), client_id="w", victory="slept")
    with pytest.raises(Refused):
        make_checkpoint(as_(cast.ana), client_id="other", victory="again")
    assert ana.get(f"{HERE}week").status_code == 302
    assert ana.post(f"{HERE}week", {"client_id": "other", "victory": "again"}).status_code == 403
    assert Checkpoint.objects.filter(organisation=cast.harbor).count() == 1


def test_missing_days_are_gaps_and_not_today_is_no_answer(cast: Cast) -> None:
    day = today(cast.ana.time_zone)
    for back, mood in ((0, 2), (1, None), (3, -5)):
        kept = make_checkin(as_(cast.ana), client_id=f"{back}", mood=mood, words=f"day {back}", not_today=mood is None)
        CheckIn.objects.filter(organisation=cast.harbor, pk=kept.pk).update(day=day - dt.timedelta(days=back))
    make_checkin(as_(cast.bo), client_id="his", mood=5)
    line = lines_of(as_(cast.ana), 28)[0]
    assert [point.value for point in line.points[-4:]] == [-5, None, None, 2]
    assert line.points[-1].words == "day 0"
    assert len([point for point in line.points if point.value is not None]) == 2
    assert len(lines_of(as_(cast.ana), 90)[0].points) == 90


def test_the_words_before_the_line_tell_and_do_not_weigh(cast: Cast) -> None:
    page = browser(cast.ana).get(f"{HERE}trend").content.decode()
    assert "No answers in these days yet. That is fine." in page
    make_checkin(as_(cast.ana), client_id="a", mood=-2, craving=7)
    page = browser(cast.ana).get(f"{HERE}trend?days=90").content.decode()
    assert "You answered on one day: hard." in page
    for word in ("better", "worse", "improve", "good job", "high", "low"):
        assert f" {word}" not in page.lower().split("<main", 1)[1].split("</main", 1)[0]


def test_not_today_keeps_the_pulse(cast: Cast) -> None:
    make_checkin(as_(cast.ana), client_id="n", not_today=True)
    assert Pulse.objects.get(organisation=cast.harbor, person=cast.ana).last_on == today(cast.ana.time_zone)


def test_the_week_begins_on_monday_in_her_own_zone(cast: Cast) -> None:
    assert make_checkpoint(as_(cast.ana), client_id="w").week == week_of(today(cast.ana.time_zone))
