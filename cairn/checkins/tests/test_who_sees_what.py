"""Who sees what: for every way of showing, every person of the cast reads exactly what was said they would."""

import itertools
from typing import Any

import pytest

from cairn.chat.actions import remove_message
from cairn.chat.models import Message
from cairn.checkins.actions import encourage, make_checkin, show, take_back
from cairn.checkins.models import CheckIn, Encouragement, Pulse, Shown
from cairn.checkins.reads import check_ins, readable, victories
from cairn.checkins.weekly import make_checkpoint
from cairn.following import card_in_room
from cairn.groups.actions import leave_group
from cairn.groups.models import Seat
from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.notices.models import Notice
from cairn.pairs.actions import tie_bond
from cairn.pairs.models import Tie
from cairn.trust.models import Fact, Todo
from cairn.trust.worker import claim, do
from tests.cast import Cast, as_

SAID: dict[str, Any] = {
    "mood": -2, "words": "the wedding", "wants": "heard", "craving": 6, "confidence": 5, "risky_ahead": True,
    "used": "yes", "sleep_hours": 4, "hungry": True, "connected": False, "safe": True,
}  # fmt: skip
SIGNS = {"Craving", "Sure of the next 7 days", "A hard time coming up"}
REST = {"Safe right now", "Used since last time", "Sleep", "Right now", "Connected with someone"}
GROUP, PARTNER, TEAM = {"bo", "dev", "pia"}, {"bo"}, {"dev", "pia"}


def work(cast: Cast) -> int:
    """Let the worker do what waits; how much there was."""
    done = 0
    while todo := claim("test"):
        assert do(todo, "test")
        done += 1
    as_(cast.ana)
    return done


def reads(cast: Cast, name: str, pk: int) -> set[str] | None:
    """What that person reads of a check-in beyond mood and words; None where they see nothing."""
    found = readable(check_ins(as_(getattr(cast, name))).filter(pk=pk))
    if not found:
        return None
    assert (found[0].words, found[0].mood_word, found[0].wants) == ("the wedding", "Hard", "heard")
    return {label for label, _ in found[0].lines}


@pytest.mark.parametrize(("partner", "group", "team"), list(itertools.product([False, True], repeat=3)))
def test_everybody_reads_exactly_as_far_as_they_were_shown(cast: Cast, partner: bool, group: bool, team: bool) -> None:
    groups = [cast.tuesday] if group else []
    kept = make_checkin(as_(cast.ana), client_id="c", to_partner=partner, to_team=team, to_groups=groups, **SAID)
    for name in cast.everyone():
        wanted: set[str] | None = None
        if name in GROUP and group:
            wanted = set()
        if name in PARTNER and partner:
            wanted = SIGNS
        if name == "ana" or (name in TEAM and team):
            wanted = SIGNS | REST
        assert reads(cast, name, kept.pk) == wanted, name


def test_taking_back_closes_each_door_and_leaves_the_others_open(cast: Cast) -> None:
    kept = make_checkin(as_(cast.ana), client_id="c", to_partner=True, to_team=True, to_groups=[cast.tuesday], **SAID)
    doors = {row.to: row for row in Shown.objects.filter(organisation=cast.harbor, checkin=kept)}
    assert reads(cast, "bo", kept.pk) == SIGNS
    take_back(as_(cast.ana), doors["partner"])
    assert reads(cast, "bo", kept.pk) == set()
    take_back(as_(cast.ana), doors["group"])
    assert reads(cast, "bo", kept.pk) is None
    assert reads(cast, "pia", kept.pk) == SIGNS | REST
    take_back(as_(cast.ana), doors["team"])
    assert reads(cast, "pia", kept.pk) is None
    assert reads(cast, "ana", kept.pk) == SIGNS | REST


def test_whoever_becomes_a_partner_later_sees_nothing_of_before(cast: Cast) -> None:
    kept = make_checkin(as_(cast.ana), client_id="c", to_partner=True, **SAID)
    assert reads(cast, "bo", kept.pk) == SIGNS
    tie_bond(as_(cast.elin), "partners", [(cast.ana, "partner"), (cast.ivo, "partner")])
    assert reads(cast, "ivo", kept.pk) is None
    later = make_checkin(as_(cast.ana), client_id="d", to_partner=True, **SAID)
    assert reads(cast, "ivo", later.pk) == reads(cast, "bo", later.pk) == SIGNS
    Tie.objects.filter(organisation=cast.harbor, person=cast.bo).update(ended_at=now())
    assert reads(cast, "bo", kept.pk) is None


def test_a_mentor_is_no_partner(cast: Cast) -> None:
    kept = make_checkin(as_(cast.cleo), client_id="c", to_partner=True, **SAID)
    assert reads(cast, "ana", kept.pk) is None
    assert not Shown.objects.filter(organisation=cast.harbor).exists()


def test_she_cannot_show_to_a_group_she_does_not_sit_in(cast: Cast) -> None:
    with pytest.raises((NotHere, Refused)):
        make_checkin(as_(cast.ana), client_id="c", to_groups=[cast.steps], **SAID)
    assert not CheckIn.objects.filter(organisation=cast.harbor).exists()
    assert not Pulse.objects.filter(organisation=cast.harbor).exists()


def test_a_seat_that_ends_ends_the_sight(cast: Cast) -> None:
    kept = make_checkin(as_(cast.ana), client_id="c", to_groups=[cast.tuesday], **SAID)
    assert reads(cast, "bo", kept.pk) == set()
    leave_group(as_(cast.bo), Seat.held().get(organisation=cast.harbor, person=cast.bo))
    assert reads(cast, "bo", kept.pk) is None


def test_a_card_appears_in_the_room_once_with_mood_words_and_wish_alone(cast: Cast) -> None:
    kept = make_checkin(as_(cast.ana), client_id="c", to_groups=[cast.tuesday], **SAID)
    assert work(cast) == 1
    card = as_(cast.bo).get(Message, kind="checkin")
    assert (card.card, card.body, card.wants, card.author) == (kept.pk, "**Hard**\n\nthe wedding", "heard", cast.ana)
    card_in_room(Fact.objects.get(organisation=cast.harbor, verb="checkin.shown_to_group"))
    assert as_(cast.bo).see(Message).count() == 1
    for name in ("ivo", "zoe", "gil", "jo", "sam"):
        assert not as_(getattr(cast, name)).see(Message).exists(), name


def test_a_wish_for_a_call_is_for_the_team_and_not_on_the_card(cast: Cast) -> None:
    make_checkin(as_(cast.ana), client_id="c", to_groups=[cast.tuesday], **{**SAID, "wants": "call"})
    work(cast)
    assert as_(cast.bo).get(Message, kind="checkin").wants == ""


def test_the_card_speaks_the_language_of_who_wrote_it(cast: Cast) -> None:
    cast.ana.language = "es"
    cast.ana.save()
    make_checkin(as_(cast.ana), client_id="c", to_groups=[cast.tuesday], **SAID)
    work(cast)
    assert as_(cast.bo).get(Message, kind="checkin").body == "**Difícil**\n\nthe wedding"


def test_taking_back_takes_the_card_out_of_the_room_at_once_even_after_she_left_the_group(cast: Cast) -> None:
    kept = make_checkin(as_(cast.ana), client_id="c", to_groups=[cast.tuesday], **SAID)
    work(cast)
    leave_group(as_(cast.ana), Seat.held().get(organisation=cast.harbor, person=cast.ana, group=cast.tuesday))
    take_back(as_(cast.ana), Shown.objects.get(organisation=cast.harbor, checkin=kept))
    card = as_(cast.bo).get(Message, kind="checkin")
    assert card.removed_at
    assert card.body == ""


def test_what_is_taken_back_before_the_worker_came_never_appears(cast: Cast) -> None:
    kept = make_checkin(as_(cast.ana), client_id="c", to_groups=[cast.tuesday], **SAID)
    take_back(as_(cast.ana), Shown.objects.get(organisation=cast.harbor, checkin=kept))
    assert work(cast) == 1
    assert not Message.objects.filter(organisation=cast.harbor).exists()
    assert not Todo.objects.filter(organisation=cast.harbor, done_at=None).exists()


def test_a_card_that_a_facilitator_removes_is_no_longer_shown_to_the_group(cast: Cast) -> None:
    kept = make_checkin(as_(cast.ana), client_id="c", to_groups=[cast.tuesday], to_partner=True, **SAID)
    work(cast)
    remove_message(as_(cast.dev), as_(cast.dev).get(Message, kind="checkin"))
    assert reads(cast, "dev", kept.pk) is None
    assert reads(cast, "bo", kept.pk) == SIGNS


def test_showing_the_same_again_appears_once_and_after_taking_back_anew(cast: Cast) -> None:
    kept = make_checkin(as_(cast.ana), client_id="c", to_groups=[cast.tuesday], **SAID)
    show(as_(cast.ana), kept, to_groups=[cast.tuesday])
    work(cast)
    assert as_(cast.bo).see(Message).filter(removed_at=None).count() == 1
    take_back(as_(cast.ana), Shown.objects.get(organisation=cast.harbor, checkin=kept))
    show(as_(cast.ana), kept, to_groups=[cast.tuesday])
    work(cast)
    assert as_(cast.bo).see(Message).filter(removed_at=None).count() == 1


def test_only_who_was_shown_it_may_answer_and_nobody_answers_themselves(cast: Cast) -> None:
    kept = make_checkin(as_(cast.ana), client_id="c", to_groups=[cast.tuesday], **SAID)
    encourage(as_(cast.bo), kept, kind="with_you", client_id="1")
    for name in ("ivo", "zoe", "gil", "sam", "cleo"):
        with pytest.raises(NotHere):
            encourage(as_(getattr(cast, name)), kept, kind="with_you", client_id="1")
    with pytest.raises(Refused):
        encourage(as_(cast.ana), kept, kind="with_you", client_id="1")
    assert Encouragement.objects.filter(organisation=cast.harbor).count() == 1


def test_encouragement_is_between_two_and_leaves_a_notice(cast: Cast) -> None:
    kept = make_checkin(as_(cast.ana), client_id="c", to_groups=[cast.tuesday], to_partner=True, **SAID)
    for _ in range(2):
        encourage(as_(cast.bo), kept, kind="words", client_id="1", words="a 6 is hard")
    work(cast)
    assert [one.words for one in as_(cast.ana).see(Encouragement)] == ["a 6 is hard"]
    assert as_(cast.bo).see(Encouragement).count() == 1
    for name in ("dev", "pia", "ivo"):
        assert not as_(getattr(cast, name)).see(Encouragement).exists(), name
    assert as_(cast.ana).see(Notice).filter(kind="encouraged", row=kept.pk).count() == 1


def test_victories_are_read_by_the_group_they_were_told_to_and_by_nobody_else(cast: Cast) -> None:
    make_checkpoint(as_(cast.ana), client_id="w", victory="I called my sister", to_groups=[cast.tuesday])
    make_checkpoint(as_(cast.ivo), client_id="w", victory="mine alone")
    assert [point.victory for point in victories(as_(cast.bo), cast.tuesday)] == ["I called my sister"]
    assert victories(as_(cast.ivo), cast.tuesday) == []
    assert victories(as_(cast.bo), cast.steps) == []
