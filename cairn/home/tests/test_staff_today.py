"""The staff's Today: who needs someone and why, from what each may see, with a trace of every act."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.care.actions import put_on_care_team
from cairn.care.models import Enrolment, Level
from cairn.chat.models import Room
from cairn.checkins.actions import make_checkin
from cairn.checkins.models import CheckIn, Pulse, Shown
from cairn.home.caseload import Need, who_needs_someone
from cairn.kit.clock import now, today
from cairn.kit.ids import new_id
from cairn.pairs.actions import tie_bond
from cairn.people.actions import welcome_person
from cairn.people.models import Contact, Person
from cairn.privacy.consenting import let_silence_be_noticed
from cairn.safety.actions import close_concern, hand_over, take_concern
from cairn.safety.models import Concern, ConcernStep, Reach
from cairn.safety.reaching import reach_out
from cairn.trust.models import Look
from tests.cast import Cast, as_, browser

TODAY = "/harbor-house/today"


def needs(person: Person) -> dict[str, list[str]]:
    return {
        need.person.chosen_name: [reason.kind for reason in need.reasons] for need in who_needs_someone(as_(person))
    }


def row(person: Person, about: Person) -> Need:
    return next(need for need in who_needs_someone(as_(person)) if need.person == about)


def say(person: Person, *, to_team: bool = True, days_ago: float = 0, **answers: Any) -> CheckIn:
    made = make_checkin(as_(person), client_id=str(new_id()), to_team=to_team, **answers)
    CheckIn.objects.filter(organisation=person.organisation, pk=made.pk).update(
        made_at=now() - dt.timedelta(days=days_ago)
    )
    return made


def quiet(person: Person, days: int, before: int = 20) -> None:
    last = today(person.time_zone) - dt.timedelta(days=days)
    Pulse.objects.update_or_create(
        organisation=person.organisation,
        person=person,
        defaults={"last_on": last, "days_of_28": before, "made_at": now() - dt.timedelta(days=60)},
    )


def test_empty_is_the_goal_and_says_so_kindly(cast: Cast) -> None:
    assert needs(cast.pia) == {}
    assert "Everybody is looked after" in browser(cast.pia).get(TODAY).content.decode()


def test_what_was_shown_to_the_team_is_a_reason_and_what_was_not_is_none(cast: Cast) -> None:
    say(cast.ana, to_team=False, confidence=2, craving=9)
    assert needs(cast.pia) == {}
    say(cast.ana, confidence=2, craving=9)
    assert needs(cast.pia) == {"Ana": ["confidence_low", "craving"]}


def test_only_those_who_may_see_it_are_told(cast: Cast) -> None:
    say(cast.ana, confidence=2)
    assert needs(cast.dev) == {"Ana": ["confidence_low"]}
    assert needs(cast.elin) == needs(cast.cleo) == needs(cast.gil) == {}


def test_taking_a_showing_back_takes_the_reason_away(cast: Cast) -> None:
    made = say(cast.ana, craving=9)
    assert needs(cast.pia)
    browser(cast.ana).post(f"/harbor-house/check-ins/shown/{_shown(made)}/take-back")
    assert needs(cast.pia) == {}


def _shown(made: CheckIn) -> int:
    return Shown.objects.get(organisation=made.organisation_id, checkin=made).pk


def test_silence_is_noticed_only_with_the_persons_word(cast: Cast) -> None:
    quiet(cast.ana, days=4)
    quiet(cast.ivo, days=4)
    assert needs(cast.pia) == needs(cast.elin) == {"Ana": ["silent"]}
    let_silence_be_noticed(as_(cast.ana), yes=False)
    assert needs(cast.pia) == needs(cast.elin) == {}


def test_safety_comes_first_then_the_weight_of_the_reasons(cast: Cast) -> None:
    for person in (cast.bo, cast.ivo):
        put_on_care_team(as_(cast.gil), person, cast.pia)
    say(cast.bo, confidence=1, craving=10, risky_ahead=True, used="yes")
    say(cast.ivo, wants="company")
    say(cast.ana, to_team=False, safe=False)
    assert list(needs(cast.pia)) == ["Ana", "Bo", "Ivo"]


def test_a_look_is_left_once_a_visit_for_each_person_whose_answers_are_shown(cast: Cast) -> None:
    put_on_care_team(as_(cast.gil), cast.bo, cast.pia)
    say(cast.ana, confidence=2)
    say(cast.bo, confidence=9)
    for _ in range(2):
        browser(cast.pia).get(TODAY)
    looks = as_(cast.ana).see(Look)
    assert [(look.looker, look.what, look.grounds) for look in looks] == [
        (cast.pia, "checkins.CheckIn", "shown to team & care team")
    ]
    assert not as_(cast.bo).see(Look).exists()


@pytest.mark.parametrize("kind", [Reach.Kind.CALLED, Reach.Kind.WROTE, Reach.Kind.NOTED])
def test_acting_takes_the_row_away_for_the_whole_team_until_something_new(cast: Cast, kind: str) -> None:
    say(cast.ana, confidence=2, days_ago=0.5)
    reach_out(as_(cast.pia), cast.ana, kind=kind, client_id="r", reason="spoke" if kind == "called" else "")
    assert needs(cast.pia) == needs(cast.dev) == {}
    say(cast.ana, craving=9)
    assert needs(cast.pia) == {"Ana": ["craving"]}


def test_no_answer_brings_it_back_after_four_hours(cast: Cast) -> None:
    say(cast.ana, confidence=2, days_ago=0.5)
    made = reach_out(as_(cast.pia), cast.ana, kind="called", client_id="r", reason="no_answer")
    assert needs(cast.pia) == {}
    Reach.objects.filter(organisation=cast.harbor, pk=made.pk).update(until=now() - dt.timedelta(minutes=1))
    assert needs(cast.pia) == {"Ana": ["confidence_low"]}


def test_a_concern_stays_until_it_is_closed(cast: Cast) -> None:
    say(cast.ana, to_team=False, safe=False)
    concern = Concern.objects.get(organisation=cast.harbor)
    reach_out(as_(cast.pia), cast.ana, kind="called", client_id="r", reason="spoke")
    take_concern(as_(cast.pia), concern)
    assert needs(cast.pia) == {"Ana": ["unsafe"]}
    close_concern(as_(cast.pia), concern, outcome="reached", words="")
    assert needs(cast.pia) == needs(cast.elin) == {}


def test_mine_unowned_and_all(cast: Cast) -> None:
    put_on_care_team(as_(cast.gil), cast.bo, cast.pia)
    put_on_care_team(as_(cast.gil), cast.ivo, cast.dev, is_owner=True)
    put_on_care_team(as_(cast.gil), cast.ivo, cast.pia)
    for person in (cast.ana, cast.bo, cast.ivo):
        say(person, craving=9)
    shown = {name: _names(cast, name) for name in ("mine", "unowned", "all", "nonsense")}
    assert shown == {"mine": {"Ana"}, "unowned": {"Bo"}, "all": {"Ana", "Bo", "Ivo"}, "nonsense": {"Ana", "Bo", "Ivo"}}


def _names(cast: Cast, filter_: str) -> set[str]:
    content = browser(cast.pia).get(f"{TODAY}?show={filter_}").content.decode()
    return set(re.findall(r"<strong>(Ana|Bo|Ivo)</strong>", content))


def test_taking_an_unowned_row_makes_it_mine(cast: Cast) -> None:
    put_on_care_team(as_(cast.gil), cast.bo, cast.pia)
    say(cast.bo, craving=9)
    assert row(cast.pia, cast.bo).is_unowned
    assert browser(cast.pia).post(f"{TODAY}/{cast.bo.pk}/take").status_code == 302
    assert row(cast.pia, cast.bo).is_mine and not row(cast.pia, cast.bo).is_unowned


def test_handed_over_it_is_the_colleagues_who_has_to_say_yes(cast: Cast) -> None:
    say(cast.ana, craving=9)
    sent = {"to": str(cast.elin.pk), "words": "Please call her."}
    assert browser(cast.pia).post(f"{TODAY}/{cast.ana.pk}/hand-over", sent).status_code == 302
    handed = row(cast.elin, cast.ana)
    assert handed.is_mine and handed.waits_for_me
    assert not row(cast.pia, cast.ana).is_mine


def test_write_opens_the_room_of_the_two_once(cast: Cast) -> None:
    say(cast.ana, craving=9)
    pia, before = browser(cast.pia), Room.objects.filter(organisation=cast.harbor).count()
    first, second = (pia.post(f"{TODAY}/{cast.ana.pk}/write", {"client_id": name})["Location"] for name in ("a", "b"))
    assert first == second and re.fullmatch(r"/harbor-house/messages/\d+/", first)
    assert Room.objects.filter(organisation=cast.harbor).count() == before + 1
    assert pia.get(first).status_code == 200 and browser(cast.ana).get(first).status_code == 200
    assert browser(cast.bo).get(first).status_code == 404
    assert set(Reach.objects.filter(organisation=cast.harbor).values_list("kind", "by")) == {("wrote", cast.pia.pk)}


def test_calling_shows_the_number_and_leaves_a_look(cast: Cast) -> None:
    contact = Contact.objects.get(organisation=cast.harbor, person=cast.ana)
    contact.phone = "602-555-0143"
    contact.save()
    page, pia = f"{TODAY}/{cast.ana.pk}/call", browser(cast.pia)
    assert 'href="tel:602-555-0143"' in pia.get(page).content.decode()
    assert [(look.looker, look.what) for look in as_(cast.ana).see(Look)] == [(cast.pia, "people.Contact")]
    assert pia.post(page, {"words": "x"}).status_code == 422
    sent = {"reason": "no_answer", "words": "Rang ten times.", "client_id": "k"}
    assert pia.post(page, sent).status_code == pia.post(page, sent).status_code == 302
    reach = Reach.objects.get(organisation=cast.harbor)
    assert (reach.kind, reach.reason, reach.words) == ("called", "no_answer", "Rang ten times.")
    assert reach.until and reach.until > now()


def test_note_and_set_aside_leave_their_trace(cast: Cast) -> None:
    say(cast.ana, craving=9, days_ago=0.1)
    pia = browser(cast.pia)
    assert pia.post(f"{TODAY}/{cast.ana.pk}/set-aside", {"days": "3", "reason": "planned"}).status_code == 302
    assert needs(cast.pia) == {}
    assert pia.post(f"{TODAY}/{cast.ana.pk}/note", {"words": "Talk on Friday."}).status_code == 302
    assert "Talk on Friday." in browser(cast.dev).get(f"{TODAY}/{cast.ana.pk}/note").content.decode()
    aside = Reach.objects.get(organisation=cast.harbor, kind="set_aside")
    assert aside.until and dt.timedelta(days=2) < aside.until - now() < dt.timedelta(days=4)


@pytest.mark.parametrize("verb", ["write", "call", "note", "hand-over", "set-aside", "take"])
def test_nobody_reaches_out_who_has_no_business_to(cast: Cast, verb: str) -> None:
    page = f"{TODAY}/{cast.ana.pk}/{verb}"
    sent = {"to": cast.elin.pk, "reason": "spoke", "words": "x", "days": "1"}
    for outsider in (cast.bo, cast.cleo, cast.gil, cast.hana, cast.ivo, cast.ana):
        assert browser(outsider).post(page, sent).status_code == 404
    assert not Reach.objects.filter(organisation=cast.harbor).exists()
    assert not ConcernStep.objects.filter(organisation=cast.harbor).exists()
    assert (
        browser(cast.pia).post(page, {**sent, "reason": "planned"} if verb == "set-aside" else sent).status_code == 302
    )


def test_who_took_the_concern_of_somebody_elses_person_may_reach_out(cast: Cast) -> None:
    hand_over(as_(cast.elin), cast.ivo, to=cast.elin)
    assert browser(cast.elin).get(f"{TODAY}/{cast.ivo.pk}/call").status_code == 200
    assert browser(cast.pia).get(f"{TODAY}/{cast.ivo.pk}/call").status_code == 404


def test_today_costs_at_most_twelve_queries_whatever_the_caseload(cast: Cast) -> None:
    counts = []
    for size in (2, 6):
        for number in range(size):
            person = welcome_person(as_(cast.gil), chosen_name=f"M{size}{number}", roles=("member",))
            put_on_care_team(as_(cast.gil), person, cast.pia)
            say(person, craving=9, confidence=2)
            say(person, to_team=False, safe=False, days_ago=1)
            quiet(person, days=5)
        pia = browser(cast.pia)
        pia.get(TODAY)
        with CaptureQueriesContext(connection) as asked:
            content = pia.get(TODAY).content.decode()
        assert content.count("<strong>M") >= size
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12, "\n".join(query["sql"][:200] for query in asked.captured_queries)


# The new, those who changed level, and the alone ------------------------------------------------------------
def enrolled(cast: Cast, who: Person, *, days_ago: int, step: str = "admitted") -> Enrolment:
    level = Level.objects.get(organisation=cast.harbor)
    began = today(cast.harbor.zone) - dt.timedelta(days=days_ago)
    return Enrolment.objects.create(organisation=cast.harbor, person=who, level=level, step=step, began_on=began)


def test_the_new_are_seen_for_two_weeks_by_who_cares_for_them(cast: Cast) -> None:
    one = enrolled(cast, cast.ana, days_ago=2)
    assert needs(cast.pia) == needs(cast.dev) == {"Ana": ["new_here"]}
    assert needs(cast.elin) == {}, "somebody has her"
    assert "Is new here: the first two weeks." in row(cast.pia, cast.ana).sentences
    reach_out(as_(cast.pia), cast.ana, kind="wrote", client_id="hello")
    assert needs(cast.pia) == {}, "said hello: the row is done"
    Enrolment.objects.filter(organisation=cast.harbor, pk=one.pk).update(
        began_on=today(cast.harbor.zone) - dt.timedelta(days=15)
    )
    Reach.objects.filter(organisation=cast.harbor).delete()
    assert needs(cast.pia) == {}


def test_a_change_of_level_says_the_new_one(cast: Cast) -> None:
    enrolled(cast, cast.ana, days_ago=1, step="down")
    assert needs(cast.pia) == {"Ana": ["level_changed"]}
    assert row(cast.pia, cast.ana).chips == ["now IOP"]


def test_who_coordinates_sees_the_new_whom_nobody_has_and_those_who_sit_alone(cast: Cast) -> None:
    enrolled(cast, cast.ivo, days_ago=4)
    enrolled(cast, noor := welcome_person(as_(cast.gil), chosen_name="Noor", roles=("member",)), days_ago=4)
    assert needs(cast.elin) == {"Noor": ["new_here", "alone"], "Ivo": ["new_here"]}
    assert needs(cast.pia) == {} == needs(cast.gil)
    put_on_care_team(as_(cast.gil), noor, cast.dev, is_owner=True)
    assert needs(cast.elin) == {"Noor": ["alone"], "Ivo": ["new_here"]}
    assert row(cast.elin, noor).owner == cast.dev
    tie_bond(as_(cast.elin), "partners", [(noor, "partner"), (cast.ivo, "partner")])
    assert needs(cast.elin) == {"Ivo": ["new_here"]}
