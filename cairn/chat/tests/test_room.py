"""The page of a room: what it shows, where one left off, how far back one can go, and at what cost."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.chat import reads
from cairn.chat.actions import pause_room, react
from cairn.chat.models import Message, ReadMark, Room
from cairn.chat.words import table
from cairn.groups.actions import leave_group
from cairn.groups.models import Seat
from cairn.kit.clock import now
from cairn.kit.ids import new_id
from tests.cast import Cast, as_, browser, say

SOON = dt.timedelta(minutes=1)
PART = {"HX-Request": "true"}


def page(cast: Cast, person: str = "ana", asked: str = "", room: Room | None = None, part: bool = False) -> str:
    answer = browser(getattr(cast, person)).get(
        f"/harbor-house/messages/{(room or cast.room).pk}/{asked}", headers=PART if part else None
    )
    assert answer.status_code == 200
    return answer.content.decode()


def many(cast: Cast, count: int) -> None:
    """A long room without a long wait: rows as sending would leave them."""
    last, at = Room.objects.get(pk=cast.room.pk).last_number, now() - dt.timedelta(minutes=count + 1)
    sample = say(cast.bo, cast.room, "sample")
    Message.objects.bulk_create(
        [
            Message(
                id=new_id(), organisation=cast.harbor, room=cast.room, number=last + 1 + number, author=cast.bo,
                client_id=f"many-{last}-{number}", made_at=at + number * SOON,
            )
            for number in range(1, count + 1)
        ],
        batch_size=2000,
    )  # fmt: skip
    Message.objects.filter(pk=sample.pk).update(made_at=at)
    Room.objects.filter(pk=cast.room.pk).update(last_number=last + 1 + count)


def numbers(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'<article class="message[^>]* data-number="(\d+)"', html)]


def test_a_room_says_whose_it_is_and_what_is_promised(cast: Cast) -> None:
    html = page(cast)
    assert "<h1>Tuesday group</h1>" in html
    assert "4 people, led by Dev and Pia." in html
    assert f"/harbor-house/groups/{cast.tuesday.pk}/" in html
    assert "Nobody has written yet." in html


def test_a_pair_room_carries_the_name_of_the_other(cast: Cast) -> None:
    assert "<h1>Bo</h1>" in page(cast, room=cast.pair_room)
    assert "<h1>Ana</h1>" in page(cast, "bo", room=cast.pair_room)
    assert "Only Bo and you see this." in page(cast, room=cast.pair_room)


def test_own_words_are_marked_and_a_second_breath_needs_no_name(cast: Cast) -> None:
    say(cast.ana, cast.room, "Made it home.")
    say(cast.ana, cast.room, "Tea now.")
    say(cast.bo, cast.room, "Good.")
    html = page(cast)
    assert re.findall(r'<article class="(message[^"]*)" id', html) == [
        "message mine",
        "message mine follows",
        "message",
    ]


def test_a_room_shows_where_one_left_off_once(cast: Cast) -> None:
    say(cast.bo, cast.room, "first")
    assert "New since you were here" not in page(cast)
    say(cast.ana, cast.room, "mine")
    say(cast.bo, cast.room, "second")
    html = page(cast)
    assert html.index('id="new"') < html.index("second") and html.index('id="new"') > html.index("first")
    assert "New since you were here" not in page(cast)
    assert as_(cast.bo).see(ReadMark).count() == 0, "Nobody hears what Ana has read."


def test_who_missed_more_than_a_page_can_begin_where_they_left_off(cast: Cast) -> None:
    say(cast.bo, cast.room, "first")
    page(cast)
    many(cast, 90)
    html = page(cast)
    assert "?after=1" in html and "41 more new messages above" in html
    assert numbers(page(cast, asked="?after=1"))[0] == 2


def test_one_can_page_through_a_long_room_both_ways(cast: Cast) -> None:
    many(cast, 119)
    newest = numbers(page(cast))
    assert newest == list(range(71, 121))
    earlier = page(cast, asked="?before=71")
    assert numbers(earlier) == list(range(21, 71))
    assert "?after=70" in earlier and 'class="composer"' not in earlier
    assert numbers(page(cast, asked="?after=70")) == list(range(71, 121))
    assert numbers(page(cast, asked="?at=60")) == list(range(36, 86))
    assert numbers(page(cast, asked="?before=20")) == list(range(1, 20))
    part = page(cast, asked="?before=71", part=True)
    assert numbers(part) == list(range(21, 71)) and "<html" not in part


@pytest.mark.parametrize(
    "asked",
    [
        "?before=x",
        "?at=-1",
        "?after=99999999999999999999",
        "?reply=zzz",
        "?day=no",
        "?day=0001-01-01",
        "?day=9999-12-31",
    ],
)
def test_a_strange_address_shows_the_newest(cast: Cast, asked: str) -> None:
    say(cast.bo, cast.room, "hello")
    assert numbers(page(cast, asked=asked)) == [1]


def test_one_can_go_to_a_day(cast: Cast) -> None:
    many(cast, 700)
    moment = now() - dt.timedelta(days=3)
    Message.objects.filter(room=cast.room, number__lte=250).update(made_at=moment)
    day = moment.astimezone(dt.timezone(dt.timedelta(hours=-7))).date()
    room = as_(cast.ana).get(Room, pk=cast.room.pk)
    assert reads.first_on(as_(cast.ana), room, day) == 1
    assert reads.first_on(as_(cast.ana), room, day + dt.timedelta(days=1)) == 251
    assert reads.first_on(as_(cast.ana), room, day + dt.timedelta(days=30)) == 702
    answer = browser(cast.ana).get(f"/harbor-house/messages/{room.pk}/?day={day + dt.timedelta(days=1)}")
    assert answer.status_code == 302 and answer["Location"].endswith("?at=251")


def test_who_has_left_finds_no_room(cast: Cast) -> None:
    assert numbers(page(cast, "bo")) == []
    leave_group(as_(cast.bo), Seat.held().get(organisation=cast.harbor, person=cast.bo))
    for address in ("", "find", "again", "?at=1"):
        assert browser(cast.bo).get(f"/harbor-house/messages/{cast.room.pk}/{address}").status_code == 404


def test_a_room_that_rests_is_read_and_not_written_in_and_only_a_facilitator_opens_it(cast: Cast) -> None:
    say(cast.bo, cast.room, "before")
    address = f"/harbor-house/messages/{cast.room.pk}/open-again"
    assert "Pause this room" not in page(cast) and 'class="composer"' in page(cast)
    pause_room(as_(cast.dev), as_(cast.dev).get(Room, pk=cast.room.pk), paused=True)
    html = page(cast)
    assert "This room is paused for now." in html and "before" in html and "<textarea" not in html
    answer = browser(cast.ana).post(f"/harbor-house/messages/{cast.room.pk}/send", {"body": "hey", "client_id": "c1"})
    assert answer.status_code == 422 and "This room is paused for now." in answer.content.decode()
    assert browser(cast.ana).post(address).status_code == 403
    assert "<textarea" not in page(cast)
    assert browser(cast.dev).post(address).status_code == 302
    assert "<textarea" in page(cast)


def test_the_list_says_how_each_conversation_ends_and_what_is_new(cast: Cast) -> None:
    html = browser(cast.ana).get("/harbor-house/messages/").content.decode()
    assert "Tuesday group" in html and "Bo" in html and "Cleo" in html and "Nobody has written yet." in html
    say(cast.bo, cast.pair_room, "Walk tomorrow at seven?")
    say(cast.bo, cast.pair_room, "Or at eight.")
    html = browser(cast.ana).get("/harbor-house/messages/").content.decode()
    assert "Or at eight." in html and "2 new" in html
    assert html.index("Or at eight.") < html.index("Tuesday group")
    page(cast, room=cast.pair_room)
    assert " new</span>" not in browser(cast.ana).get("/harbor-house/messages/").content.decode()


def test_the_list_tells_who_has_no_room_how_to_begin(cast: Cast) -> None:
    assert "No conversations yet" in browser(cast.sam).get("/harbor-house/messages/").content.decode()


def queries(cast: Cast, address: str, person: str = "ana") -> int:
    client = browser(getattr(cast, person))
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_pages_cost_the_same_however_much_is_said(cast: Cast) -> None:
    room = f"/harbor-house/messages/{cast.room.pk}/"
    message = say(cast.ana, cast.room, "one")
    say(cast.bo, cast.room, "two", reply_to=message.pk)
    react(as_(cast.bo), message, kind="proud")
    addresses = [room, f"{room}find?q=one", f"/harbor-house/messages/m/{message.pk}", "/harbor-house/messages/"]
    before = [queries(cast, address) for address in addresses]
    for number in range(60):
        person = (cast.ana, cast.bo, cast.dev, cast.pia)[number % 4]
        other = say(person, cast.room, f"one {number}", reply_to=message.pk)
        react(as_(cast.bo), other, kind="strength")
    after = [queries(cast, address) for address in addresses]
    assert after == before
    assert max(after) <= 12, dict(zip(addresses, after, strict=True))


def test_a_hundred_thousand_messages_open_as_a_hundred_do(cast: Cast) -> None:
    room, address = cast.room, f"/harbor-house/messages/{cast.room.pk}/"
    many(cast, 100)
    small = queries(cast, address)
    many(cast, 20_000)
    assert queries(cast, address) == small
    found = as_(cast.ana).get(Room, pk=room.pk)
    for stretch in (reads.newest, lambda v, r: reads.around(v, r, 9000), lambda v, r: reads.before(v, r, 5000)):
        with CaptureQueriesContext(connection) as asked:
            stretch(as_(cast.ana), found)
        plan = _plan(asked[0]["sql"])
        assert "SCAN chat_message" not in plan and "Seq Scan on chat_message" not in plan, plan
        assert "TEMP B-TREE" not in plan, f"The index gives the order, nothing is sorted: {plan}"


def _plan(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + statement)
        return "\n".join(str(row) for row in cursor.fetchall())


def test_words_of_ours_are_said_in_the_language_of_the_page(cast: Cast) -> None:
    type(cast.ana).objects.filter(organisation=cast.harbor, pk=cast.ana.pk).update(language="es")
    say(cast.bo, cast.room, "hello", wants="heard")
    html = page(cast)
    assert '<span data-w="heard">Would like only to be heard</span>' not in html
    assert '<span data-w="heard">' in html and set(table()) >= {"more", "heard", "removed"}
