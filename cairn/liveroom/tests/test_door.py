"""At the door: who may knock, who is let in, and what removing, locking and ending do."""

import datetime as dt

import pytest

from cairn.groups.actions import end_seat
from cairn.groups.models import Seat
from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.kit.live import envelopes
from cairn.liveroom import seating
from cairn.liveroom.actions import admit, end_room, knock, lock, mute, remove, take_seat
from cairn.liveroom.clock import tidy_live_rooms
from cairn.liveroom.leading import end_turn, go_around
from cairn.liveroom.models import Entrance, LiveRoom, Whereabouts
from cairn.liveroom.reads import key_of, people_of
from cairn.meetings.models import Attendance, Session, Stay
from cairn.meetings.stays import come
from cairn.people.identity import take_alias
from cairn.trust.models import Fact, Look
from cairn.trust.viewer import Viewer
from tests.cast import Cast, as_, browser
from tests.evening import at_the_door, let_in, session_now


def again(row: Entrance) -> Entrance:
    return Entrance.objects.select_related("room").get(organisation_id=row.organisation_id, pk=row.pk)


def test_ana_waits_until_dev_lets_her_in_and_dev_walks_in(cast: Cast) -> None:
    session = session_now(cast)
    assert at_the_door(session, cast.dev).status == Entrance.Status.ADMITTED
    ana = at_the_door(session, cast.ana)
    assert ana.status == Entrance.Status.WAITING
    with pytest.raises(Refused):
        take_seat(as_(cast.ana), ana)
    admit(as_(cast.dev), ana)
    assert take_seat(as_(cast.ana), again(ana)).feed


def test_nobody_lets_themselves_or_each_other_in(cast: Cast) -> None:
    session = session_now(cast)
    ana, bo = at_the_door(session, cast.ana), let_in(cast, session, cast.bo)
    for who in (cast.ana, cast.bo, cast.ivo, cast.elin):
        with pytest.raises((NotHere, Refused)):
            admit(as_(who), ana)
    with pytest.raises((NotHere, Refused)):
        remove(as_(cast.ana), bo)
    assert again(ana).status == Entrance.Status.WAITING


@pytest.mark.parametrize("name", ["ivo", "jo", "sam", "cleo", "finn", "zoe"])
def test_who_is_not_expected_meets_the_same_page_as_for_no_session(cast: Cast, name: str) -> None:
    session = session_now(cast)
    let_in(cast, session, cast.ana)
    client = browser(cast.everyone()[name])
    for path in ("", "in", "side", "after"):
        there, never = (client.get(f"/harbor-house/room/{pk}/{path}") for pk in (session.pk, session.pk - 10**12))
        assert (there.status_code, len(there.content)) == (never.status_code, len(never.content)), path
    with pytest.raises(NotHere):
        knock(as_(cast.everyone()[name]), session)


def test_who_waits_does_not_learn_who_is_inside(cast: Cast) -> None:
    session = session_now(cast)
    take_seat(as_(cast.bo), let_in(cast, session, cast.bo))
    at_the_door(session, cast.ana)
    client = browser(cast.ana)
    assert client.get(f"/harbor-house/room/{session.pk}/side").status_code == 204
    assert "Bo" not in client.get(f"/harbor-house/room/{session.pk}/in").content.decode()
    assert not as_(cast.ana).see(LiveRoom).exists()


def test_who_was_removed_cannot_come_back_and_the_key_changes(cast: Cast) -> None:
    session = session_now(cast)
    ana = take_seat(as_(cast.ana), let_in(cast, session, cast.ana))
    before = key_of(again(ana).room)
    remove(as_(cast.dev), again(ana))
    gone = again(ana)
    assert (gone.status, gone.feed) == (Entrance.Status.REMOVED, "")
    assert key_of(gone.room) != before
    with pytest.raises((NotHere, Refused)):
        knock(as_(cast.ana), session)
    with pytest.raises((NotHere, Refused)):
        take_seat(as_(cast.ana), gone)
    assert "You were asked to leave" in browser(cast.ana).get(f"/harbor-house/room/{session.pk}/").content.decode()
    following = session_now(cast, name="Next week")
    assert at_the_door(following, cast.ana).status == Entrance.Status.WAITING, "only this session is closed to her"


def test_a_locked_room_lets_nobody_new_knock_but_who_was_in_comes_back(cast: Cast) -> None:
    session = session_now(cast)
    ana = let_in(cast, session, cast.ana)
    lock(as_(cast.dev), ana.room, on=True)
    with pytest.raises(Refused, match="locked"):
        at_the_door(session, cast.bo)
    assert at_the_door(session, cast.ana).status == Entrance.Status.ADMITTED
    lock(as_(cast.dev), LiveRoom.objects.get(organisation=cast.harbor, pk=ana.room.pk), on=False)
    assert at_the_door(session, cast.bo).status == Entrance.Status.WAITING


def test_a_mute_is_kept_by_the_house(cast: Cast) -> None:
    session = session_now(cast)
    ana = take_seat(as_(cast.ana), let_in(cast, session, cast.ana))
    mute(as_(cast.pia), ana, on=True)
    assert take_seat(as_(cast.ana), again(ana)).is_muted, "after a lost line, too"
    with pytest.raises((NotHere, Refused)):
        mute(as_(cast.ana), again(ana), on=False)


def test_ending_destroys_the_key_and_where_people_were(cast: Cast) -> None:
    session = session_now(cast)
    ana = let_in(cast, session, cast.ana, "12 Elm Street, Mesa")
    said = as_(cast.dev).open(Whereabouts, of=cast.ana).get()
    assert said.words == "12 Elm Street, Mesa"
    assert Look.objects.filter(organisation=cast.harbor, person=cast.ana).exists(), "she can read that it was opened"
    assert not as_(cast.bo).see(Whereabouts).exists() and not as_(cast.elin).see(Whereabouts).exists()
    end_room(as_(cast.dev), ana.room)
    assert not Whereabouts.objects.filter(organisation=cast.harbor).exists()
    assert LiveRoom.objects.get(organisation=cast.harbor, pk=ana.room.pk).root == ""
    with pytest.raises(Refused, match="over"):
        at_the_door(session, cast.ana)


def test_ending_for_all_closes_the_session_and_counts_the_minutes(cast: Cast) -> None:
    session = session_now(cast, minutes_ago=20)
    ana = let_in(cast, session, cast.ana)
    stay = come(as_(cast.ana), session, cast.ana, door=Stay.Door.ONLINE)
    Stay.objects.filter(organisation=cast.harbor, pk=stay.pk).update(began_at=now() - dt.timedelta(minutes=15))
    with pytest.raises((NotHere, Refused)):
        end_room(as_(cast.ana), ana.room)
    assert Session.objects.get(organisation=cast.harbor, pk=session.pk).closed_at is None
    end_room(as_(cast.dev), ana.room)
    assert Session.objects.get(organisation=cast.harbor, pk=session.pk).closed_at is not None
    counted = Attendance.objects.get(organisation=cast.harbor, session=session, person=cast.ana)
    assert (counted.status, counted.minutes) == (Attendance.Status.PRESENT, 15)


def test_a_room_ended_before_its_session_begins_counts_nobody(cast: Cast) -> None:
    session = session_now(cast, minutes_ago=-40)
    end_room(as_(cast.dev), at_the_door(session, cast.dev).room)
    assert Session.objects.get(organisation=cast.harbor, pk=session.pk).closed_at is None


def test_the_clock_ends_what_nobody_ended(cast: Cast) -> None:
    session = session_now(cast)
    ana = let_in(cast, session, cast.ana)
    tidy_live_rooms()
    assert again(ana).room.ended_at is None
    Session.objects.filter(organisation=cast.harbor, pk=session.pk).update(
        ends_at=session.begins_at - dt.timedelta(hours=2)
    )
    tidy_live_rooms()
    assert again(ana).room.ended_at is not None
    assert not Whereabouts.objects.filter(organisation=cast.harbor).exists()


def test_the_door_opens_a_quarter_of_an_hour_before(cast: Cast) -> None:
    early = session_now(cast, minutes_ago=-20)
    with pytest.raises(Refused, match="not open yet"):
        at_the_door(early, cast.ana)
    assert at_the_door(early, cast.dev).status == Entrance.Status.ADMITTED, "who leads comes sooner"


def test_a_lost_seat_in_the_group_ends_the_way_in(cast: Cast) -> None:
    session = session_now(cast)
    ana = let_in(cast, session, cast.ana)
    assert as_(cast.ana).may("enter", ana)
    end_seat(as_(cast.dev), Seat.held().get(organisation=cast.harbor, group=cast.tuesday, person=cast.ana))
    assert not as_(cast.ana).may("enter", ana) and not as_(cast.ana).see(LiveRoom).exists()


def test_people_are_shown_as_they_chose_and_nothing_more(cast: Cast) -> None:
    session = session_now(cast)
    take_alias(as_(cast.ana), name="Quiet Heron")
    ana = let_in(cast, session, cast.ana)
    Entrance.objects.filter(organisation=cast.harbor, pk=ana.pk).update(shown_as=Entrance.Name.ALIAS)
    take_seat(as_(cast.ana), again(ana))
    _, people = people_of(LiveRoom.objects.select_related("session").get(organisation=cast.harbor))
    assert [one["name"] for one in people] == ["Quiet Heron"]
    assert str(cast.ana.pk) not in str(people)


def test_a_round_goes_around_once_and_anybody_may_pass(cast: Cast) -> None:
    session = session_now(cast)
    seats = [take_seat(as_(who), let_in(cast, session, who)) for who in (cast.ana, cast.bo)]
    room = go_around(as_(cast.dev), seats[0].room, on=True)
    with pytest.raises((NotHere, Refused)):
        end_turn(as_(cast.bo), room, at=0)
    room = end_turn(as_(cast.ana), room, at=0)
    room = end_turn(as_(cast.ana), room, at=0)  # a second tap
    assert room.round["at"] == 1
    assert end_turn(as_(cast.dev), room, at=1).round["at"] == 2


def test_nothing_of_it_tells_who_said_what(cast: Cast) -> None:
    session = session_now(cast)
    let_in(cast, session, cast.ana)
    told = set(Fact.objects.filter(organisation=cast.harbor, verb__startswith="live.").values_list("verb", flat=True))
    assert told == {"live.knocked", "live.admitted"}


def test_only_the_clock_itself_may_end_by_the_clock(cast: Cast) -> None:
    room = let_in(cast, session_now(cast), cast.ana).room
    with pytest.raises(NotHere):
        end_room(Viewer.product(cast.harbor.pk, "kiosk"), room)


def test_what_ana_says_afterwards_is_for_those_who_lead(cast: Cast) -> None:
    session = session_now(cast)
    let_in(cast, session, cast.ana)
    address = f"/harbor-house/room/{session.pk}/after"
    browser(cast.ana).post(address, {"useful": "some", "heard": "yes"})
    assert "felt heard" in browser(cast.dev).get(address).content.decode()
    assert "felt heard" not in browser(cast.bo).get(address).content.decode()
    assert browser(cast.ana).post(address, {"useful": "", "heard": ""}).status_code == 302, "nothing has to be said"


def test_what_a_page_keeps_of_its_seat_opens_for_its_person_while_they_may_be_there(cast: Cast) -> None:
    session = session_now(cast)
    let_in(cast, session, cast.ana)
    place = seating.sit(cast.harbor.pk, cast.ana.pk, str(session.pk), True)
    assert isinstance(place, seating.Place)
    kept, state = seating.token(place, {"session": 5}), {"session": 5}
    ids = cast.harbor.pk, cast.ana.pk, str(session.pk)
    assert "session" not in kept and cast.ana.chosen_name not in kept

    Entrance.objects.filter(organisation=cast.harbor, pk=place.entrance).update(desk="another")
    assert seating.was_taken_over(place)
    found = seating.resume(*ids, kept)
    assert found is not None and found[1] == state
    assert (found[0].feed, found[0].room, found[0].stay) == (place.feed, place.room, place.stay)
    assert not seating.was_taken_over(place)

    for of in ((cast.harbor.pk, cast.bo.pk), (cast.lantern.pk, cast.ana.pk)):
        assert seating.resume(*of, str(session.pk), kept) is None, "it is Ana's"
    for words in ("", "AAAA", kept[:-4] + "AAAA", envelopes.close('["a letter between processes", [1], "words"]')):
        assert seating.resume(*ids, words) is None
    assert seating.resume(*ids[:2], str(session.pk + 1), kept) is None
    mine = Entrance.objects.select_related("room__session").get(organisation=cast.harbor, pk=place.entrance)
    remove(as_(cast.dev), mine)
    assert seating.resume(*ids, kept) is None, "who was removed has no seat to come back to"
