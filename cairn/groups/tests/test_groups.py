"""Groups: finding one, asking, being invited, promising, leading."""

import re

import pytest

from cairn.chat.models import Room
from cairn.groups.actions import (
    answer_ask,
    ask_to_join,
    change_group,
    change_part,
    close_group,
    end_seat,
    invite_to_group,
    leave_group,
    open_group,
    renew_agreement,
    seat_person,
    sign_agreement,
    take_back_ask,
)
from cairn.groups.models import Agreement, Ask, Group, Seat
from cairn.kit.errors import NotHere, Refused
from cairn.kit.ids import new_id
from cairn.kit.once import ticket
from cairn.people.models import Person
from tests.cast import Cast, as_, browser


def _seat(cast: Cast, person: Person, group: Group | None = None) -> Seat:
    return Seat.held().get(organisation=cast.harbor, group=group or cast.tuesday, person=person)


def _page(person: Person, address: str) -> str:
    answer = browser(person).get(f"/harbor-house/groups/{address}")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def _named(person: Person, address: str) -> set[str]:
    """The people named on a page."""
    return {name.strip() for name in re.findall(r'class="name">([^<]+)<', _page(person, address))}


# Ways in ----------------------------------------------------------------------------------------------------
def test_finn_asks_dev_says_yes_finn_signs_and_the_room_opens(cast: Cast) -> None:
    ask = ask_to_join(as_(cast.finn), cast.tuesday)
    answer_ask(as_(cast.dev), as_(cast.dev).get(Ask, pk=ask.pk), yes=True)
    assert not as_(cast.finn).see(Room).filter(group=cast.tuesday).exists(), "not signed yet"
    sign_agreement(as_(cast.finn), _seat(cast, cast.finn), version=1)
    assert as_(cast.finn).see(Room).filter(group=cast.tuesday).exists()


def test_asking_twice_asks_once_and_may_be_taken_back(cast: Cast) -> None:
    first = ask_to_join(as_(cast.finn), cast.tuesday)
    assert ask_to_join(as_(cast.finn), cast.tuesday).pk == first.pk
    take_back_ask(as_(cast.finn), first)
    take_back_ask(as_(cast.finn), first)
    assert not Ask.waiting().filter(organisation=cast.harbor, person=cast.finn).exists()
    assert ask_to_join(as_(cast.finn), cast.tuesday).pk != first.pk, "one may ask again"


def test_only_who_asked_takes_an_ask_back(cast: Cast) -> None:
    ask = ask_to_join(as_(cast.finn), cast.tuesday)
    with pytest.raises(NotHere):
        take_back_ask(as_(cast.ivo), ask)
    with pytest.raises(Refused):
        take_back_ask(as_(cast.dev), ask)
    ask.refresh_from_db()
    assert ask.answer == Ask.Answer.WAITING


def test_nobody_answers_their_own_ask(cast: Cast) -> None:
    answer_ask(as_(cast.dev), ask_to_join(as_(cast.finn), cast.tuesday), yes=True)
    ask = ask_to_join(as_(cast.ivo), cast.tuesday)
    with pytest.raises(Refused):
        answer_ask(as_(cast.ivo), ask, yes=True)
    with pytest.raises(NotHere):
        answer_ask(as_(cast.bo), ask, yes=True)
    assert not Seat.held().filter(organisation=cast.harbor, group=cast.tuesday, person=cast.ivo).exists()


def test_an_answer_given_twice_seats_once(cast: Cast) -> None:
    ask = ask_to_join(as_(cast.finn), cast.tuesday)
    answer_ask(as_(cast.dev), ask, yes=True)
    answer_ask(as_(cast.pia), ask, yes=False)
    ask.refresh_from_db()
    assert ask.answer == Ask.Answer.YES
    assert Seat.held().filter(organisation=cast.harbor, group=cast.tuesday, person=cast.finn).count() == 1


def test_an_invitation_is_the_persons_own_to_take(cast: Cast) -> None:
    ask = invite_to_group(as_(cast.dev), cast.tuesday, cast.ivo)
    with pytest.raises(Refused):
        answer_ask(as_(cast.dev), ask, yes=True)
    answer_ask(as_(cast.ivo), ask, yes=True)
    assert _seat(cast, cast.ivo).signed_version == 0


def test_who_leads_may_invite_and_who_sits_may_not(cast: Cast) -> None:
    invite_to_group(as_(cast.dev), cast.tuesday, cast.ivo)
    with pytest.raises(Refused):
        invite_to_group(as_(cast.bo), cast.tuesday, cast.finn)
    assert Ask.waiting().filter(organisation=cast.harbor, group=cast.tuesday).count() == 1


def test_a_full_group_takes_nobody_until_a_seat_is_free(cast: Cast) -> None:
    change_group(as_(cast.gil), cast.tuesday, size_cap=2)
    with pytest.raises(Refused):
        seat_person(as_(cast.dev), cast.tuesday, cast.finn)
    leave_group(as_(cast.bo), _seat(cast, cast.bo))
    assert seat_person(as_(cast.dev), cast.tuesday, cast.finn).part == Seat.Part.MEMBER


def test_a_group_by_invitation_cannot_be_asked_for(cast: Cast) -> None:
    ask = ask_to_join(as_(cast.finn), cast.tuesday)
    take_back_ask(as_(cast.finn), ask)
    change_group(as_(cast.dev), cast.tuesday, is_open=False)
    with pytest.raises(Refused):
        ask_to_join(as_(cast.finn), cast.tuesday)


# The promise ------------------------------------------------------------------------------------------------
def test_a_new_agreement_closes_the_room_until_each_has_signed(cast: Cast) -> None:
    room = as_(cast.ana).see(Room).filter(group=cast.tuesday)
    assert room.exists()
    renew_agreement(as_(cast.dev), cast.tuesday, text="New words.")
    assert not as_(cast.ana).see(Room).filter(group=cast.tuesday).exists()
    assert "data-refetch" in _page(cast.ana, f"{cast.tuesday.pk}/")
    assert _named(cast.ana, f"{cast.tuesday.pk}/") == {"Dev", "Pia"}, "the roster closes too"
    sign_agreement(as_(cast.ana), _seat(cast, cast.ana), version=2)
    assert as_(cast.ana).see(Room).filter(group=cast.tuesday).exists()
    assert not as_(cast.bo).see(Room).filter(group=cast.tuesday).exists(), "Bo has not signed"


def test_an_old_version_is_never_taken_for_a_signature(cast: Cast) -> None:
    renew_agreement(as_(cast.dev), cast.tuesday, text="New words.")
    with pytest.raises(Refused):
        sign_agreement(as_(cast.ana), _seat(cast, cast.ana), version=1)
    assert not _seat(cast, cast.ana).is_signed
    answer = browser(cast.ana).post(f"/harbor-house/groups/{cast.tuesday.pk}/sign", {"version": "1"}, follow=True)
    assert "changed while you were reading" in answer.content.decode()


def test_the_same_words_are_no_new_version(cast: Cast) -> None:
    words = Agreement.current().get(organisation=cast.harbor, group=cast.tuesday).text
    assert renew_agreement(as_(cast.dev), cast.tuesday, text=words).version == 1
    assert renew_agreement(as_(cast.dev), cast.tuesday, text="Other words.").version == 2


def test_a_member_cannot_renew_the_agreement(cast: Cast) -> None:
    with pytest.raises(Refused):
        renew_agreement(as_(cast.ana), cast.tuesday, text="Mine.")
    assert Agreement.objects.filter(organisation=cast.harbor, group=cast.tuesday).count() == 1


def test_nobody_signs_for_somebody_else(cast: Cast) -> None:
    seat = seat_person(as_(cast.dev), cast.tuesday, cast.finn)
    with pytest.raises(Refused):
        sign_agreement(as_(cast.dev), seat, version=1)
    assert sign_agreement(as_(cast.finn), seat, version=1).is_signed


# Leading ----------------------------------------------------------------------------------------------------
def test_opening_a_group_twice_with_one_ticket_opens_one(cast: Cast) -> None:
    form = {
        "name": "Evening walk",
        "kind": "open",
        "language": "en",
        "size_cap": "8",
        "camera": "choice",
        "text": "Kind.",
    }
    sent = {**form, "once": ticket()}
    client = browser(cast.elin)
    for _ in range(2):
        assert client.post("/harbor-house/groups/new", sent).status_code == 302
    assert Group.objects.filter(organisation=cast.harbor, name="Evening walk").count() == 1
    refused = client.post("/harbor-house/groups/new", {**form, "once": f"{new_id()}:forged"})
    assert refused.status_code == 200
    assert Group.objects.filter(organisation=cast.harbor, name="Evening walk").count() == 1


def test_therapists_and_members_cannot_open_groups(cast: Cast) -> None:
    assert open_group(as_(cast.elin), agreement="Kind.", name="Walk", kind="open")
    for person in (cast.dev, cast.ana):
        with pytest.raises(Refused):
            open_group(as_(person), agreement="Kind.", name="Walk", kind="open")
        assert browser(person).get("/harbor-house/groups/new").status_code == 403


def test_managers_run_a_group_and_never_read_its_room(cast: Cast) -> None:
    for person in (cast.gil, cast.elin):
        assert as_(person).may("lead", cast.tuesday)
        assert not as_(person).see(Room).filter(group=cast.tuesday).exists()
        assert browser(person).get(f"/harbor-house/groups/{cast.tuesday.pk}/room").status_code == 404


def test_ending_a_seat_closes_room_and_roster_at_once(cast: Cast) -> None:
    assert "Bo" in _named(cast.ana, f"{cast.tuesday.pk}/")
    end_seat(as_(cast.dev), _seat(cast, cast.ana))
    assert not as_(cast.ana).see(Room).filter(group=cast.tuesday).exists()
    assert _named(cast.ana, f"{cast.tuesday.pk}/") == {"Dev", "Pia"}


def test_a_member_cannot_end_or_change_a_seat(cast: Cast) -> None:
    seat = _seat(cast, cast.bo)
    with pytest.raises(Refused):
        end_seat(as_(cast.ana), seat)
    with pytest.raises(Refused):
        change_part(as_(cast.ana), seat, part="facilitator")
    assert _seat(cast, cast.bo).part == Seat.Part.MEMBER
    assert change_part(as_(cast.dev), seat, part=Seat.Part.CO_FACILITATOR).leads


def test_closing_a_group_is_for_managers_and_closes_every_seat(cast: Cast) -> None:
    with pytest.raises(Refused):
        close_group(as_(cast.dev), cast.tuesday)
    close_group(as_(cast.elin), cast.tuesday)
    assert not Seat.held().filter(organisation=cast.harbor, group=cast.tuesday).exists()
    assert not as_(cast.ana).see(Group).filter(pk=cast.tuesday.pk).exists()
    assert not as_(cast.dev).see(Room).filter(group=cast.tuesday).exists()


# Pages ------------------------------------------------------------------------------------------------------
def test_who_browses_sees_who_leads_and_nobody_else(cast: Cast) -> None:
    page = _page(cast.ivo, f"{cast.tuesday.pk}/")
    assert _named(cast.bo, f"{cast.tuesday.pk}/") == {"Ana", "Bo", "Dev", "Pia"}
    assert _named(cast.ivo, f"{cast.tuesday.pk}/") == {"Dev", "Pia"}
    assert "Listening counts. You never have to speak." in page


def test_the_list_is_narrowed_by_kind_language_and_room(cast: Cast) -> None:
    assert "Tuesday group" in _page(cast.finn, "")
    assert "Tuesday group" in _page(cast.finn, "?kind=therapy&language=en&takes=on")
    assert "Tuesday group" not in _page(cast.finn, "?kind=peer")
    assert "Tuesday group" not in _page(cast.finn, "?language=es")
    change_group(as_(cast.gil), cast.tuesday, size_cap=2)
    assert "Tuesday group" not in _page(cast.finn, "?takes=on")
    assert "Tuesday group" in _page(cast.finn, "")


@pytest.mark.parametrize("address", ["", "{}/", "{}/agreement", "{}/seats?name=m"])
def test_pages_ask_twelve_questions_whatever_the_number_of_people(
    cast: Cast, address: str, django_assert_max_num_queries: object
) -> None:
    client = browser(cast.dev)
    where = f"/harbor-house/groups/{address.format(cast.tuesday.pk)}"
    client.get(where)
    for more in (0, 10):
        for number in range(more):
            person = Person.objects.create(organisation=cast.harbor, chosen_name=f"M{number}")
            seat_person(as_(cast.gil), cast.tuesday, person, part=Seat.Part.CO_FACILITATOR)
            group = open_group(as_(cast.gil), agreement="Kind.", name=f"Group {number}", kind="open")
            seat_person(as_(cast.gil), group, cast.dev)
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(where).status_code == 200


@pytest.mark.parametrize("page", ["", "room", "leave", "sign"])
def test_a_number_too_large_for_any_id_is_not_here(cast: Cast, page: str) -> None:
    client = browser(cast.ana)
    assert client.get(f"/harbor-house/groups/{cast.tuesday.pk}/").status_code == 200
    assert client.post(f"/harbor-house/groups/{2**63}/{page}").status_code in {404, 405}
    assert client.get(f"/harbor-house/groups/{2**63}/{page}").status_code in {404, 405}
