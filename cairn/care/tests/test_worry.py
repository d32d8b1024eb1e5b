"""Words that sound like danger: help before, a concern after, never a wall."""

import pytest

from cairn.care import worry
from cairn.care.actions import list_worrying_phrases
from cairn.chat.models import Message
from cairn.chat.sending import Outgoing, send_messages
from cairn.kit.errors import Refused
from cairn.kit.ids import new_id
from cairn.people.models import Person
from cairn.safety.models import Concern
from tests.cast import Cast, as_, browser

DANGER = "Some nights I just want to die."


def send(cast: Cast, words: str, who: Person | None = None) -> bool:
    one = Outgoing(cast.harbor.pk, (who or cast.ana).pk, cast.room.pk, f"w{new_id()}", words)
    return send_messages([one]).answers[0].message is not None


def concerns(cast: Cast) -> int:
    return Concern.unresolved().filter(organisation=cast.harbor, person=cast.ana, why=Concern.Why.WORDS).count()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("I want to DIE", True), ("Quiero   morir…", True), ("estarían mejor sin mí", True), ("I can’t go on", True),
        ("I want to diet", False), ("My plants died", False), ("", False), ("skills, himself", False),
    ],
)  # fmt: skip
def test_phrases_are_found_as_whole_words_whatever_the_signs(words: str, found: bool) -> None:
    listed = [phrase for phrases in worry.BEGINNING.values() for phrase in phrases]
    assert worry.worries(words, listed) is found


def test_our_own_list_is_in_the_form_in_which_words_are_compared() -> None:
    for phrases in worry.BEGINNING.values():
        assert [worry.plain(phrase) for phrase in phrases] == list(phrases)


def test_they_are_kept_and_the_team_gets_a_concern_that_somebody_must_take(cast: Cast) -> None:
    assert send(cast, "A quiet evening.") and concerns(cast) == 0
    assert send(cast, DANGER) and concerns(cast) == 1
    concern = Concern.objects.get(organisation=cast.harbor, why=Concern.Why.WORDS)
    assert concern.next_step_at is not None and concern.owner_id is None
    assert send(cast, DANGER) and concerns(cast) == 1


def test_a_form_without_scripts_shows_where_help_is_before_it_sends(cast: Cast) -> None:
    address = f"/harbor-house/messages/{cast.room.pk}/send"
    first = browser(cast.ana).post(address, {"body": DANGER, "client_id": "c1"})
    html = first.content.decode()
    assert first.status_code == 422 and "tel:988" in html and DANGER in html and 'name="seen" value="yes"' in html
    mine = Message.objects.filter(organisation=cast.harbor, author=cast.ana, client_id="c1")
    assert not mine.exists() and concerns(cast) == 0
    second = browser(cast.ana).post(address, {"body": DANGER, "client_id": "c1", "seen": "yes"})
    assert second.status_code == 302 and mine.exists() and concerns(cast) == 1


def test_an_organisation_keeps_its_own_list(cast: Cast) -> None:
    elin = as_(cast.elin)
    assert list_worrying_phrases(elin, "en", ["Gone fishing!", "gone  fishing", ""]) == 1
    worry.forget()
    assert worry.phrases(cast.harbor.pk, "en") == ("gone fishing",)
    assert send(cast, DANGER) and concerns(cast) == 0
    assert send(cast, "I am gone fishing tonight") and concerns(cast) == 1


def test_an_empty_list_stays_empty(cast: Cast) -> None:
    assert list_worrying_phrases(as_(cast.elin), "en", []) == 0
    worry.forget()
    assert worry.phrases(cast.harbor.pk, "en") == () and worry.phrases(cast.harbor.pk, "es")


def test_only_a_coordinator_keeps_the_list(cast: Cast) -> None:
    before = worry.phrases(cast.harbor.pk, "en")
    for who in (cast.ana, cast.dev, cast.gil):
        with pytest.raises(Refused):
            list_worrying_phrases(as_(who), "en", ["anything"])
    assert worry.phrases(cast.harbor.pk, "en") == before
    assert browser(cast.dev).get("/harbor-house/support/words").status_code == 403
    html = browser(cast.elin).get("/harbor-house/support/words").content.decode()
    assert "kill myself" in html and "misses a lot" in html
