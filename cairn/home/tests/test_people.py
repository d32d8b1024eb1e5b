"""The staff pages about people: who sees whom, what opening leaves, letting somebody in."""

import re

import pytest

from cairn.care.actions import put_on_care_team
from cairn.care.models import CareTie, Enrolment, Level, Programme
from cairn.kit.errors import NotHere, Refused
from cairn.kit.once import ticket
from cairn.people.models import Contact, Person, Role
from cairn.trust.models import Look
from tests.cast import Cast, as_, browser

PEOPLE = "/harbor-house/people/"


def _listed(person: Person, query: str = "") -> set[str]:
    answer = browser(person).get(f"{PEOPLE}{query}")
    assert answer.status_code == 200
    return set(re.findall(r"<span>([A-Z]\w+)</span></a></th>", answer.content.decode()))


def test_staff_see_the_people_the_policy_lets_them_see(cast: Cast) -> None:
    assert _listed(cast.dev) == {"Ana", "Bo", "Dev", "Pia"}
    assert _listed(cast.gil) == {name.title() for name in cast.everyone()} - {"Zoe"}


def test_members_and_strangers_find_no_such_page(cast: Cast) -> None:
    assert browser(cast.dev).get(f"{PEOPLE}{cast.ana.pk}/").status_code == 200
    for person in (cast.bo, cast.cleo, cast.sam):
        for address in ("", f"{cast.ana.pk}/", f"{cast.ana.pk}/contact"):
            assert browser(person).get(f"{PEOPLE}{address}").status_code == 404
    assert browser(cast.dev).get(f"{PEOPLE}{cast.ivo.pk}/").status_code == 404, "not one of Dev's people"
    assert browser(cast.gil).get(f"{PEOPLE}{cast.zoe.pk}/").status_code == 404


def test_the_list_is_narrowed_by_name_role_level_and_care_team(cast: Cast) -> None:
    level = Level.objects.get(organisation=cast.harbor)
    Enrolment.objects.create(organisation=cast.harbor, person=cast.bo, level=level, began_on="2026-10-01")
    assert _listed(cast.gil, "?name=an") == {"Ana"}
    assert _listed(cast.gil, "?role=alum") == {"Cleo", "Finn"}
    assert _listed(cast.gil, f"?level={level.pk}") == {"Bo"}
    assert _listed(cast.pia, "?mine=on") == {"Ana"}
    assert "Nobody fits that" in browser(cast.gil).get(f"{PEOPLE}?name=xyz").content.decode()


def test_opening_contact_data_leaves_a_look_and_the_list_leaves_none(cast: Cast) -> None:
    client = browser(cast.pia)
    page = client.get(f"{PEOPLE}{cast.ana.pk}/").content.decode()
    assert "Legalname" not in page and "Legalname" not in client.get(PEOPLE).content.decode()
    assert not Look.objects.filter(organisation=cast.harbor, person=cast.ana).exists()
    assert "Ana Legalname" in client.get(f"{PEOPLE}{cast.ana.pk}/contact").content.decode()
    look = Look.objects.get(organisation=cast.harbor, person=cast.ana)
    assert (look.looker, look.what, look.grounds) == (cast.pia, "people.Contact", "care team")


def test_a_coordinator_who_does_not_care_for_somebody_opens_no_contact_data(cast: Cast) -> None:
    address = f"{PEOPLE}{cast.ana.pk}/contact"
    assert browser(cast.elin).get(address).status_code == 404
    assert "Show contact data" not in browser(cast.elin).get(f"{PEOPLE}{cast.ana.pk}/").content.decode()
    put_on_care_team(as_(cast.gil), cast.ana, cast.elin)
    assert browser(cast.elin).get(address).status_code == 200


def test_an_administrator_puts_contact_data_right_and_the_care_team_does_not(cast: Cast) -> None:
    sent = {"legal_name": "Ana Right", "email": "ana@example.com", "phone": "555"}
    assert browser(cast.gil).post(f"{PEOPLE}{cast.ana.pk}/contact", sent).status_code == 302
    assert Contact.objects.get(organisation=cast.harbor, person=cast.ana).legal_name == "Ana Right"
    browser(cast.pia).post(f"{PEOPLE}{cast.ana.pk}/contact", {**sent, "legal_name": "Other"})
    assert Contact.objects.get(organisation=cast.harbor, person=cast.ana).legal_name == "Ana Right"


def _form(cast: Cast, **more: str) -> dict[str, object]:
    return {"once": ticket(), "chosen_name": "Noor", "roles": ["member"], "language": "en", **more}


def test_adding_a_person_twice_with_one_ticket_adds_one_with_level_and_team(cast: Cast) -> None:
    level = Level.objects.get(organisation=cast.harbor)
    sent = _form(cast, level=str(level.pk), carer=str(cast.pia.pk), email="noor@example.org")
    client = browser(cast.elin)
    for _ in range(2):
        assert client.post(f"{PEOPLE}add", sent).status_code == 302
    noor = Person.objects.get(organisation=cast.harbor, chosen_name="Noor")
    assert Enrolment.objects.filter(organisation=cast.harbor, person=noor).count() == 1
    tie = CareTie.objects.get(organisation=cast.harbor, person=noor)
    assert tie.carer == cast.pia and tie.is_owner


def test_a_coordinator_is_not_offered_staff_roles_and_cannot_force_them(cast: Cast) -> None:
    assert 'value="therapist"' in browser(cast.gil).get(f"{PEOPLE}add").content.decode()
    assert 'value="therapist"' not in browser(cast.elin).get(f"{PEOPLE}add").content.decode()
    forced = browser(cast.elin).post(f"{PEOPLE}add", _form(cast) | {"roles": ["administrator"]})
    assert forced.status_code == 200
    assert not Person.objects.filter(organisation=cast.harbor, chosen_name="Noor").exists()


def test_therapists_add_nobody(cast: Cast) -> None:
    assert browser(cast.dev).get(f"{PEOPLE}add").status_code == 403
    assert browser(cast.dev).post(f"{PEOPLE}add", _form(cast)).status_code == 403
    assert not Person.objects.filter(organisation=cast.harbor, chosen_name="Noor").exists()


def test_an_address_that_is_taken_is_said_at_its_field_and_nothing_is_made(cast: Cast) -> None:
    client = browser(cast.gil)
    client.post(f"{PEOPLE}add", _form(cast, email="noor@example.org"))
    answer = client.post(f"{PEOPLE}add", _form(cast, email="noor@example.org", chosen_name="Nora"))
    assert "is here already" in answer.content.decode()
    assert not Person.objects.filter(organisation=cast.harbor, chosen_name="Nora").exists()


def test_the_link_is_shown_once_and_only_after_a_press(cast: Cast) -> None:
    client = browser(cast.gil)
    address = f"{PEOPLE}{cast.ana.pk}/link"
    assert client.get(address).status_code == 302
    assert "http://testserver/harbor-house/accounts/welcome/" in client.post(address).content.decode()
    assert browser(cast.dev).post(address).status_code == 403


def test_the_team_can_be_changed_by_managers_and_only_care_staff_join_it(cast: Cast) -> None:
    address = f"{PEOPLE}{cast.bo.pk}/team"
    assert browser(cast.elin).post(address, {"carer": str(cast.pia.pk)}).status_code == 302
    tie = CareTie.objects.get(organisation=cast.harbor, person=cast.bo, ended_at=None)
    browser(cast.dev).post(f"{PEOPLE}team/{tie.pk}/end")
    assert CareTie.live().filter(organisation=cast.harbor, pk=tie.pk).exists()
    browser(cast.elin).post(f"{PEOPLE}team/{tie.pk}/end")
    assert not CareTie.live().filter(organisation=cast.harbor, pk=tie.pk).exists()
    with pytest.raises(Refused):
        put_on_care_team(as_(cast.gil), cast.bo, cast.gil)
    with pytest.raises(NotHere):
        as_(cast.pia).get(Person, pk=cast.ivo.pk)


def test_a_step_to_another_level_ends_the_one_before(cast: Cast) -> None:
    first = Level.objects.get(organisation=cast.harbor)
    second = Level.objects.create(organisation=cast.harbor, programme=first.programme, kind="outpatient", name="OP")
    client = browser(cast.elin)
    for level in (first, second):
        client.post(f"{PEOPLE}{cast.ana.pk}/enrol", {"level": str(level.pk), "on": "2026-11-20"})
    episodes = Enrolment.objects.filter(organisation=cast.harbor, person=cast.ana)
    assert [(e.level, e.ended_on is None) for e in episodes.order_by("pk")] == [(first, False), (second, True)]
    assert browser(cast.dev).post(f"{PEOPLE}{cast.ana.pk}/enrol").status_code == 403


def test_a_programme_brings_its_levels_once(cast: Cast) -> None:
    sent = {"once": ticket(), "name": "Day programme", "kinds": ["php", "iop"]}
    for _ in range(2):
        assert browser(cast.gil).post("/harbor-house/programmes/", sent).status_code == 302
    programme = Programme.objects.get(organisation=cast.harbor, name="Day programme")
    levels = Level.objects.filter(organisation=cast.harbor, programme=programme)
    assert [(one.name, one.hours_min) for one in levels.order_by("position")] == [("PHP", 20), ("IOP", 9)]
    assert browser(cast.dev).get("/harbor-house/programmes/").status_code == 403


@pytest.mark.parametrize("address", ["", "{}/", "{}/team", "?name=m&mine=on"])
def test_pages_ask_twelve_questions_whatever_the_number_of_people(
    cast: Cast, address: str, django_assert_max_num_queries: object
) -> None:
    client, level = browser(cast.elin), Level.objects.get(organisation=cast.harbor)
    client.get(PEOPLE)
    for more in (0, 30):
        for number in range(more):
            person = Person.objects.create(organisation=cast.harbor, chosen_name=f"M{number}")
            Role.objects.create(organisation=cast.harbor, person=person, role="member")
            Enrolment.objects.create(organisation=cast.harbor, person=person, level=level, began_on="2026-10-01")
            put_on_care_team(as_(cast.gil), person, cast.elin, is_owner=True)
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(PEOPLE + address.format(cast.ana.pk)).status_code == 200
