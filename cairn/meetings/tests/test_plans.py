"""Session plans: ours in both languages, copied, shared, chosen."""

from typing import Any

import pytest

from cairn.home.keeper import mine
from cairn.kit.errors import NotHere, Refused
from cairn.kit.once import ticket
from cairn.meetings import library
from cairn.meetings.changing import change_session
from cairn.meetings.models import SessionPlan
from cairn.meetings.planning import change_plan, retire_plan, share_plan, write_plan
from cairn.meetings.tests.stage import sessions, weekly
from tests.cast import Cast, as_, browser

STEPS: list[dict[str, Any]] = [{"title": "Round", "minutes": 10, "how": "Listen."}]


def test_every_plan_of_ours_opens_and_closes_with_a_round_in_both_languages() -> None:
    english, spanish = library.plans("en"), library.plans("es")
    assert list(english) == list(spanish) and len(english) == 8
    for key, one in english.items():
        other = spanish[key]
        assert [step["minutes"] for step in one.steps] == [step["minutes"] for step in other.steps]
        assert len(one.steps) == 4 and 45 <= one.minutes <= 90
        assert one.steps[0]["title"] == "Opening round" and one.steps[-1]["title"] == "Closing round"
        assert other.steps[0]["title"] == "Ronda de apertura"
        assert all(step["how"] for step in (*one.steps, *other.steps))
        assert one.format in SessionPlan.Format.values
    assert library.plans("fr") == english


def test_a_plan_is_its_writers_until_it_is_shared_and_stays_theirs_to_change(cast: Cast) -> None:
    plan = write_plan(as_(cast.dev), title="Walking", steps=STEPS)

    def readers() -> set[str]:
        return {name for name, one in cast.everyone().items() if as_(one).see(SessionPlan).filter(pk=plan.pk).exists()}

    assert readers() == {"dev", "elin"}
    share_plan(as_(cast.dev), plan, yes=True)
    assert readers() == {"dev", "elin", "pia"}
    with pytest.raises(Refused):
        change_plan(as_(cast.pia), plan, title="Mine now")
    with pytest.raises(NotHere):
        change_plan(as_(cast.ana), plan, title="Mine now")
    change_plan(as_(cast.dev), plan, title="Walking slowly")
    assert SessionPlan.objects.get(organisation=cast.harbor, pk=plan.pk).title == "Walking slowly"
    retire_plan(as_(cast.dev), plan)
    assert plan.title not in browser(cast.dev).get("/harbor-house/sessions/plans/").content.decode()
    with pytest.raises(Refused):
        write_plan(as_(cast.ana), title="No", steps=[])


def test_one_of_ours_becomes_a_copy_that_can_be_chosen_once_a_ticket(cast: Cast) -> None:
    client, once = browser(cast.pia), ticket()
    for _ in "twice":
        client.post("/harbor-house/sessions/plans/library/halt", {"once": once})
    copy = SessionPlan.objects.get(organisation=cast.harbor, by=cast.pia)
    assert copy.minutes == library.plans("en")["halt"].minutes
    one = sessions(weekly(cast))[0]
    change_session(as_(cast.pia), one, plan=copy)
    page = client.get(f"/harbor-house/sessions/{one.pk}/").content.decode()
    assert "HALT" in page
    assert "HALT" not in browser(cast.ana).get(f"/harbor-house/sessions/{one.pk}/").content.decode()
    assert browser(cast.ana).get(f"/harbor-house/sessions/plans/{copy.pk}/").status_code == 404


def test_a_ticket_we_did_not_make_writes_nothing(cast: Cast) -> None:
    client = browser(cast.pia)
    assert client.post("/harbor-house/sessions/plans/library/halt", {"once": "7"}).status_code == 404
    assert not SessionPlan.objects.filter(organisation=cast.harbor).exists()


def test_the_form_asks_for_minutes_and_names_and_keeps_the_steps_in_order(cast: Cast) -> None:
    client = browser(cast.dev)
    said = {"once": ticket(), "title": "Walking", "format": "topic", "language": "en", "title_1": "Round"}
    assert client.post("/harbor-house/sessions/plans/new", said).status_code == 422
    said |= {"minutes_1": "10", "title_3": "Close", "minutes_3": "5", "how_3": "Breathe."}
    client.post("/harbor-house/sessions/plans/new", said)
    plan = SessionPlan.objects.get(organisation=cast.harbor)
    assert [(step["title"], step["minutes"]) for step in plan.steps] == [("Round", 10), ("Close", 5)]


def test_a_phone_keeps_the_sessions_of_the_next_seven_days(cast: Cast) -> None:
    one = sessions(weekly(cast))[0]
    assert mine(as_(cast.ana))["sessions"] == [
        {"name": "Tuesday group", "begins": one.begins_at.isoformat(), "place": ""}
    ]
    assert mine(as_(cast.ivo))["sessions"] == []
