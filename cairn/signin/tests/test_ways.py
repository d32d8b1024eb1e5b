"""Ways to sign in: the second step, the door for staff, codes by mail, and answers that tell nobody anything."""

import datetime as dt
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from cairn.kit import mail, wall
from cairn.kit.clock import now
from cairn.notices.models import Notice
from cairn.people.entry import make_entry_link
from cairn.people.models import Account, Contact, Person
from cairn.signin.forms import SetPassword, SignIn
from cairn.signin.letters import send_waiting
from cairn.signin.models import Letter, Session
from cairn.signin.sealing import unseal
from cairn.signin.sessions import identify
from cairn.trust import journal
from tests.addresses import filled, patterns
from tests.cast import Cast, as_, browser

GOOD, OTHER = "three warm stones rest", "the kettle sings early"
HOUSE = "/harbor-house"
LOGIN, TODAY, DEVICES = f"{HOUSE}/accounts/login/", f"{HOUSE}/today", f"{HOUSE}/me/sign-in"
APP, CONFIRM = f"{HOUSE}/accounts/app/", f"{HOUSE}/accounts/confirm/"
ASK, TYPE = f"{HOUSE}/accounts/login/code", f"{HOUSE}/accounts/login/code/type"
In = Callable[..., Client]
# What staff without a second step may open: the page to add one, help, and the ways out.
FREE = {
    "signin:begin", "signin:here", "mfa_add_webauthn", "mfa_activate_totp", "account_reauthenticate", "account_login",
    "account_logout", "mfa_login_webauthn", "account_request_login_code", "account_confirm_login_code",
    "mfa_authenticate", "entry", "entry_you", "owner", "home:leave", "home:enter", "safety:support", "support",
    "meetings:feed", "kiosk:door", "kiosk:picture", "kiosk:begin", "language", "welcome", "arriving:notice", "arriving:door",
    "health", "ready", "robots", "favicon", "service_worker", "manifest", "home:kept",
}  # fmt: skip


@pytest.fixture
def by_mail(settings: Any) -> Iterator[None]:
    """An installation that can send mail."""
    settings.MAIL_URL = "smtp://127.0.0.1"
    yield


def _without_second_step(person: Person) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=person.account_id or 0))
    return client


def _code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1])))


def _add_app(client: Client) -> str:
    page = client.get(APP).content.decode()
    secret = re.findall(r'class="secret">([A-Z2-7]+)<', page)[0]
    answer = client.post(APP, {"code": _code_of(secret)})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return str(secret)


# The door for staff -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["pia", "dev", "elin", "gil", "hana"])
def test_staff_reach_nothing_before_a_second_step(cast: Cast, who: str) -> None:
    person = cast.everyone()[who]
    assert browser(person).get(TODAY).status_code == 200, "with one they do"
    client = _without_second_step(person)
    for name, route, pattern in patterns():
        if name in FREE or not hasattr(pattern.callback, "needs_sign_in"):
            continue
        address = f"{HOUSE}/{filled(route, cast.room.pk)}"
        answer = client.get(address)
        assert answer.status_code == 302 and answer["Location"] == f"{DEVICES}/begin", name
        if who == "pia":
            assert client.post(address).status_code == 403, name
            assert client.get(address, headers={"HX-Request": "true"}).status_code == 403, name
    assert client.get(f"{HOUSE}/support").status_code == 200
    assert (
        identify(f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}", "harbor-house")
        is None
    )
    client = browser(person)
    assert identify(
        f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}", "harbor-house"
    )


def test_every_view_behind_the_door_is_known_to_it() -> None:
    for name, _route, pattern in patterns():
        guarded = hasattr(pattern.callback, "needs_sign_in")
        assert guarded or name in FREE | {"mfa_view_recovery_codes", "account_change_password"}, (
            f"{name} is no page of the door"
        )


def test_members_need_no_second_step(cast: Cast) -> None:
    assert _without_second_step(cast.ana).get(TODAY).status_code == 200


def test_an_app_opens_the_door_and_its_seed_is_sealed(cast: Cast) -> None:
    client = _without_second_step(cast.dev)
    assert client.get(f"{HOUSE}/people/").status_code == 302
    secret = _add_app(client)
    assert client.get(f"{HOUSE}/people/").status_code == 200
    kept = {one.type: one.data for one in Authenticator.objects.filter(user_id=cast.dev.account_id or 0)}
    assert secret not in str(kept) and unseal(kept["totp"]["secret"], "authenticator") == secret
    assert kept["recovery_codes"]["seed"].startswith("s1:")
    with wall.within(cast.harbor.pk):
        assert Notice.objects.filter(organisation=cast.harbor, person=cast.dev, kind="sign_in").exists()
    assert list(journal.breaks(cast.harbor.pk)) == []


def test_the_second_step_is_asked_and_a_recovery_code_opens_once(cast: Cast, signs_in: In) -> None:
    client = signs_in(cast.ana)
    _add_app(client)
    codes = re.findall(r"<code>(\d{8})</code>", client.get(f"{HOUSE}/accounts/recovery/").content.decode())
    assert len(codes) == 10
    again = client.get(f"{HOUSE}/accounts/recovery/").content.decode()
    assert not re.findall(r"<code>\d{8}</code>", again) and "10 codes are left" in again
    for code, status in ((codes[0], 302), (codes[0], 200), ("00000000", 200)):
        fresh = Client()
        answer = fresh.post(LOGIN, {"login": "ana@example.org", "password": GOOD})
        assert answer["Location"] == f"{HOUSE}/accounts/login/second"
        assert fresh.get(TODAY).status_code == 302, "half a sign-in is none"
        assert fresh.post(answer["Location"], {"code": code}).status_code == status
        assert fresh.get(TODAY).status_code == (200 if status == 302 else 302)


def test_staff_cannot_take_their_last_second_step_away(cast: Cast) -> None:
    client = _without_second_step(cast.dev)
    _add_app(client)
    assert client.post(f"{HOUSE}/accounts/app/remove/").status_code == 403
    assert Authenticator.objects.filter(user_id=cast.dev.account_id or 0, type="totp").exists()
    member = _without_second_step(cast.ana)
    _add_app(member)
    assert member.post(f"{HOUSE}/accounts/app/remove/").status_code == 302
    assert not Authenticator.objects.filter(user_id=cast.ana.account_id or 0).exists()


def test_nobody_touches_the_passkey_of_somebody_else(cast: Cast) -> None:
    one = Authenticator.objects.create(user=cast.ana.account, type="webauthn", data={"name": "x", "credential": {}})
    for path in (f"{HOUSE}/accounts/passkeys/{one.pk}/", f"{HOUSE}/accounts/passkeys/{one.pk}/remove/"):
        assert browser(cast.bo).post(path, {"name": "mine now"}).status_code == 404
    one.refresh_from_db()
    assert one.data["name"] == "x"
    assert browser(cast.ana).post(f"{HOUSE}/accounts/passkeys/{one.pk}/", {"name": "My phone"}).status_code == 302
    one.refresh_from_db()
    assert unseal(one.data["name"], "passkey name") == "My phone"


@pytest.mark.parametrize(
    "credential",
    ["", "no json", "[]", "{}", "0", "0.0", "false", "1", '"x"', "[1]", '{"id": 1}', '{"response": null}',
     '{"response": {"userHandle": "!"}}'],
)  # fmt: skip
def test_a_made_up_passkey_opens_nothing_and_breaks_nothing(cast: Cast, credential: str) -> None:
    client = Client()
    assert "challenge" in client.get(f"{HOUSE}/accounts/login/passkey").json()["publicKey"]
    answer = client.post(f"{HOUSE}/accounts/login/passkey", {"credential": credential})
    assert answer.status_code == 302 and answer["Location"] == LOGIN
    own = browser(cast.ana)
    assert own.get(f"{HOUSE}/accounts/passkeys/add/").status_code == 200
    sent = {"name": "x", "credential": credential}
    assert own.post(f"{HOUSE}/accounts/passkeys/add/", sent).status_code == 422
    assert not Authenticator.objects.exists()


# Is it still you? -------------------------------------------------------------------------------------------
def test_changes_that_matter_ask_again_after_ten_minutes(cast: Cast, signs_in: In) -> None:
    client = signs_in(cast.ana)
    assert client.get(APP).status_code == 200, "just signed in"
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 601}]
    session.save()
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.get(APP)["Location"] == f"{CONFIRM}?next={APP.replace('/', '%2F')}"
    assert client.post(f"{DEVICES}/everywhere")["Location"].startswith(CONFIRM)
    assert client.post(CONFIRM, {"password": OTHER, "next": APP}).status_code == 422
    assert client.get(APP).status_code == 302
    assert client.post(CONFIRM, {"password": GOOD, "next": APP})["Location"] == APP
    assert client.get(APP).status_code == 200
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before, "and the session has a new key"


def test_where_there_is_a_second_step_the_password_alone_confirms_nothing(cast: Cast, signs_in: In) -> None:
    client = signs_in(cast.ana)
    _add_app(client)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - 601}]
    session.save()
    assert client.post(CONFIRM, {"password": GOOD}).status_code == 422
    assert client.get(f"{HOUSE}/accounts/passkeys/add/").status_code == 302


@pytest.mark.parametrize(
    "where",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "https:evil.example", "\\\\evil.example"],
)
def test_next_leads_to_no_other_site(cast: Cast, signs_in: In, where: str) -> None:
    client = signs_in(cast.ana)
    assert client.get(CONFIRM, {"next": TODAY})["Location"] == TODAY
    assert client.get(CONFIRM, {"next": where})["Location"] == DEVICES
    sent = {"login": "ana@example.org", "password": GOOD, "next": where}
    assert Client().post(LOGIN, sent)["Location"] == TODAY
    assert client.post(f"{HOUSE}/language", {"language": "es", "next": where})["Location"] == f"{HOUSE}/"


# Lost everything --------------------------------------------------------------------------------------------
def test_a_link_from_staff_ends_every_old_way_and_tells_the_person(cast: Cast, signs_in: In) -> None:
    client = signs_in(cast.ana)
    _add_app(client)
    contact = Contact.objects.get(organisation=cast.harbor, person=cast.ana)
    contact.email = "ana@example.org"
    contact.save()
    token = make_entry_link(as_(cast.gil), cast.ana)
    assert client.get(TODAY).status_code == 200, "a link alone ends nothing"
    fresh = Client()
    answer = fresh.post(f"{HOUSE}/accounts/welcome/{token}", {"password1": OTHER, "password2": OTHER})
    assert answer.status_code == 302 and fresh.get(TODAY).status_code == 200
    assert client.get(TODAY).status_code == 302
    assert not Authenticator.objects.filter(user_id=cast.ana.account_id or 0).exists()
    with wall.within(cast.harbor.pk):
        assert Notice.objects.filter(organisation=cast.harbor, person=cast.ana, kind="sign_in").count() > 0


# Codes by mail ----------------------------------------------------------------------------------------------
def _asked(email: str) -> tuple[Client, str]:
    client = Client()
    page = client.get(ASK)
    assert page.status_code == 200
    answer = client.post(ASK, {"email": email})
    assert answer.status_code == 302
    return client, answer["Location"]


def test_without_mail_there_is_no_code_to_ask_for(cast: Cast) -> None:
    assert Client().get(ASK).status_code == 404
    assert "login/code" not in Client().get(LOGIN).content.decode()


def test_a_code_lets_in_once_and_only_the_browser_that_asked(
    cast: Cast, by_mail: None, mailoutbox: list[EmailMessage]
) -> None:
    client, where = _asked("ANA@example.org ")
    assert send_waiting() == 1 and mailoutbox[0].to == ["ANA@example.org"]
    code = re.findall(r"\b\w{4}-\w{4}\b", str(mailoutbox[0].body))[0]
    row = Session.objects.get(account=None)
    assert code not in row.session_data and "ana@" not in row.session_data.lower()
    assert Client().post(where, {"code": code})["Location"] == LOGIN, "another browser has asked for nothing"
    assert client.post(where, {"code": "AAAA-AAAA"}).status_code == 422
    assert client.post(where, {"code": code}).status_code == 302
    assert client.get(TODAY).status_code == 200
    with wall.within(cast.harbor.pk):
        assert not Letter.objects.filter(organisation=cast.harbor).exists(), "nothing of it is kept"


def test_three_wrong_codes_end_the_try(cast: Cast, by_mail: None, mailoutbox: list[EmailMessage]) -> None:
    client, where = _asked("ana@example.org")
    send_waiting()
    code = re.findall(r"\b\w{4}-\w{4}\b", str(mailoutbox[0].body))[0]
    for _ in range(3):
        client.post(where, {"code": "AAAA-AAAA"})
    client.post(where, {"code": code})
    assert client.get(TODAY).status_code == 302


@pytest.mark.parametrize("email", ["nobody@example.org", "zoe@example.org"])
def test_who_is_nobody_here_gets_the_same_answer_and_no_letter(
    cast: Cast, by_mail: None, mailoutbox: list[EmailMessage], email: str
) -> None:
    once = re.compile(r'nonce="[^"]+"|csrfmiddlewaretoken" value="[^"]+"')
    pages = []
    for address in ("ana@example.org", email):
        client, where = _asked(address)
        wrong = client.post(where, {"code": "AAAA-AAAA"})
        pages.append(
            (
                where,
                wrong.status_code,
                once.sub("", client.get(where).content.decode()),
                once.sub("", wrong.content.decode()),
            )
        )
        with wall.within(cast.harbor.pk):
            assert Letter.objects.filter(organisation=cast.harbor).count() == 1, "as much is written"
            assert send_waiting() == (1 if address.startswith("ana") else 0)
    assert pages[0] == pages[1]


def test_known_and_unknown_addresses_cost_the_same_work(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []

    def counted(name: str) -> Callable[..., Any]:
        real = getattr(Argon2PasswordHasher, name)

        def count(self: Argon2PasswordHasher, *given: Any) -> Any:
            hashed.append(name)
            return real(self, *given)

        return count

    for name in ("encode", "verify"):
        monkeypatch.setattr(Argon2PasswordHasher, name, counted(name))
    account = Account.objects.get(pk=cast.ana.account_id or 0)
    account.set_password(GOOD)
    account.save()
    costs = []
    for address in ("ana@example.org", "bo@example.org", "nobody@example.org"):  # a password, none, nobody
        hashed.clear()
        Client().post(LOGIN, {"login": address, "password": OTHER})
        costs.append(len(hashed))
    assert costs == [1, 1, 1]


def test_tries_are_limited_by_address_and_by_network(cast: Cast, by_mail: None) -> None:
    answers = [Client().post(ASK, {"email": "ana@example.org"}) for _ in range(4)]
    assert [one.status_code for one in answers] == [302, 302, 302, 429]
    assert answers[3]["Retry-After"] == "300" and "wait a little" in answers[3].content.decode()
    unknown = [Client().post(ASK, {"email": "nobody@example.org"}).status_code for _ in range(4)]
    assert unknown == [302, 302, 302, 429], "no difference there either"
    tried = [Client().post(LOGIN, {"login": f"a{n}@example.org", "password": OTHER}).status_code for n in range(31)]
    assert tried[0] == 200 and tried[-1] == 429
    elsewhere = Client(REMOTE_ADDR="203.0.113.9").post(LOGIN, {"login": "b@example.org", "password": OTHER})
    assert elsewhere.status_code == 200, "another network is not punished"


def test_no_name_of_the_library_leads_nowhere() -> None:
    for name in (
        "account_login",
        "account_reauthenticate",
        "mfa_authenticate",
        "mfa_add_webauthn",
        "mfa_activate_totp",
    ):
        assert reverse(name)


def test_letters_are_sent_again_after_a_mail_server_was_away(
    cast: Cast, by_mail: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _asked("ana@example.org")

    def away(self: EmailMessage, fail_silently: bool = False) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", away)
        assert send_waiting() == 0
    assert send_waiting() == 1


@pytest.mark.parametrize("url", ["gopher://x", "smtp://", "mail.example.org"])
def test_a_mail_address_that_makes_no_sense_is_said_at_the_start(url: str) -> None:
    assert mail.settings_of("smtps://u:p%40ss@mail.example.org")["EMAIL_HOST_PASSWORD"] == "p@ss"
    with pytest.raises(ValueError, match="CAIRN_MAIL_URL"):
        mail.settings_of(url)


def test_a_code_by_mail_ends_after_ten_minutes(cast: Cast, by_mail: None, mailoutbox: list[EmailMessage]) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        client, where = _asked("ana@example.org")
        send_waiting()
        code = re.findall(r"\b\w{4}-\w{4}\b", str(mailoutbox[0].body))[0]
        clock.shift(dt.timedelta(minutes=10, seconds=1))
        assert client.post(where, {"code": code})["Location"] == ASK
        assert client.get(TODAY).status_code == 302


# Passwords --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("password", "fits"),
    [("Ünïcödé Wörter 🌱", True), ("x y" * 40, True), ("  blanks at both ends  ", True), ("billy bob and a hen", True),
     ("123456789012345", False), ("elevenchars", False), ("qwerty123456", False), ("1q2w3e4r5t6y", False)],
)  # fmt: skip
def test_what_a_password_may_be(cast: Cast, signs_in: In, password: str, fits: bool) -> None:
    client = signs_in(cast.ana)
    sent = {"oldpassword": GOOD, "password1": password, "password2": password}
    changed = client.post(f"{HOUSE}/accounts/password/change/", sent).status_code == 302
    assert changed == fits
    account = Account.objects.get(pk=cast.ana.account_id or 0)
    assert account.check_password(password) == fits
    if fits:
        assert not account.check_password(password.strip().lower() + "x")


def test_password_fields_hide_and_let_helpers_help() -> None:
    with wall.everywhere("a page without an organisation's rows"):
        form = str(SignIn()) + str(SetPassword())
    fields = re.findall(r"<input[^>]*(?:password)[^>]*>", form)
    assert len(fields) == 3 and all('type="password"' in field for field in fields)
    assert "current-password" in form and form.count("new-password") == 2
    assert "onpaste" not in form and 'autocomplete="off"' not in form and "maxlength" not in fields[0]


def test_no_address_carries_what_was_typed(cast: Cast, by_mail: None) -> None:
    for page in (LOGIN, ASK):
        html = Client().get(page).content.decode()
        forms = re.findall(r"<form[^>]*>", html)
        assert forms and all('method="post"' in form for form in forms)
    _client, where = _asked("ana@example.org")
    assert "ana" not in where
