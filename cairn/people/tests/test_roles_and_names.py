"""Roles change by an administrator and are told; names stay apart, and nobody finds one by the other."""

import re

import pytest

from cairn.care.models import CareTie
from cairn.checkins.models import CheckIn
from cairn.kit.errors import NotHere, Refused
from cairn.notices.models import Notice
from cairn.people.identity import plain_name, take_alias
from cairn.people.models import Alias, Contact, Person
from cairn.people.roles import change_roles, held_by
from cairn.trust import rules
from cairn.trust.models import Fact
from tests.cast import Cast, as_, browser

PEOPLE = "/harbor-house/people/"


def test_an_administrator_changes_roles_it_counts_at_once_and_is_told(cast: Cast) -> None:
    change_roles(as_(cast.gil), cast.pia, roles={"peer_specialist", "coordinator"})
    assert held_by(cast.pia) == {"peer_specialist", "coordinator"}
    assert as_(cast.pia).why("tie_bonds", cast.pia)
    assert Notice.objects.filter(organisation=cast.harbor, person=cast.pia, kind="roles").count() == 1
    fact = Fact.objects.filter(organisation=cast.harbor, verb="person.roles_changed").get()
    assert (fact.actor, fact.about) == (cast.gil.pk, cast.pia.pk)


def test_who_is_no_longer_care_staff_is_on_no_care_team_and_sees_nothing_more(cast: Cast) -> None:
    assert as_(cast.pia).why("reach_out", cast.ana)
    change_roles(as_(cast.gil), cast.pia, roles={"alum"})
    assert not CareTie.live().filter(organisation=cast.harbor, carer=cast.pia).exists()
    assert as_(cast.pia).why("reach_out", cast.ana) is None
    assert not as_(cast.pia).see(CheckIn).exists()


@pytest.mark.parametrize("who", ["elin", "dev", "hana", "ana"])
def test_nobody_else_changes_roles(cast: Cast, who: str) -> None:
    with pytest.raises((Refused, NotHere)):
        change_roles(as_(cast.everyone()[who]), cast.bo, roles={"administrator"})
    assert held_by(cast.bo) == {"member"}
    assert browser(cast.everyone()[who]).get(f"{PEOPLE}{cast.bo.pk}/roles").status_code in {403, 404}


def test_there_is_always_an_administrator(cast: Cast) -> None:
    with pytest.raises(Refused):
        change_roles(as_(cast.gil), cast.gil, roles={"coordinator"})
    with pytest.raises(Refused):
        change_roles(as_(cast.gil), cast.gil, roles=set())
    change_roles(as_(cast.gil), cast.elin, roles={"coordinator", "administrator"})
    change_roles(as_(cast.elin), cast.gil, roles={"alum"})
    assert held_by(cast.gil) == {"alum"}
    answer = browser(cast.elin).post(f"{PEOPLE}{cast.elin.pk}/roles", {"roles": ["coordinator"]})
    assert answer.status_code == 422 and "has to be an administrator" in answer.content.decode()


def test_nobody_gives_a_role_to_themselves(cast: Cast) -> None:
    """Administrators have keys, not eyes: they do not give themselves eyes."""
    with pytest.raises(Refused):
        change_roles(as_(cast.gil), cast.gil, roles={"administrator", "therapist"})
    assert held_by(cast.gil) == {"administrator"}


def test_the_same_roles_again_tell_nobody(cast: Cast) -> None:
    for _ in range(2):
        assert browser(cast.gil).post(f"{PEOPLE}{cast.bo.pk}/roles", {"roles": ["member"]}).status_code == 302
    assert not Notice.objects.filter(organisation=cast.harbor, person=cast.bo, kind="roles").exists()
    assert browser(cast.gil).post(f"{PEOPLE}{cast.bo.pk}/roles", {"roles": ["wizard"]}).status_code == 422


# Names --------------------------------------------------------------------------------------------------------
def test_an_alias_is_mine_alone_whatever_keys_others_hold(cast: Cast) -> None:
    alias = take_alias(as_(cast.ana), name="Quiet Heron")
    assert [person.pk for person in rules.audience(alias)] == [cast.ana.pk]
    for person in cast.everyone().values():
        assert as_(person).see(Alias).filter(pk=alias.pk).exists() == (person == cast.ana)


def test_nothing_links_the_alias_to_the_person(cast: Cast) -> None:
    made = [
        take_alias(as_(person), name=f"Heron {letter}")
        for person, letter in zip((cast.ana, cast.bo, cast.ivo), "xyz", strict=True)
    ]
    assert len({alias.pk for alias in made} | {alias.person_id for alias in made}) == 6
    assert [a.pk for a in made] != sorted(a.pk for a in made) or made[0].pk >> 22 != cast.ana.pk >> 22
    page = browser(cast.ana).get("/harbor-house/me/names").content.decode()
    marks = re.findall(r'<svg class="mark large.*?</svg>', page, re.S)
    assert len(marks) == 2 and marks[0] != marks[1], "each identity has its own stones"
    for person in (cast.bo, cast.pia, cast.gil):
        for path in ("people/", f"people/{cast.ana.pk}/", "messages/", "groups/"):
            assert "Heron x" not in browser(person).get(f"/harbor-house/{path}").content.decode()


@pytest.mark.parametrize("name", ["Ana", "ANA the brave", "ána", "L e g a l n a m e", "an\u200ba", "a", "!!", "\u202e"])
def test_an_alias_that_gives_one_away_is_refused_in_a_sentence(cast: Cast, name: str) -> None:
    answer = browser(cast.ana).post("/harbor-house/me/names", {"name": name})
    assert answer.status_code == 422 and "A few things to look at" in answer.content.decode()
    assert not Alias.objects.filter(organisation=cast.harbor).exists()


def test_two_people_have_no_alias_in_common_however_it_is_written(cast: Cast) -> None:
    first = take_alias(as_(cast.bo), name="Quiet Heron")
    for name in ("quiet heron", "QuietHéron", "Quiet-Heron"):
        assert browser(cast.ana).post("/harbor-house/me/names", {"name": name}).status_code == 422
    assert browser(cast.bo).post("/harbor-house/me/names", {"name": "Loud Heron"}).status_code == 302
    assert Alias.objects.get(organisation=cast.harbor).pk == first.pk, "what was written stays under the same one"
    assert plain_name("Ｑuiet  Heron!") == "quietheron"


def test_my_legal_name_is_shown_to_me_and_not_to_my_group(cast: Cast) -> None:
    assert "Ana Legalname" in browser(cast.ana).get("/harbor-house/me/names").content.decode()
    for path in (f"groups/{cast.tuesday.pk}/", f"messages/{cast.room.pk}/"):
        assert "Legalname" not in browser(cast.bo).get(f"/harbor-house/{path}").content.decode()
    assert Contact.objects.get(organisation=cast.harbor, person=cast.ana).legal_name
    assert Person.objects.get(organisation=cast.harbor, pk=cast.ana.pk).chosen_name == "Ana"
