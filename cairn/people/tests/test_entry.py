"""The doors: one-time links, signing in and out."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.notices.models import Notice
from cairn.people.actions import welcome_person
from cairn.people.entry import find_entry_link, make_entry_link, use_entry_link
from cairn.people.models import Account, EntryLink, Person
from cairn.trust import journal
from cairn.trust.viewer import Viewer
from tests.cast import Cast, as_

GOOD = "three warm stones rest"
OTHER = "the kettle sings early"
LOGIN = "/harbor-house/accounts/login/"


@pytest.fixture(autouse=True)
def nothing_tried() -> None:
    """Tries at passwords are counted; each test begins at none."""
    cache.clear()


def _new(cast: Cast, email: str = "noor@example.org", by: Person | None = None, name: str = "Noor") -> Person:
    return welcome_person(as_(by or cast.gil), chosen_name=name, roles=("member",), email=email)


def _come_in(token: str, password: str = GOOD, place: str = "harbor-house") -> tuple[int, Client]:
    client = Client()
    sent = {"password1": password, "password2": password}
    return client.post(f"/{place}/accounts/welcome/{token}", sent).status_code, client


# The link ---------------------------------------------------------------------------------------------------
def test_a_link_sets_a_password_signs_in_and_works_once(cast: Cast) -> None:
    token = make_entry_link(as_(cast.gil), _new(cast))
    status, client = _come_in(token)
    assert status == 302 and client.get("/harbor-house/today").status_code == 200
    assert _come_in(token)[0] == 404
    assert Client().post(LOGIN, {"login": "noor@example.org", "password": GOOD}).status_code == 302
    assert list(journal.breaks(cast.harbor.pk)) == []


def test_a_link_leads_to_a_passkey_without_any_password(cast: Cast) -> None:
    token = make_entry_link(as_(cast.gil), _new(cast))
    client = Client()
    answer = client.post(f"/harbor-house/accounts/welcome/{token}", {"passkey": "yes"})
    assert answer["Location"].endswith("/accounts/passkeys/add/")
    assert client.get(answer["Location"]).status_code == 200
    account = Account.objects.with_email("noor@example.org")
    assert account is not None and not account.has_usable_password()
    assert _come_in(token)[0] == 404


def test_a_link_opens_no_account_that_stands_without_its_password(cast: Cast) -> None:
    Account.objects.make("noor@example.org", OTHER)
    token = make_entry_link(as_(cast.gil), _new(cast))
    client = Client()
    page = client.post(f"/harbor-house/accounts/welcome/{token}", {"passkey": "yes"})
    assert "do not fit together" in page.content.decode()
    assert client.get("/harbor-house/today").status_code == 302
    again = make_entry_link(as_(cast.gil), cast.ana)
    assert Client().post(f"/harbor-house/accounts/welcome/{again}", {"passkey": "yes"}).status_code == 200
    assert find_entry_link(cast.harbor.pk, again), "nothing is used up"


def test_looking_at_a_link_uses_nothing_up(cast: Cast) -> None:
    token = make_entry_link(as_(cast.gil), _new(cast))
    for _ in range(3):
        page = Client().get(f"/harbor-house/accounts/welcome/{token}")
        assert page.status_code == 200 and "Welcome, Noor" in page.content.decode()
    assert not Account.objects.with_email("noor@example.org")
    assert _come_in(token)[0] == 302


def test_a_link_ends_after_72_hours(cast: Cast) -> None:
    token = make_entry_link(as_(cast.gil), _new(cast))
    assert find_entry_link(cast.harbor.pk, token)
    EntryLink.objects.filter(organisation=cast.harbor).update(expires_at=now() - dt.timedelta(seconds=1))
    assert _come_in(token)[0] == 404
    assert not Account.objects.with_email("noor@example.org")


def test_a_new_link_ends_the_one_before(cast: Cast) -> None:
    noor = _new(cast)
    first, second = (make_entry_link(as_(cast.gil), noor) for _ in range(2))
    assert _come_in(first)[0] == 404
    assert _come_in(second)[0] == 302


def test_only_the_hash_of_a_link_is_kept(cast: Cast) -> None:
    token = make_entry_link(as_(cast.gil), _new(cast))
    assert token not in str(EntryLink.objects.filter(organisation=cast.harbor).values_list())


def test_a_link_of_one_organisation_opens_no_other(cast: Cast) -> None:
    token = make_entry_link(as_(cast.gil), _new(cast))
    assert _come_in(token, place="lantern-bay")[0] == 404
    assert _come_in(token)[0] == 302


def test_a_weak_or_mistyped_password_is_asked_again_and_uses_nothing_up(cast: Cast) -> None:
    token = make_entry_link(as_(cast.gil), _new(cast))
    assert _come_in(token, "short")[0] == 200
    mistyped = Client().post(f"/harbor-house/accounts/welcome/{token}", {"password1": GOOD, "password2": OTHER})
    assert "not the same" in mistyped.content.decode()
    assert _come_in(token)[0] == 302


def test_somebody_who_left_comes_in_by_no_link(cast: Cast) -> None:
    noor = _new(cast)
    token = make_entry_link(as_(cast.gil), noor)
    Person.objects.filter(organisation=cast.harbor, pk=noor.pk).update(left_at=now())
    assert _come_in(token)[0] == 404


def test_who_has_no_address_yet_says_it_before_choosing_a_password(cast: Cast) -> None:
    noor = _new(cast, email="")
    link = find_entry_link(cast.harbor.pk, token := make_entry_link(as_(cast.gil), noor))
    with pytest.raises(Refused):
        use_entry_link(Viewer.of(noor), link, password=GOOD)
    assert Client().get(f"/harbor-house/accounts/welcome/{token}")["Location"].endswith("/you")
    assert make_entry_link(as_(cast.gil), _new(cast, name="Noor B"))


def test_coordinators_let_members_in_and_only_administrators_let_staff_in(cast: Cast) -> None:
    assert make_entry_link(as_(cast.elin), _new(cast, by=cast.elin))
    for staff in (cast.gil, cast.hana, cast.dev):
        with pytest.raises(Refused):
            make_entry_link(as_(cast.elin), staff)
    assert make_entry_link(as_(cast.gil), cast.dev)
    with pytest.raises(NotHere):
        make_entry_link(as_(cast.ivo), cast.ana)
    with pytest.raises(Refused):
        make_entry_link(as_(cast.pia), cast.ana)


def test_coordinators_cannot_appoint_staff(cast: Cast) -> None:
    assert welcome_person(as_(cast.gil), chosen_name="Kim", roles=("therapist",))
    with pytest.raises(Refused):
        welcome_person(as_(cast.elin), chosen_name="Kit", roles=("administrator",))
    assert not Person.objects.filter(organisation=cast.harbor, chosen_name="Kit").exists()


def test_a_new_link_for_somebody_with_a_password_is_told_to_them(cast: Cast) -> None:
    _come_in(make_entry_link(as_(cast.gil), _new(cast)))
    noor = Person.objects.get(organisation=cast.harbor, chosen_name="Noor")
    assert not Notice.objects.filter(organisation=cast.harbor, person=noor).exists()
    token = make_entry_link(as_(cast.gil), noor)
    assert Notice.objects.filter(organisation=cast.harbor, person=noor, kind="link").count() == 1
    assert _come_in(token, OTHER)[0] == 302
    assert Client().post(LOGIN, {"login": "noor@example.org", "password": GOOD}).status_code == 200, (
        "the old one is over"
    )


def test_a_manager_of_one_organisation_never_opens_the_door_to_another(cast: Cast) -> None:
    with wall.within(cast.lantern.pk):
        zara = Person.objects.get(organisation=cast.lantern, chosen_name="Zara")
    there = welcome_person(as_(zara), chosen_name="Noor", roles=("member",), email="noor@example.org")
    assert _come_in(make_entry_link(as_(zara), there), place="lantern-bay")[0] == 302
    here = _new(cast)
    token = make_entry_link(as_(cast.gil), here)
    status, client = _come_in(token, OTHER)
    assert status == 200, "somebody else's password is asked for"
    assert client.get("/harbor-house/today").status_code == 302
    with wall.within(cast.lantern.pk):
        account = Person.objects.get(organisation=cast.lantern, pk=there.pk).account_id or 0
    assert Account.objects.get(pk=account).check_password(GOOD)
    assert _come_in(token, GOOD)[0] == 302, "a wrong try uses nothing up"
    with wall.everywhere("this person is in both"):
        both = Person.objects.filter(chosen_name="Noor").values_list("account", flat=True)
        assert len(set(both)) == 1 and len(both) == 2
    again = make_entry_link(as_(cast.gil), here)
    assert _come_in(again, OTHER)[0] == 200, "nor can it be set anew from here"


def test_two_people_here_cannot_have_one_address(cast: Cast) -> None:
    _new(cast)
    with pytest.raises(Refused):
        _new(cast, email=" NOOR@example.org", name="Nora")
    assert not Person.objects.filter(organisation=cast.harbor, chosen_name="Nora").exists()


def test_nobody_uses_the_link_of_somebody_else(cast: Cast) -> None:
    noor = _new(cast)
    link = find_entry_link(cast.harbor.pk, make_entry_link(as_(cast.gil), noor))
    with pytest.raises(NotHere):
        use_entry_link(as_(cast.ivo), link, password=GOOD)
    assert use_entry_link(Viewer.of(noor), link, password=GOOD)


def test_tries_at_a_link_are_counted(cast: Cast) -> None:
    token = make_entry_link(as_(cast.gil), _new(cast))
    codes = [_come_in(token, "short")[0] for _ in range(12)]
    assert codes[:10] == [200] * 10 and codes[-1] == 429
    assert _come_in(token)[0] == 429


# Signing in and out -----------------------------------------------------------------------------------------
def _with_password(person: Person) -> None:
    account = Account.objects.get(pk=person.account_id or 0)
    account.set_password(GOOD)
    account.save()


def test_wrong_password_and_unknown_address_are_answered_alike(cast: Cast) -> None:
    _with_password(cast.ana)
    assert Client().post(LOGIN, {"login": "ana@example.org", "password": GOOD}).status_code == 302
    known, unknown = (
        Client().post(LOGIN, {"login": address, "password": OTHER}).content.decode().replace(address, "")
        for address in ("ana@example.org", "who@example.org")
    )
    assert "do not fit together" in known
    once = re.compile(r'nonce="[^"]+"|csrfmiddlewaretoken" value="[^"]+"')
    assert once.sub("", known) == once.sub("", unknown)


def test_many_wrong_tries_are_slowed_down(cast: Cast) -> None:
    _with_password(cast.ana)
    for _ in range(6):
        answer = Client().post(LOGIN, {"login": "ana@example.org", "password": OTHER})
    assert "wait five minutes" in answer.content.decode()
    late = Client().post(LOGIN, {"login": "ana@example.org", "password": GOOD})
    assert late.status_code == 429, "also the right one waits"
    assert late["Retry-After"] == "300"


def test_somebody_of_another_organisation_is_told_so_and_not_sent_in_circles(cast: Cast) -> None:
    client = Client()
    client.force_login(Account.objects.get(pk=cast.zoe.account_id or 0))
    answer = client.get("/harbor-house/today", follow=True)
    assert answer.status_code == 403 and "signed in somewhere else" in answer.content.decode()
    assert client.get("/lantern-bay/today").status_code == 200


def test_signing_out_asks_first_and_then_ends_the_session(cast: Cast) -> None:
    client = Client()
    client.force_login(Account.objects.get(pk=cast.ana.account_id or 0))
    assert client.get("/harbor-house/accounts/logout/").status_code == 200
    assert client.get("/harbor-house/today").status_code == 200
    client.post("/harbor-house/accounts/logout/")
    assert client.get("/harbor-house/today").status_code == 302


def test_a_new_password_keeps_this_session_and_ends_the_others(cast: Cast) -> None:
    _with_password(cast.ana)
    here, there = Client(), Client()
    for client in (here, there):
        client.post(LOGIN, {"login": "ana@example.org", "password": GOOD})
    new = {"oldpassword": GOOD, "password1": OTHER, "password2": OTHER}
    assert here.post("/harbor-house/accounts/password/change/", {**new, "oldpassword": OTHER}).status_code == 200
    assert there.get("/harbor-house/today").status_code == 200
    assert here.post("/harbor-house/accounts/password/change/", new)["Location"] == "/harbor-house/me/sign-in"
    assert here.get("/harbor-house/today").status_code == 200
    assert there.get("/harbor-house/today").status_code == 302


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "password/reset/", "password/set/", "reauthenticate/", "confirm-email/", "2fa/", ""]
)
def test_pages_of_the_library_that_do_not_work_yet_have_no_address(cast: Cast, path: str) -> None:
    client = Client()
    client.force_login(Account.objects.get(pk=cast.ana.account_id or 0))
    assert client.get("/harbor-house/accounts/logout/").status_code == 200
    assert client.get(f"/harbor-house/accounts/{path}").status_code == 404


def test_no_name_leads_to_a_page_that_does_not_work_yet() -> None:
    assert reverse("account_login")
    for name in ("account_signup", "account_email", "account_reset_password", "mfa_index", "mfa_trust"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


@pytest.mark.parametrize("path", ["login/", "logout/", "password/change/", "welcome/x"])
def test_nobody_signs_in_to_nowhere(cast: Cast, path: str) -> None:
    assert Client().get(f"/harbor-house/accounts/{path}").status_code in {200, 302, 404}
    assert Client().get(f"/accounts/{path}").status_code == 404
