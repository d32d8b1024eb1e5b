"""A member's Today: one next thing, my people, my groups' news, and who was told."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cairn.checkins.actions import encourage, make_checkin
from cairn.checkins.weekly import make_checkpoint
from cairn.groups.actions import open_group, renew_agreement, seat_person
from cairn.home.member import member_today, next_thing
from cairn.home.words import greeting
from cairn.kit import wall
from cairn.kit.ids import new_id
from cairn.pairs.actions import tie_bond
from cairn.people.actions import change_how_i_appear, welcome_person
from cairn.people.models import Organisation, Person
from cairn.safety.actions import close_concern, take_concern
from cairn.safety.models import Concern
from tests.cast import PROMISE, Cast, as_, browser, say

TODAY = "/harbor-house/today"


def content(person: Person) -> str:
    return browser(person).get(TODAY).content.decode()


class State:
    def __init__(self, **facts: object) -> None:
        self.checked_in, self.to_sign, self.has_checkpoint, self.encouraged_by = False, None, False, None
        vars(self).update(facts)


@pytest.mark.parametrize(
    ("facts", "weekday", "thing"),
    [
        ({"to_sign": 1, "encouraged_by": "Bo"}, 6, "check_in"),
        ({"checked_in": True, "to_sign": 1, "encouraged_by": "Bo"}, 6, "sign"),
        ({"checked_in": True, "encouraged_by": "Bo"}, 3, "checkpoint"),
        ({"checked_in": True, "encouraged_by": "Bo"}, 2, "encouraged"),
        ({"checked_in": True, "has_checkpoint": True}, 6, "rest"),
    ],
)
def test_one_thing_is_next(facts: dict[str, object], weekday: int, thing: str) -> None:
    assert next_thing(State(**facts), checks_in=True, weekday=weekday) == thing


def test_a_supporter_is_never_asked_to_check_in() -> None:
    assert next_thing(State(), checks_in=False, weekday=6) == "rest"


@pytest.mark.parametrize(
    ("hour", "words"), [(6, "Good morning, Ana"), (13, "Good afternoon, Ana"), (23, "Good evening, Ana")]
)
def test_the_greeting_fits_the_hour(hour: int, words: str) -> None:
    assert greeting(dt.datetime(2026, 11, 24, hour, tzinfo=dt.UTC), "Ana") == words


def test_the_day_and_the_hour_are_those_of_her_own_zone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    late = dt.datetime(2026, 11, 25, 5, 30, tzinfo=dt.UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    assert "Good evening, Ana" in content(cast.ana) and "Nov. 24" in content(cast.ana)
    change_how_i_appear(as_(cast.ana), chosen_name="Ana", language="en", zone="Europe/Berlin", shows_typing=False)
    assert "Good morning, Ana" in content(cast.ana) and "Nov. 25" in content(cast.ana)


def test_the_mood_chosen_here_stands_in_the_check_in(cast: Cast) -> None:
    page = content(cast.ana)
    assert 'name="mood" value="-2"' in page and 'action="/harbor-house/check-ins/new"' in page
    form = browser(cast.ana).get("/harbor-house/check-ins/new?mood=-2").content.decode()
    assert 'value="-2"' in form and "checked" in form.split('value="-2"')[1][:200]


def test_not_today_counts_and_something_else_is_next(cast: Cast) -> None:
    assert "How is it right now?" in content(cast.ana)
    browser(cast.ana).post("/harbor-house/check-ins/not-today", {"client_id": str(new_id())})
    assert "How is it right now?" not in content(cast.ana)


def test_an_agreement_that_waits_is_next_after_the_check_in(cast: Cast) -> None:
    make_checkin(as_(cast.ana), client_id="c")
    assert "is waiting for you" not in content(cast.ana)
    renew_agreement(as_(cast.dev), cast.tuesday, text="Anew.")
    assert "Tuesday group is waiting for you" in content(cast.ana)


def test_encouragement_is_the_kind_thing(cast: Cast) -> None:
    made = make_checkin(as_(cast.ana), client_id="c", to_groups=[cast.tuesday])
    make_checkpoint(as_(cast.ana), client_id="w", went_well="Slept.")
    encourage(as_(cast.bo), made, kind="proud", client_id="e")
    page = content(cast.ana)
    assert "Bo is with you" in page and "Proud of you" in page


def test_my_people_with_their_parts_and_a_sign_of_life_only_where_shown(cast: Cast) -> None:
    people = {one.person.chosen_name: one for one in member_today(as_(cast.ana)).people}
    assert {name: one.part for name, one in people.items()} == {
        "Bo": "partner", "Cleo": "mentor", "Pia": "peer specialist", "Dev": "therapist",
    }  # fmt: skip
    make_checkin(as_(cast.bo), client_id="mine")
    assert member_today(as_(cast.ana)).people[0].sign_of_life is None
    make_checkin(as_(cast.bo), client_id="shown", to_partner=True)
    shown = {one.person.chosen_name: one.sign_of_life for one in member_today(as_(cast.ana)).people}
    assert shown["Bo"] is not None and shown["Cleo"] is None


def test_news_of_rooms_counts_what_is_new_to_me(cast: Cast) -> None:
    say(cast.bo, cast.room, "Hello all.")
    say(cast.bo, cast.pair_room, "Hello you.")
    today = member_today(as_(cast.ana))
    assert [(str(room.group), room.new) for room in today.groups] == [("Tuesday group", 1)]
    assert today.people[0].new == 1 and today.people[0].room == cast.pair_room.pk
    browser(cast.ana).get(f"/harbor-house/messages/{cast.room.pk}/")


def test_she_reads_that_somebody_was_told_and_who_took_it(cast: Cast) -> None:
    make_checkin(as_(cast.ana), client_id="u", safe=False)
    concern = Concern.objects.get(organisation=cast.harbor)
    assert "Told: Pia, Dev." in content(cast.ana)
    take_concern(as_(cast.pia), concern)
    assert "Pia has it and will reach you" in content(cast.ana)
    close_concern(as_(cast.pia), concern, outcome="reached", words="")
    assert "Pia was here for you" in content(cast.ana)
    assert "Pia was here for you" not in content(cast.bo)


def test_the_live_part_comes_alone_when_the_page_refetches(cast: Cast) -> None:
    fragment = browser(cast.ana).get(TODAY, headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div class="stack loose" id="live-today"') and "<html" not in fragment


def test_everybody_has_a_today_and_keys_read_nothing_clinical(cast: Cast) -> None:
    make_checkin(as_(cast.ana), client_id="u", safe=False, to_team=True)
    for person in (cast.gil, cast.hana):
        page = content(person)
        assert "keys, not eyes" in page and ">Ana<" not in page and "Who needs someone" not in page
    assert "Setting up the house" in content(cast.gil) and "Setting up the house" not in content(cast.hana)
    assert "Who looked, last seven days" in content(cast.hana)
    for person in (cast.sam, cast.finn, cast.cleo, cast.ivo):
        assert browser(person).get(TODAY).status_code == 200


def test_an_empty_house_says_what_comes_first(cast: Cast) -> None:
    with wall.within(cast.lantern.pk):
        zara = Person.objects.get(organisation=cast.lantern, chosen_name="Zara")
    page = browser(zara).get("/lantern-bay/today").content.decode()
    assert page.count("Done:") == 1 and "A programme and its levels of care" in page
    Organisation.objects.filter(pk=cast.lantern.pk).update(crisis_phone="1 800")
    assert browser(zara).get("/lantern-bay/today").content.decode().count("Done:") == 2


def test_members_today_costs_at_most_twelve_queries_however_full(cast: Cast) -> None:
    make_checkin(as_(cast.ana), client_id="u", safe=False)
    counts = []
    for _ in range(2):
        ana = browser(cast.ana)
        ana.get(TODAY)
        with CaptureQueriesContext(connection) as asked:
            ana.get(TODAY)
        counts.append(len(asked))
        for number in range(3):
            group = open_group(as_(cast.gil), agreement=PROMISE, name=f"Group {number}", kind="peer")
            seat_person(as_(cast.gil), group, cast.ana)
            friend = welcome_person(as_(cast.gil), chosen_name=f"F{number}", roles=("alum",))
            tie_bond(as_(cast.elin), "mentor", [(friend, "mentor"), (cast.ana, "mentee")])
    assert counts[0] == counts[1] <= 12, "\n".join(query["sql"][:300] for query in asked.captured_queries)


def test_leaving_ends_the_session_and_goes_somewhere_neutral(cast: Cast) -> None:
    ana = browser(cast.ana)
    assert ana.get(TODAY).status_code == 200
    answer = ana.get("/harbor-house/leave")
    assert answer["Location"] == "https://www.weather.gov/" and "storage" in answer["Clear-Site-Data"]
    assert ana.get(TODAY).status_code == 302
    assert Client().get("/leave")["Location"] == "https://www.weather.gov/"
