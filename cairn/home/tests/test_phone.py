"""What a phone keeps and hands in: the same for everybody in clear, one's own once, in order, as oneself."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from cairn.chat import pace
from cairn.chat.models import Message
from cairn.checkins.models import CheckIn
from cairn.groups.actions import leave_group
from cairn.groups.models import Seat
from cairn.kit.clock import now
from cairn.people.models import Person
from cairn.safety.models import Concern
from tests.cast import Cast, as_, browser, say

HERE = "/harbor-house"


@pytest.fixture(autouse=True)
def unhurried() -> None:
    """Nobody has sent anything yet."""
    pace.forget()


def hand_in(
    person: Person, kind: str, *, client_id: str = "one", written: Person | None = None, age: float = 0, **fields: str
) -> Any:
    """What the phone of a person sends when the network is back."""
    said = {"person": str((written or person).pk), "kind": kind, "client_id": client_id, "age": age,
            "fields": [[name, value] for name, value in fields.items()]}  # fmt: skip
    return browser(person).post(f"{HERE}/waiting", json.dumps(said), content_type="application/json")


def test_a_message_lands_once_however_often_it_is_sent(cast: Cast) -> None:
    for _ in range(3):
        assert hand_in(cast.ana, "message", room=str(cast.room.pk), body="home late").status_code == 200
    kept = Message.objects.get(organisation=cast.harbor, room=cast.room, client_id="one")
    assert (kept.body, kept.author_id, kept.written_at) == ("home late", cast.ana.pk, None)


def test_a_check_in_lands_once_and_says_when_it_was_written(cast: Cast) -> None:
    for _ in range(2):
        answer = hand_in(cast.ana, "checkin", age=3 * 86_400_000, mood="0", words="on the bus", to="partner")
        assert answer.status_code == 200
    kept = CheckIn.objects.get(organisation=cast.harbor, client_id="one")
    assert kept.words == "on the bus" and kept.written_at is not None
    assert abs((now() - kept.written_at).total_seconds() - 3 * 86_400) < 60
    assert (now() - kept.made_at).total_seconds() < 60, "when it came in is for our clock to say"
    page = browser(cast.bo).get(f"{HERE}/check-ins/{kept.pk}/").content.decode()
    assert "Written offline" in page


@pytest.mark.parametrize("age", [-1e15, 1e300, float("nan"), float("inf")])
def test_no_clock_of_a_phone_moves_ours(cast: Cast, age: float) -> None:
    assert hand_in(cast.ana, "not_today", age=age).status_code == 200
    kept = CheckIn.objects.get(organisation=cast.harbor, client_id="one")
    assert kept.written_at is None or (now() - kept.written_at).days <= 60


def test_what_ana_wrote_is_never_handed_in_as_bo(cast: Cast) -> None:
    answer = hand_in(cast.bo, "message", written=cast.ana, room=str(cast.room.pk), body="mine alone")
    assert answer.status_code == 409
    assert not Message.objects.filter(organisation=cast.harbor, client_id="one").exists()
    stranger = Client().post(f"{HERE}/waiting", "{}", content_type="application/json")
    assert stranger.status_code == 302


def test_a_right_that_ended_meanwhile_ends_it_here_with_a_sentence(cast: Cast) -> None:
    leave_group(as_(cast.ana), Seat.held().get(organisation=cast.harbor, person=cast.ana, group=cast.tuesday))
    answer = hand_in(cast.ana, "message", room=str(cast.room.pk), body="hello?")
    assert answer.status_code == 422 and "no longer open" in answer.json()["why"]
    shown = hand_in(cast.ana, "checkin", mood="0", words="to my group", to=f"group-{cast.tuesday.pk}")
    assert shown.status_code == 422 and shown.json()["why"]
    assert not CheckIn.objects.filter(organisation=cast.harbor, client_id="one").exists()
    assert hand_in(cast.sam, "not_today").status_code in {403, 422}


def test_a_no_to_being_safe_is_told_whatever_else_is_wrong(cast: Cast) -> None:
    for _ in range(2):
        assert hand_in(cast.ana, "checkin", safe="no", to="group-1").status_code == 422
    assert Concern.objects.filter(organisation=cast.harbor, person=cast.ana).count() == 1


def test_too_much_at_once_is_asked_to_wait_and_not_refused(cast: Cast, settings: Any) -> None:
    settings.CHAT_RATE = 0.001
    answers = {
        hand_in(cast.ana, "message", client_id=f"m{n}", room=str(cast.room.pk), body="x").status_code for n in range(40)
    }
    assert answers == {200, 429}


@pytest.mark.parametrize("said", ["", "[]", "null", '{"kind": "message"}', '{"kind": 1, "client_id": "x", "fields": [], "age": 0}',
                                  '{"kind": "message", "client_id": "x", "fields": [["room"]], "age": 0}'])  # fmt: skip
def test_nonsense_is_no_fault_of_ours(cast: Cast, said: str) -> None:
    assert browser(cast.ana).post(f"{HERE}/waiting", said, content_type="application/json").status_code == 400


def test_kinds_and_rooms_that_are_nowhere_are_refused_with_words(cast: Cast) -> None:
    for kind, room in (("dance", "1"), ("message", "abc"), ("message", "99")):
        answer = hand_in(cast.ana, kind, room=room, body="hello")
        assert answer.status_code == 422 and answer.json()["why"]


@pytest.mark.parametrize("name", ["support", "offline", "check-in"])
def test_what_is_kept_in_clear_is_the_same_for_everybody(cast: Cast, name: str) -> None:
    cast.harbor.crisis_phone, cast.harbor.crisis_hours = "602-555-0100", "Mon–Fri 9–5"
    cast.harbor.save(update_fields=["crisis_phone", "crisis_hours"])
    pages = {
        client.get(f"{HERE}/kept/en/{name}").content for client in (Client(), browser(cast.ana), browser(cast.gil))
    }
    assert len(pages) == 1
    page = pages.pop().decode()
    assert "tel:988" in page and "602-555-0100" in page and "Mon–Fri 9–5" in page and "data-leave" in page
    assert "csrf" not in page and not re.search(r"\bAna\b|\bBo\b|Tuesday group", page)
    assert Client().get(f"{HERE}/kept/es/{name}")["Content-Language"] == "es"
    assert Client().get(f"{HERE}/kept/xx/{name}").status_code == 404


def test_changed_numbers_are_a_new_version_of_what_phones_keep(cast: Cast) -> None:
    first = Client().get(f"{HERE}/sw.js")
    assert first["Content-Type"] == "text/javascript" and first["Cache-Control"] == "no-cache"
    assert first.content == browser(cast.ana).get(f"{HERE}/sw.js").content
    cast.harbor.crisis_phone = "602-555-0199"
    cast.harbor.save(update_fields=["crisis_phone"])
    assert Client().get(f"{HERE}/sw.js").content != first.content
    assert Client().get("/sw.js").status_code == 404


def test_the_app_has_a_neutral_name_and_begins_with_today(cast: Cast) -> None:
    said = Client().get(f"{HERE}/manifest.webmanifest")
    assert said["Content-Type"] == "application/manifest+json"
    found = said.json()
    assert (found["name"], found["start_url"], found["scope"]) == ("Cairn", f"{HERE}/today", f"{HERE}/")
    assert {icon["sizes"] for icon in found["icons"]} >= {"192x192", "512x512"}


def test_a_phone_is_given_ones_own_things_alone(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = browser(cast.ana)
    for more in (1, 30):
        for _ in range(more):
            say(cast.bo, cast.room, "hello")
            pace.forget()
        with django_assert_max_num_queries(12):
            found = client.get(f"{HERE}/waiting/mine").json()
    assert {room["title"] for room in found["rooms"]} >= {"Tuesday group", "Bo"}
    assert [place["key"] for place in found["check_in"]["places"]] == ["partner", f"group-{cast.tuesday.pk}", "team"]
    assert browser(cast.pia).get(f"{HERE}/waiting/mine").json()["check_in"] is None
    assert "hello" not in json.dumps(found)
