"""Invitations: for whom, with how much, how long; what a stranger learns from them, which is nothing."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from cairn.arriving.mail import send_link
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.kit.errors import NotHere, Refused
from cairn.kit.ids import new_id
from cairn.kit.once import ticket
from cairn.people.entry import find_entry_link, make_entry_link
from cairn.people.invitations import invite, mail_link, renew_link, revoke_link
from cairn.people.models import Account, Contact, EntryLink, Person, Role
from cairn.trust import journal, worker
from cairn.trust.models import Todo
from tests.cast import Cast, as_, browser

GOOD, OTHER = "three warm stones rest", "the kettle sings early"
HOUSE = "/harbor-house"
YOU = {"chosen_name": "Noor", "language": "en", "email": "noor@example.org"}


@pytest.fixture(autouse=True)
def nothing_tried() -> None:
    cache.clear()


@pytest.fixture
def mail_on(settings: object) -> None:
    """Mail goes out, into the test's own box."""
    settings.MAIL_ON = True  # type: ignore[attr-defined]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]


def _invite(
    cast: Cast, by: Person | None = None, roles: tuple[str, ...] = ("member",), **more: str
) -> tuple[EntryLink, str]:
    return invite(as_(by or cast.elin), roles=roles, pk=new_id(), **more)


def _come(
    token: str, you: dict[str, str] | None = None, password: str = GOOD, place: str = "harbor-house"
) -> tuple[int, Client]:
    client = Client()
    address = f"/{place}/accounts/welcome/{token}"
    if client.get(address).status_code == 302:
        client.post(f"{address}/you", you or YOU)
    return client.post(address, {"password1": password, "password2": password}).status_code, client


def _do_todos() -> None:
    while todo := worker.claim("test"):
        worker.do(todo, "test")


def test_noor_comes_by_an_invitation_names_herself_and_is_in(cast: Cast) -> None:
    _link, token = _invite(cast, name="N., from intake")
    status, client = _come(token)
    assert status == 302 and client.get(f"{HOUSE}/today").status_code == 200
    noor = Person.objects.get(organisation=cast.harbor, chosen_name="Noor")
    assert set(Role.live().filter(organisation=cast.harbor, person=noor).values_list("role", flat=True)) == {"member"}
    assert Contact.objects.get(organisation=cast.harbor, person=noor).email_index, "the address is claimed now"
    assert _come(token)[0] == 404, "it works once"
    assert list(journal.breaks(cast.harbor.pk)) == []


def test_looking_uses_nothing_up_and_leaving_midway_can_be_taken_up_again(cast: Cast) -> None:
    _link, token = _invite(cast)
    address = f"{HOUSE}/accounts/welcome/{token}"
    for _ in range(3):
        assert Client().get(f"{address}/you").status_code == 200
    Client().post(f"{address}/you", {**YOU, "email": "typo@example.org"})
    assert Person.objects.filter(organisation=cast.harbor, chosen_name="Noor").count() == 1
    page = Client().get(address).content.decode()
    assert "typo@example.org" in page and f"{address}/you" in page, "it can be put right"
    Client().post(f"{address}/you", YOU)
    assert Person.objects.filter(organisation=cast.harbor, chosen_name="Noor").count() == 1
    assert Client().post(address, {"password1": GOOD, "password2": GOOD}).status_code == 302
    assert Account.objects.with_email("noor@example.org") and not Account.objects.with_email("typo@example.org")


def test_an_invitation_bound_to_an_address_works_for_that_address_alone(cast: Cast) -> None:
    _link, token = _invite(cast, email="noor@example.org")
    page = Client().get(f"{HOUSE}/accounts/welcome/{token}/you").content.decode()
    assert 'name="email"' not in page and "noor@example.org" not in page
    assert _come(token, {**YOU, "email": "eve@example.org"})[0] == 302
    assert Account.objects.with_email("noor@example.org") and not Account.objects.with_email("eve@example.org")


@pytest.mark.parametrize("way", ["over", "revoked", "renewed"])
def test_an_invitation_ends(cast: Cast, way: str) -> None:
    link, token = _invite(cast)
    assert find_entry_link(cast.harbor.pk, token)
    if way == "over":
        EntryLink.objects.filter(organisation=cast.harbor).update(expires_at=now() - dt.timedelta(seconds=1))
    elif way == "revoked":
        revoke_link(as_(cast.elin), link)
    else:
        assert find_entry_link(cast.harbor.pk, renew_link(as_(cast.elin), link))
    assert _come(token)[0] == 404
    assert not Person.objects.filter(organisation=cast.harbor, chosen_name="Noor").exists()


def test_only_hash_and_seals_are_kept(cast: Cast) -> None:
    _link, token = _invite(cast, name="Noor Hassan", email="noor@example.org")
    kept = str(list(EntryLink.objects.filter(organisation=cast.harbor).values_list()))
    assert token not in kept and "Noor" not in kept and "noor@" not in kept


def test_nobody_invites_above_their_own_authority(cast: Cast) -> None:
    assert _invite(cast, cast.gil, roles=("therapist",))
    for person, roles in ((cast.elin, ("therapist",)), (cast.elin, ("member", "administrator")), (cast.pia, ("member",)),
                          (cast.ana, ("member",))):  # fmt: skip
        with pytest.raises(Refused):
            _invite(cast, person, roles=roles)
    assert EntryLink.objects.filter(organisation=cast.harbor).count() == 1
    client, sent = browser(cast.elin), {"once": ticket(), "language": "en"}
    assert client.post(f"{HOUSE}/people/invitations/new", {**sent, "roles": ["member"]}).status_code == 200
    assert client.post(f"{HOUSE}/people/invitations/new", {**sent, "roles": ["therapist"]}).status_code == 422


def test_an_invitation_never_outlives_the_authority_it_was_made_with(cast: Cast) -> None:
    with wall.within(cast.harbor.pk):
        Role.objects.create(organisation=cast.harbor, person=cast.elin, role="administrator")
    _link, staff = _invite(cast, cast.elin, roles=("therapist",))
    _link, member = _invite(cast, cast.elin)
    assert find_entry_link(cast.harbor.pk, staff)
    Role.live("administrator").filter(organisation=cast.harbor, person=cast.elin).update(ended_at=now())
    with pytest.raises(NotHere):
        find_entry_link(cast.harbor.pk, staff)
    assert find_entry_link(cast.harbor.pk, member), "she still coordinates"
    Person.objects.filter(organisation=cast.harbor, pk=cast.elin.pk).update(left_at=now())
    assert _come(member)[0] == 404


def test_coordinators_do_not_handle_invitations_for_staff(cast: Cast) -> None:
    link, token = _invite(cast, cast.gil, roles=("therapist",))
    mine, _token = _invite(cast, cast.gil)
    assert revoke_link(as_(cast.elin), mine)
    for action in (revoke_link, renew_link):
        with pytest.raises(Refused):
            action(as_(cast.elin), link)
    assert find_entry_link(cast.harbor.pk, token)
    assert browser(cast.ana).post(f"{HOUSE}/people/invitations/{link.pk}/take-back").status_code == 404


def test_whatever_does_not_fit_is_answered_in_the_same_words(cast: Cast) -> None:
    """An address that is somebody's here, one that has an account elsewhere: nobody learns which."""
    ana = Contact.objects.get(organisation=cast.harbor, person=cast.ana)
    ana.email = "ana@example.org"
    Contact.objects.filter(organisation=cast.harbor, pk=ana.pk).update(email_index="x", email_sealed=ana.email_sealed)
    Account.objects.make("elsewhere@example.org", OTHER)
    told = []
    for email in ("ana@example.org", "elsewhere@example.org"):
        _link, token = _invite(cast)
        client, address = Client(), f"{HOUSE}/accounts/welcome/{token}"
        assert client.post(f"{address}/you", {**YOU, "email": email})["Location"] == address
        page = client.post(address, {"password1": GOOD, "password2": GOOD})
        assert page.status_code == 200
        told.append(re.search(r'class="summary".*?</div>', page.content.decode(), re.S).group())  # type: ignore[union-attr]
    assert told[0] == told[1] and "do not fit together" in told[0]
    assert _come(token, {**YOU, "email": "elsewhere@example.org"}, OTHER)[0] == 302, "who has the password comes in"


def test_somebody_of_another_house_comes_in_with_the_account_they_have(cast: Cast) -> None:
    account = Account.objects.make("zuri@example.org", GOOD)
    with wall.within(cast.lantern.pk):
        there = Person.objects.create(organisation=cast.lantern, chosen_name="Zuri", account=account)
    _link, token = _invite(cast, email="zuri@example.org")
    assert _come(token, password=OTHER)[0] == 200
    assert _come(token, password=GOOD)[0] == 302
    with wall.everywhere("the same account in two houses"):
        assert Person.objects.filter(account=account).count() == 2
    account.refresh_from_db()
    assert account.check_password(GOOD) and there.account_id == account.pk


def test_an_invitation_of_one_house_opens_no_other(cast: Cast) -> None:
    _link, token = _invite(cast)
    assert _come(token, place="lantern-bay")[0] == 404
    assert _come(token)[0] == 302


def test_the_same_form_twice_makes_one_invitation(cast: Cast) -> None:
    client, sent = browser(cast.elin), {"once": ticket(), "language": "en", "roles": ["member"], "name": "N."}
    pages = [client.post(f"{HOUSE}/people/invitations/new", sent).content.decode() for _ in range(2)]
    assert EntryLink.objects.filter(organisation=cast.harbor).count() == 1
    assert all('<svg class="qr"' in page and "/accounts/welcome/" in page for page in pages)


def test_an_address_that_is_here_is_said_to_who_manages_people(cast: Cast) -> None:
    _come(_invite(cast, email="noor@example.org")[1])
    with pytest.raises(Refused):
        _invite(cast, email=" NOOR@example.org")


def test_a_second_invitation_to_an_address_ends_the_first(cast: Cast) -> None:
    _link, first = _invite(cast, email="noor@example.org")
    _link, second = _invite(cast, email="noor@example.org")
    with pytest.raises(NotHere):
        find_entry_link(cast.harbor.pk, first)
    assert find_entry_link(cast.harbor.pk, second)


# By mail ------------------------------------------------------------------------------------------------------
def test_a_mail_carries_a_link_and_says_nothing_else(cast: Cast, mail_on: None) -> None:
    client = browser(cast.elin)
    sent = {
        "once": ticket(),
        "language": "es",
        "roles": ["member"],
        "name": "Noor",
        "email": "noor@example.org",
        "way": "mail",
    }
    assert client.post(f"{HOUSE}/people/invitations/new", sent)["Location"] == f"{HOUSE}/people/invitations"
    assert "mail on its way" in client.get(f"{HOUSE}/people/invitations").content.decode()
    _do_todos()
    message = mail.outbox[0]
    assert message.to == ["noor@example.org"] and message.subject == "Un mensaje para ti"
    body = re.sub(r"http\S+", "", str(message.body))
    assert not re.search(r"Noor|Elin|Harbor|group|recover|treat|clinic|therap|grupo|clínica|tratam", body, re.I)
    token = str(message.body).split("/accounts/welcome/")[1].split()[0]
    assert _come(token)[0] == 302
    assert "mailed" not in client.get(f"{HOUSE}/people/invitations").content.decode()


def test_a_mail_that_fails_is_tried_again_and_sent_once(
    cast: Cast, mail_on: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, token = _invite(cast, email="noor@example.org")
    mail_link(as_(cast.elin), link, base_url="http://testserver")
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", lambda self: (_ for _ in ()).throw(OSError("no line")))
        todo = worker.claim("test")
        assert todo is not None and not worker.do(todo, "test")
    assert find_entry_link(cast.harbor.pk, token), "what failed changed nothing"
    Todo.objects.filter(pk=todo.pk).update(due_at=now())
    _do_todos()
    link.refresh_from_db()
    send_link(link)
    assert len(mail.outbox) == 1


def test_without_mail_the_page_says_so_and_offers_link_and_code(cast: Cast) -> None:
    page = browser(cast.elin).get(f"{HOUSE}/people/invitations/new").content.decode()
    assert "nothing can be sent" in page and 'value="mail"' not in page
    link, _token = _invite(cast, email="noor@example.org")
    again = browser(cast.elin).post(f"{HOUSE}/people/invitations/{link.pk}/again", {"way": "mail"})
    assert '<svg class="qr"' in again.content.decode() and not mail.outbox


# The open door ------------------------------------------------------------------------------------------------
def test_the_open_door_answers_everybody_alike_and_lets_guests_reach_open_groups_alone(
    cast: Cast, mail_on: None
) -> None:
    assert Client().get(f"{HOUSE}/door").status_code == 404
    assert browser(cast.gil).post(f"{HOUSE}/set-up/door", {"door": "open"}).status_code == 302
    assert Client().get(f"{HOUSE}/door").status_code == 200
    Contact.objects.filter(organisation=cast.harbor, person=cast.ana).update(email_index="")
    known, fresh = "gila@example.org", "guest@example.org"
    browser(cast.gil).post(f"{HOUSE}/people/{cast.ana.pk}/contact", {"legal_name": "Ana", "email": known, "phone": ""})
    answers = [Client().post(f"{HOUSE}/door", {"email": email}) for email in (known, fresh)]
    strip = [
        re.sub(r"csrf\w*\W+value=\S+|nonce=\S+|\"[A-Za-z0-9]{64}\"", "", answer.content.decode()) for answer in answers
    ]
    assert strip[0] == strip[1] and {answer.status_code for answer in answers} == {200}
    _do_todos()
    to_known, to_guest = (next(str(one.body) for one in mail.outbox if one.to == [email]) for email in (known, fresh))
    assert "/accounts/welcome/" not in to_known and "/accounts/login/" in to_known
    token = to_guest.split("/accounts/welcome/")[1].split()[0]
    status, client = _come(token, {"chosen_name": "Gus", "language": "en"})
    assert status == 302
    cast.steps.kind = "open"
    cast.steps.save(update_fields=["kind"])
    page = client.get(f"{HOUSE}/groups/").content.decode()
    assert "Small steps" in page and "Tuesday group" not in page
    assert client.get(f"{HOUSE}/groups/{cast.steps.pk}/").status_code == 200
    assert client.get(f"{HOUSE}/groups/{cast.tuesday.pk}/").status_code == 404
    assert client.post(f"{HOUSE}/groups/{cast.steps.pk}/ask").status_code == 302
    assert client.get(f"{HOUSE}/today").status_code == 200


def test_the_door_stays_shut_without_mail_and_to_all_but_administrators(cast: Cast, settings: object) -> None:
    browser(cast.gil).post(f"{HOUSE}/set-up/door", {"door": "open"})
    cast.harbor.refresh_from_db()
    assert not cast.harbor.has_open_door
    settings.MAIL_ON = True  # type: ignore[attr-defined]
    assert browser(cast.elin).post(f"{HOUSE}/set-up/door", {"door": "open"}).status_code == 403
    browser(cast.gil).post(f"{HOUSE}/set-up/door", {"door": "open"})
    cast.harbor.refresh_from_db()
    assert cast.harbor.has_open_door


def test_knocking_many_times_sends_few_mails(cast: Cast, mail_on: None) -> None:
    browser(cast.gil).post(f"{HOUSE}/set-up/door", {"door": "open"})
    for _ in range(8):
        assert Client().post(f"{HOUSE}/door", {"email": "guest@example.org"}).status_code == 200
    _do_todos()
    assert len(mail.outbox) == 3


# The list -----------------------------------------------------------------------------------------------------
def test_the_list_says_how_each_stands_and_costs_the_same_for_many(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    client = browser(cast.elin)
    for more in (1, 20):
        for number in range(more):
            _invite(cast, name=f"Somebody {number}")
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            page = client.get(f"{HOUSE}/people/invitations").content.decode()
    assert "Somebody 19" in page
    for pk in EntryLink.objects.filter(organisation=cast.harbor).values_list("pk", flat=True):
        client.post(f"{HOUSE}/people/invitations/{pk}/take-back")
    assert "No open invitations" in client.get(f"{HOUSE}/people/invitations").content.decode()
    assert "taken back" in client.get(f"{HOUSE}/people/invitations?show=all").content.decode()


def test_a_person_without_an_address_says_it_when_they_come(cast: Cast) -> None:
    bo = Person.objects.create(organisation=cast.harbor, chosen_name="Bea")
    Role.objects.create(organisation=cast.harbor, person=bo, role="member")
    token = make_entry_link(as_(cast.elin), bo)
    assert _come(token, {**YOU, "chosen_name": "Bea"})[0] == 302
    assert Account.objects.with_email("noor@example.org")
