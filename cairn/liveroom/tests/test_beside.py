"""Beside the room of all: small rooms, a word outside, a question without names, and who has the lead."""

import datetime as dt
from typing import Any

import pytest

from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.kit.live import bus
from cairn.liveroom import polling, seating
from cairn.liveroom.actions import end_room, remove, take_seat
from cairn.liveroom.clock import tidy_live_rooms
from cairn.liveroom.models import Entrance, LiveRoom, SideRoom
from cairn.liveroom.reads import circles_of, key_of, people_of
from cairn.liveroom.sides import call_back, close_side, deal, hand_over, put, split, step_outside
from cairn.meetings.models import Session, Stay
from cairn.people.models import Person
from cairn.trust.models import Fact
from tests.cast import Cast, as_, browser
from tests.evening import let_in, session_now

NO = (NotHere, Refused)


class Evening:
    """Dev, Pia, Ana and Bo are in the room."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.session = cast, session_now(cast)
        people = {"dev": cast.dev, "pia": cast.pia, "ana": cast.ana, "bo": cast.bo}
        self.entrances = {name: take_seat(as_(who), let_in(cast, self.session, who)) for name, who in people.items()}

    def room(self) -> LiveRoom:
        return LiveRoom.objects.select_related("session").get(organisation=self.cast.harbor, session=self.session)

    def __getattr__(self, name: str) -> Entrance:
        here = Entrance.objects.select_related("room__session", "side", "person")
        return here.get(organisation=self.cast.harbor, pk=self.entrances[name].pk)

    def seated(self, who: Person) -> seating.Place:
        place = seating.sit(self.cast.harbor.pk, who.pk, str(self.session.pk), True)
        assert isinstance(place, seating.Place)
        return place

    def names(self) -> dict[str, list[str]]:
        """Who is together with whom."""
        found = circles_of(self.room())
        return {
            f"{one.side.kind} {one.side.number}" if one.side else "all": [p["name"] for p in one.people]
            for one in found
        }


@pytest.fixture
def evening(cast: Cast) -> Evening:
    return Evening(cast)


def test_people_are_dealt_evenly_and_by_hand() -> None:
    rooms = deal(range(1, 11), 3, {1: 3, 2: 0, 3: 1})
    assert 1 in rooms[2] and 3 in rooms[0] and not any(2 in one for one in rooms)
    assert sorted(len(one) for one in rooms) == [3, 3, 3]
    assert sorted(one for room in rooms for one in room) == [1, 3, 4, 5, 6, 7, 8, 9, 10]


def test_dev_deals_ana_and_bo_into_small_rooms_and_each_sees_only_their_own(evening: Evening, cast: Cast) -> None:
    with pytest.raises(NO):
        split(as_(cast.ana), evening.room(), count=2, by_hand={})
    assert not SideRoom.objects.filter(organisation=cast.harbor).exists()
    split(as_(cast.dev), evening.room(), count=2, by_hand={evening.ana.pk: 1, evening.bo.pk: 2})
    split(as_(cast.dev), evening.room(), count=4, by_hand={})  # a second tap
    assert evening.names() == {"all": ["Dev", "Pia"], "small 1": ["Ana"], "small 2": ["Bo"]}
    ana, bo = evening.ana, evening.bo
    assert ana.side and bo.side
    assert [one.pk for one in as_(cast.ana).see(SideRoom)] == [ana.side.pk]
    assert len({key_of(evening.room()), key_of(evening.room(), ana.side), key_of(evening.room(), bo.side)}) == 3
    for who in (cast.ana, cast.bo, cast.ivo, cast.elin):
        with pytest.raises(NO):
            put(as_(who), ana, bo.side)
        with pytest.raises(NO):
            close_side(as_(who), bo.side)


def test_a_lost_line_returns_to_the_right_room_and_the_minutes_go_on(evening: Evening, cast: Cast) -> None:
    first = evening.seated(cast.ana)
    split(as_(cast.dev), evening.room(), count=2, by_hand={evening.ana.pk: 2})
    assert seating.has_moved(first) and seating.why_not(first) == "moved"
    there = evening.seated(cast.ana)
    assert evening.ana.side and there.room == evening.ana.side.name != first.room
    assert there.welcome()["beside"] == "small" and there.welcome()["number"] == 2
    seating.rise(there, seating.LOST, False)
    again = evening.seated(cast.ana)
    assert again.room == there.room, "back in the small room, not with everybody"
    stays = Stay.objects.filter(organisation=cast.harbor, session=evening.session, person=cast.ana)
    assert [one.ended_at for one in stays] == [None], "one attendance, breakouts and lost lines included"


def test_everybody_is_called_back_by_the_clock(evening: Evening, cast: Cast) -> None:
    split(as_(cast.dev), evening.room(), count=2, by_hand={})
    with pytest.raises(NO):
        call_back(as_(cast.bo), evening.room())
    call_back(as_(cast.pia), evening.room())
    tidy_live_rooms()
    assert evening.ana.side, "there is a minute to say goodbye"
    SideRoom.objects.filter(organisation=cast.harbor).update(closes_at=now() - dt.timedelta(seconds=1))
    tidy_live_rooms()
    assert evening.names() == {"all": ["Dev", "Pia", "Ana", "Bo"]}


def test_dev_moves_bo_and_goes_from_room_to_room(evening: Evening, cast: Cast) -> None:
    one, two = split(as_(cast.dev), evening.room(), count=2, by_hand={evening.ana.pk: 1, evening.bo.pk: 1})
    put(as_(cast.dev), evening.bo, two)
    put(as_(cast.dev), evening.dev, one)
    assert evening.names() == {"all": ["Pia"], "small 1": ["Dev", "Ana"], "small 2": ["Bo"]}
    put(as_(cast.dev), evening.dev, None)
    assert evening.dev.side is None
    remove(as_(cast.dev), evening.bo)
    assert not as_(cast.bo).see(SideRoom).exists(), "who was removed belongs nowhere"


def test_outside_are_two_and_others_see_only_that_they_are_away(evening: Evening, cast: Cast) -> None:
    with pytest.raises(NO):
        step_outside(as_(cast.bo), evening.ana)
    with pytest.raises(NO):
        step_outside(as_(cast.dev), evening.dev)
    side = step_outside(as_(cast.dev), evening.ana)
    assert step_outside(as_(cast.dev), evening.ana).pk == side.pk
    found = {one.side.kind if one.side else "all": one for one in circles_of(evening.room())}
    assert [one["name"] for one in found["outside"].people] == ["Dev", "Ana"]
    away = [one for one in found["all"].people if one.get("away")]
    assert {one["name"] for one in away} == {"Dev", "Ana"}
    assert all(set(one) == {"id", "feed", "name", "away", "hand"} and not one["feed"] for one in away)
    with pytest.raises(NO):
        close_side(as_(cast.bo), side)
    close_side(as_(cast.ana), side)
    assert evening.names() == {"all": ["Dev", "Pia", "Ana", "Bo"]}


def test_words_reach_those_who_are_together_and_who_leads_reaches_all(
    evening: Evening, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    split(as_(cast.dev), evening.room(), count=2, by_hand={evening.ana.pk: 1, evening.bo.pk: 2})
    ana, dev = evening.seated(cast.ana), evening.seated(cast.dev)
    told: list[tuple[set[int], str]] = []
    monkeypatch.setattr(bus, "publish", lambda persons, frame: told.append((set(persons), frame)))
    seating.heard(ana, {"do": "say", "words": "hello", "all": True})
    assert [persons for persons, _ in told] == [{cast.ana.pk}], "a member writes to those who are there"
    seating.heard(dev, {"do": "say", "words": "five more minutes", "all": True})
    assert told[-1][0] == {cast.dev.pk, cast.pia.pk, cast.ana.pk, cast.bo.pk}
    assert "five more minutes" in told[-1][1]


def _asked(evening: Evening) -> dict[str, Any]:
    polling.ask_all(
        as_(evening.cast.dev), evening.room(), question="How is your week?", answers=["Hard", "So-so", " ", "Good"]
    )
    found = polling.poll_of(evening.room(), None)
    assert found is not None and [words for _, words, _ in found.answers] == ["Hard", "So-so", "Good"]
    return {"word": found.word}


def test_a_question_is_answered_once_without_a_name(evening: Evening, cast: Cast) -> None:
    with pytest.raises(NO):
        polling.ask_all(as_(cast.ana), evening.room(), question="Who?", answers=["a", "b"])
    with pytest.raises(Refused):
        polling.ask_all(as_(cast.dev), evening.room(), question="Who?", answers=["a"])
    word = _asked(evening)
    facts = Fact.objects.filter(organisation=cast.harbor).count()
    for _ in range(2):
        polling.answer(as_(cast.ana), evening.room(), place=0, **word)
    polling.answer(as_(cast.bo), evening.room(), place=7, **word)
    with pytest.raises(NO):
        polling.answer(as_(cast.ivo), evening.room(), place=0, **word)
    assert Fact.objects.filter(organisation=cast.harbor).count() == facts, "nothing says who answered"
    found = polling.poll_of(evening.room(), evening.ana)
    assert found and found.total == 1 and found.has_answered and not found.is_shown
    assert str(cast.ana.pk) not in evening.room().poll and str(evening.ana.pk) not in evening.room().poll


def test_counts_are_shown_when_three_answered_and_the_question_is_closed(evening: Evening, cast: Cast) -> None:
    word = _asked(evening)
    polling.answer(as_(cast.ana), evening.room(), place=0, **word)
    polling.answer(as_(cast.bo), evening.room(), place=2, **word)
    polling.close_poll(as_(cast.dev), evening.room())
    few = polling.poll_of(evening.room(), None)
    assert few and not few.is_shown and [count for _, _, count in few.answers] == [0, 0, 0]
    word, told = _asked(evening), evening.room()
    told.poll = told.poll.replace("[0, 0, 0]", "[2, 0, 0]")
    told.save()
    polling.answer(as_(cast.ana), evening.room(), place=1, **word)
    before = polling.poll_of(evening.room(), None)
    assert before and not before.is_shown and before.answers[0][2] == 0, "nobody watches one answer arrive"
    polling.close_poll(as_(cast.dev), evening.room())
    after = polling.poll_of(evening.room(), None)
    assert after and after.is_shown and [count for _, _, count in after.answers] == [2, 1, 0]
    page = browser(cast.bo).get(f"/harbor-house/room/{evening.session.pk}/side").content.decode()
    assert "How is your week?" in page
    end_room(as_(cast.dev), evening.room())
    assert evening.room().poll == "", "gone with the session"


def test_pia_takes_the_lead_and_both_stay_at_the_head(evening: Evening, cast: Cast) -> None:
    for who, whom in ((cast.ana, evening.bo), (cast.dev, evening.ana), (cast.dev, evening.dev)):
        with pytest.raises(NO):
            hand_over(as_(who), whom)
    hand_over(as_(cast.dev), evening.pia)
    session = Session.objects.get(organisation=cast.harbor, pk=evening.session.pk)
    assert (session.facilitator_id, session.co_facilitator_id) == (cast.pia.pk, cast.dev.pk)
    assert as_(cast.dev).may("lead", session) and as_(cast.pia).may("lead", session)


def test_the_form_deals_and_puts_through_the_pages(evening: Evening, cast: Cast) -> None:
    address = f"/harbor-house/room/{evening.session.pk}/small"
    browser(cast.bo).post(address, {"count": "2"})
    assert evening.bo.side is None
    browser(cast.dev).post(address, {"count": "2", f"at-{evening.ana.pk}": "2", f"at-{evening.bo.pk}": ""})
    assert evening.ana.side and evening.ana.side.number == 2
    assert evening.bo.side and evening.bo.side.number == 1, "dealt to where nobody is"
    browser(cast.dev).post(f"/harbor-house/room/door/{evening.ana.pk}/do", {"do": "put", "to": str(evening.bo.side.pk)})
    assert evening.names()["small 1"] == ["Ana", "Bo"]
    assert people_of(evening.room())[0] == [cast.dev.pk, cast.pia.pk]
