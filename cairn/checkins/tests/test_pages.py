"""The pages of check-ins, without JavaScript: what is asked, kept, shown, answered."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cairn.care.models import Enrolment, Level
from cairn.checkins.actions import encourage, make_checkin
from cairn.checkins.models import CheckIn, Encouragement, Shown, UsualChoice
from cairn.safety.models import Concern
from cairn.trust.models import Look
from tests.cast import Cast, as_, browser

HERE = "/harbor-house/check-ins/"
WHOLE = {
    "client_id": "once", "mood": "-2", "used": "no", "craving": "6", "confidence": "5", "risky_ahead": "yes",
    "sleep_hours": "6", "sleep_quality": "2", "halt": ["lonely", "tired"], "connected": "no", "safe": "yes",
    "words": "My sister’s wedding is on Saturday.", "wants": "heard",
}  # fmt: skip


def send(client: Client, **answers: Any) -> Any:
    return client.post(f"{HERE}new", {**WHOLE, **answers})


def theirs(cast: Cast, model: Any = CheckIn, name: str = "ana") -> Any:
    return model.objects.filter(organisation=cast.harbor, person=getattr(cast, name)).order_by("pk")


def test_a_whole_check_in_is_kept_as_it_was_said_and_shown_to_nobody(cast: Cast) -> None:
    answer = send(browser(cast.ana))
    kept = theirs(cast).get()
    assert answer.url == f"/harbor-house/after/{kept.pk}"
    assert (kept.mood, kept.used, kept.craving, kept.confidence, kept.risky_ahead) == (-2, "no", 6, 5, True)
    assert (kept.sleep_hours, kept.sleep_quality, kept.connected, kept.safe, kept.wants) == (6, 2, False, True, "heard")
    assert (kept.hungry, kept.angry, kept.lonely, kept.tired) == (False, False, True, True)
    assert kept.words == "My sister’s wedding is on Saturday."
    assert not theirs(cast, Shown).exists()


def test_every_question_may_be_left_out(cast: Cast) -> None:
    assert browser(cast.ana).post(f"{HERE}new", {"client_id": "bare"}).status_code == 302
    kept = theirs(cast).get()
    assert (kept.mood, kept.used, kept.craving, kept.safe, kept.connected, kept.words) == (
        None,
        "",
        None,
        None,
        None,
        "",
    )


def test_a_retry_after_a_broken_line_changes_nothing_and_lands_in_the_same_place(cast: Cast) -> None:
    ana: Any = browser(cast.ana)
    first = send(ana, to=[f"group-{cast.tuesday.pk}"], safe="no")
    again = send(ana, to=[f"group-{cast.tuesday.pk}"], safe="no")
    assert first.url == again.url
    assert (theirs(cast).count(), theirs(cast, Shown).count(), theirs(cast, Concern).count()) == (1, 1, 1)


def test_not_today_counts_and_asks_nothing(cast: Cast) -> None:
    ana: Any = browser(cast.ana)
    for _ in range(2):
        answer = ana.post(f"{HERE}not-today", {"client_id": "later", "mood": "-5"}, follow=True)
    kept = theirs(cast).get()
    assert (kept.not_today, kept.mood) == (True, None)
    assert "Not today counts too." in answer.content.decode()


def test_bad_input_is_answered_with_sentences_and_nothing_written_is_lost(cast: Cast) -> None:
    answer = send(browser(cast.ana), mood="99", words="x" * 5000, to=["group-1"])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Please choose one of the answers" in page
    assert "Please make it shorter" in page
    assert "can no longer see this" in page
    assert "x" * 5000 in page
    assert not theirs(cast).exists()


def test_a_no_to_safe_is_heard_even_where_the_rest_of_the_page_is_wrong(cast: Cast) -> None:
    answer = send(browser(cast.ana), safe="no", words="x" * 5000)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "tel:988" in page
    assert "We have told Pia and Dev that you need someone" in page
    assert theirs(cast, Concern).get().why == "unsafe"
    assert not theirs(cast, Shown).exists()


def test_a_no_to_safe_opens_the_card_and_says_who_was_told_and_what_comes_next(cast: Cast) -> None:
    cast.harbor.crisis_phone, cast.harbor.crisis_hours = "555 0100", "9 am to 9 pm"
    cast.harbor.save()
    page = browser(cast.ana).post(f"{HERE}new", {**WHOLE, "safe": "no"}, follow=True).content.decode()
    for words in (
        "tel:988",
        "sms:988",
        "tel:5550100",
        "9 am to 9 pm",
        "We have told Pia and Dev",
        "writes or calls you next",
    ):
        assert words in page
    assert as_(cast.pia).may("take", theirs(cast, Concern).get())
    assert not as_(cast.pia).see(CheckIn).exists()


def test_beside_the_question_stands_who_is_told(cast: Cast) -> None:
    page = browser(cast.ana).get(f"{HERE}new").content.decode()
    assert "If you say no, we tell Pia and Dev" in page
    assert "our coordinator" in browser(cast.bo).get(f"{HERE}new").content.decode()


def test_a_call_may_be_asked_for_without_showing_anything(cast: Cast) -> None:
    page = browser(cast.ana).post(f"{HERE}new", {**WHOLE, "wants": "call"}, follow=True).content.decode()
    assert theirs(cast, Concern).get().why == "call"
    assert "We have told Pia and Dev" in page


def test_after_a_hard_day_company_is_offered_three_ways_and_after_another_it_is_not(cast: Cast) -> None:
    ana: Any = browser(cast.ana)
    page = ana.post(f"{HERE}new", WHOLE, follow=True).content.decode()
    for words in (
        "Thank you for telling us",
        "Would you like company?",
        "Write to Bo",
        "Write to Tuesday group",
        "a line",
    ):
        assert words in page
    calm = {"client_id": "calm", "mood": "2", "confidence": "9"}
    page = ana.post(f"{HERE}new", calm, follow=True).content.decode()
    assert "Your check-in is kept." in page
    assert "Would you like company?" not in page


def test_who_will_see_it_is_said_by_name_before_the_button(cast: Cast) -> None:
    page = browser(cast.ana).get(f"{HERE}new").content.decode()
    assert "Only you will see this." in page
    assert "Bo will see how you are, your words, cravings" in page
    assert (
        "Tuesday group (3 other people, led by Dev and Pia) will see how you are, your words and what would help."
        in page
    )
    assert "That includes Pia and Dev from your care team." in page
    assert "Your care team (now Pia and Dev) will see all you said." in page
    assert "Small steps" not in page


def test_the_choice_is_found_ticked_next_time_only_if_she_asked_for_that(cast: Cast) -> None:
    ana: Any = browser(cast.ana)
    ticked = re.compile(r'value="(partner|team|group-\d+)" checked')
    send(ana, to=["partner", "team"])
    assert ticked.findall(ana.get(f"{HERE}new").content.decode()) == []
    send(ana, client_id="two", to=["partner", f"group-{cast.tuesday.pk}"], keep="on")
    assert ticked.findall(ana.get(f"{HERE}new").content.decode()) == ["partner", f"group-{cast.tuesday.pk}"]
    send(ana, client_id="three", to=["partner"])
    assert ticked.findall(ana.get(f"{HERE}new").content.decode()) == []
    assert not theirs(cast, UsualChoice).exists()


def test_a_programme_for_mental_health_alone_asks_nothing_about_use(cast: Cast) -> None:
    ana: Any = browser(cast.ana)
    assert "alcohol or drugs" in ana.get(f"{HERE}new").content.decode()
    level = Level.objects.get(organisation=cast.harbor)
    Enrolment.objects.create(organisation=cast.harbor, person=cast.ana, level=level, began_on="2026-10-01")
    assert "alcohol or drugs" in ana.get(f"{HERE}new").content.decode()
    level.programme.asks_about_use = False
    level.programme.save()
    page = ana.get(f"{HERE}new").content.decode()
    for words in ("alcohol or drugs", "craving", "without using"):
        assert words not in page
    assert "take care of yourself" in page
    assert send(ana).status_code == 302
    assert (theirs(cast).get().used, theirs(cast).get().craving) == ("", None)


def test_staff_are_told_that_check_ins_are_not_theirs_to_make(cast: Cast) -> None:
    assert browser(cast.pia).get(f"{HERE}new").status_code == 403
    assert browser(cast.pia).post(f"{HERE}new", WHOLE).status_code == 403
    assert not theirs(cast, name="pia").exists()


def test_my_list_says_with_whom_and_takes_back_in_one_tap(cast: Cast) -> None:
    ana: Any = browser(cast.ana)
    kept = make_checkin(as_(cast.ana), client_id="c", words="a walk", to_partner=True, to_team=True)
    page = ana.get(HERE).content.decode()
    assert "a walk" in page
    assert "My care team" in page
    shown = theirs(cast, Shown).get(to="partner")
    assert as_(cast.bo).see(CheckIn).exists()
    assert ana.post(f"{HERE}shown/{shown.pk}/take-back", {"back": "mine"}).url == HERE
    assert not as_(cast.bo).see(CheckIn).exists()
    assert as_(cast.pia).see(CheckIn).filter(pk=kept.pk).exists()


def test_nobody_else_takes_back_or_shows_what_is_hers(cast: Cast) -> None:
    kept = make_checkin(as_(cast.ana), client_id="c", to_partner=True)
    shown = theirs(cast, Shown).get()
    for name in ("bo", "pia", "ivo", "gil"):
        client = browser(getattr(cast, name))
        assert client.post(f"{HERE}shown/{shown.pk}/take-back").status_code == 404
        assert client.post(f"{HERE}{kept.pk}/show", {"to": ["team"]}).status_code in {302, 403, 404}
    assert theirs(cast, Shown).get().ended_at is None


def test_she_can_show_it_to_somebody_later_and_again_after_taking_it_back(cast: Cast) -> None:
    ana: Any = browser(cast.ana)
    kept = make_checkin(as_(cast.ana), client_id="c")
    assert not as_(cast.pia).see(CheckIn).exists()
    for _ in range(2):
        ana.post(f"{HERE}{kept.pk}/show", {"to": ["team"]})
    assert theirs(cast, Shown).count() == 1
    assert as_(cast.pia).see(CheckIn).exists()
    ana.post(f"{HERE}shown/{theirs(cast, Shown).get().pk}/take-back")
    ana.post(f"{HERE}{kept.pk}/show", {"to": ["team"]})
    assert as_(cast.pia).see(CheckIn).exists()


def test_encouragement_comes_back_as_a_tap_and_as_words_and_only_to_her(cast: Cast) -> None:
    kept = make_checkin(as_(cast.ana), client_id="c", words="hard", wants="heard", to_groups=[cast.tuesday])
    bo, place = browser(cast.bo), f"{HERE}{kept.pk}/"
    assert "Ana would like only to be heard." in bo.get(place).content.decode()
    for _ in range(2):
        assert bo.post(f"{place}encourage", {"client_id": f"t{_}", "kind": "with_you"}).status_code == 302
    bo.post(f"{place}encourage", {"client_id": "w", "kind": "words", "words": "I hear you."})
    assert theirs(cast, Encouragement, "bo").count() == 2
    page = browser(cast.ana).get(place).content.decode()
    assert "I’m with you" in page
    assert "I hear you." in page
    assert "I hear you." not in browser(cast.dev).get(place).content.decode()


@pytest.mark.parametrize(
    ("wants", "says"),
    [
        ("feedback", "feedback is welcome. Be gentle and honest."),
        ("company", "company and no advice"),
        ("", "A tap is plenty"),
    ],
)
def test_the_answer_box_says_what_is_wanted(cast: Cast, wants: str, says: str) -> None:
    kept = make_checkin(as_(cast.ana), client_id="c", wants=wants, to_partner=True)
    assert says in browser(cast.bo).get(f"{HERE}{kept.pk}/").content.decode()


def test_an_answer_without_words_is_asked_for_some_and_nothing_is_lost(cast: Cast) -> None:
    kept = make_checkin(as_(cast.ana), client_id="c", to_partner=True)
    answer = browser(cast.bo).post(f"{HERE}{kept.pk}/encourage", {"client_id": "w", "kind": "words", "words": "  "})
    assert answer.status_code == 422
    assert "A few words are enough." in answer.content.decode()
    assert browser(cast.ivo).post(f"{HERE}{kept.pk}/encourage", {"kind": "proud"}).status_code == 404
    assert browser(cast.ana).post(f"{HERE}{kept.pk}/encourage", {"kind": "proud"}).status_code == 403
    assert not Encouragement.objects.filter(organisation=cast.harbor).exists()


def test_the_team_reads_what_is_shown_and_ana_reads_that_they_looked(cast: Cast) -> None:
    make_checkin(as_(cast.ana), client_id="c", words="for the team", to_team=True)
    make_checkin(as_(cast.ana), client_id="d", words="for me alone")
    page = browser(cast.pia).get(f"{HERE}of/{cast.ana.pk}/").content.decode()
    assert "for the team" in page
    assert "for me alone" not in page
    assert [look.looker for look in as_(cast.ana).see(Look)] == [cast.pia]
    assert browser(cast.ivo).get(f"{HERE}of/{cast.ana.pk}/").status_code == 404
    assert browser(cast.ana).get(f"{HERE}of/{cast.ana.pk}/")["Location"] == HERE


def test_pages_ask_the_same_few_questions_however_much_was_said(
    cast: Cast, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    ana, pia, bo = browser(cast.ana), browser(cast.pia), browser(cast.bo)

    def some(times: int) -> int:
        for number in range(times):
            at = f"{times}-{number}"
            last = make_checkin(
                as_(cast.ana), client_id=at, words=at, to_team=True, to_partner=True, to_groups=[cast.tuesday]
            )
            encourage(as_(cast.bo), last, kind="words", client_id=at, words=at)
        return last.pk

    def counts(pk: int) -> list[int]:
        places = [(ana, ""), (ana, "new"), (ana, "trend"), (ana, "weeks"), (ana, f"{pk}/"), (pia, f"of/{cast.ana.pk}/")]
        places += [(bo, f"{pk}/"), (bo, f"victories/{cast.tuesday.pk}/"), (ana, f"/harbor-house/after/{pk}")]
        found = []
        for client, place in places:
            address = place if place.startswith("/") else HERE + place
            client.get(address)
            with django_assert_max_num_queries(60) as asked:
                assert client.get(address).status_code == 200
            found.append(len(asked))
        return found

    once, often = counts(some(2)), counts(some(6))
    assert once == often
    assert max(often) <= 12, often
