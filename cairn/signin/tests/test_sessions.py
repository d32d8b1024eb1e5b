"""Sessions: sealed, listed, ended; idle and absolute limits; what was typed is given back."""

import base64
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.test import Client

from cairn.kit import wall
from cairn.kit.clock import now
from cairn.people.models import Role
from cairn.signin.models import Kept, Session
from cairn.signin.sealing import NotOurs, digest_of, seal, unseal
from cairn.signin.sessions import identify, still_signed_in
from tests.cast import Cast, as_, browser

TODAY = "/harbor-house/today"
DEVICES = "/harbor-house/me/sign-in"
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Mobile Safari/537.36"
In = Callable[..., Client]


def _cookie(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _row(client: Client) -> Session:
    return Session.objects.get(pk=digest_of(_cookie(client)))


def test_a_copy_of_the_database_signs_nobody_in(cast: Cast, signs_in: In) -> None:
    client = signs_in(cast.ana)
    assert client.get(TODAY).status_code == 200
    row = _row(client)
    assert row.account_id == cast.ana.account_id
    assert _cookie(client) not in (row.pk, row.session_data)
    copied = Client()
    copied.cookies[settings.SESSION_COOKIE_NAME] = row.pk
    assert copied.get(TODAY).status_code == 302
    opened = base64.b64decode(row.session_data.removeprefix("s1:"))
    assert SESSION_KEY.encode() not in opened and str(cast.ana.account_id).encode() not in opened


def test_a_sealed_value_opens_only_where_it_belongs() -> None:
    sealed = seal("a seed", "authenticator")
    assert unseal(sealed, "authenticator") == "a seed"
    for wrong in (sealed[:-6] + "AAAAAA", "s1:!!", "a seed"):
        with pytest.raises(NotOurs):
            unseal(wrong, "authenticator")
    with pytest.raises(NotOurs):
        unseal(sealed, "session")


def test_a_sign_in_begins_a_new_session(cast: Cast, signs_in: In) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "chosen-by-somebody-else-0000000000"
    from_elsewhere = client.get("/harbor-house/accounts/login/")
    assert from_elsewhere.status_code == 200
    first, second = signs_in(cast.ana), signs_in(cast.ana)
    assert _cookie(first) != _cookie(second) and len(_cookie(first)) == 32


def test_my_sessions_are_listed_in_plain_words_and_one_can_be_ended(cast: Cast, signs_in: In) -> None:
    here, there = signs_in(cast.ana), signs_in(cast.ana, agent=ANDROID)
    for client in (here, there):
        client.get(TODAY)
    page = here.get(DEVICES).content.decode()
    assert "Chrome on Android" in page and "this one" in page and "156" not in page
    assert here.post(f"{DEVICES}/there", {"place": _row(there).pk}).status_code == 302
    assert there.get(TODAY).status_code == 302
    assert here.get(TODAY).status_code == 200


def test_nobody_ends_the_session_of_somebody_else(cast: Cast, signs_in: In) -> None:
    ana, bo = signs_in(cast.ana), signs_in(cast.bo)
    assert ana.post(f"{DEVICES}/there", {"place": _row(bo).pk}).status_code == 404
    assert bo.get(TODAY).status_code == 200
    assert _row(bo).pk not in ana.get(DEVICES).content.decode()


def test_signing_out_everywhere_keeps_this_place_alone(cast: Cast, signs_in: In) -> None:
    here, there = signs_in(cast.ana), signs_in(cast.ana)
    with wall.within(cast.harbor.pk):
        page = (digest_of(_cookie(there)), cast.ana.pk)
        assert still_signed_in({page}) == {page}
        assert here.post(f"{DEVICES}/everywhere").status_code == 302
        assert still_signed_in({page}) == set()
    assert there.get(TODAY).status_code == 302 and here.get(TODAY).status_code == 200


def test_signing_out_ends_the_session_at_the_server_and_empties_the_browser(cast: Cast, signs_in: In) -> None:
    client = signs_in(cast.ana)
    cookie = _cookie(client)
    answer = client.post("/harbor-house/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert stolen.get(TODAY).status_code == 302
    assert not Session.objects.filter(pk=digest_of(cookie)).exists()


def test_a_closed_account_is_out_at_once(cast: Cast, signs_in: In) -> None:
    client = signs_in(cast.ana)
    assert client.get(TODAY).status_code == 200
    cast.ana.account.is_active = False  # type: ignore[union-attr]
    cast.ana.account.save()  # type: ignore[union-attr]
    assert client.get(TODAY).status_code == 302
    assert identify(f"{settings.SESSION_COOKIE_NAME}={_cookie(client)}", "harbor-house") is None


@pytest.mark.parametrize(("who", "minutes"), [("ana", 30), ("pia", 15)])
def test_quiet_ends_a_session_and_doing_something_does_not(cast: Cast, who: str, minutes: int) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        client = browser(cast.everyone()[who])
        assert client.get(TODAY).status_code == 200
        for _ in range(3):
            clock.shift(dt.timedelta(minutes=minutes - 1))
            assert client.get(TODAY).status_code == 200
        page = (_row(client).pk, cast.everyone()[who].pk)
        assert still_signed_in({page})
        clock.shift(dt.timedelta(minutes=minutes, seconds=1))
        assert not still_signed_in({page}), "the live line ends too"
        answer = client.get(TODAY)
        assert answer.status_code == 302 and "/accounts/login/?next=%2Fharbor-house%2Ftoday" in answer["Location"]
        assert "away for a while" in client.get(answer["Location"]).content.decode()


def test_what_a_page_fetches_by_itself_keeps_nobody_signed_in(cast: Cast) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        client = browser(cast.ana)
        client.get(TODAY)
        clock.shift(dt.timedelta(minutes=20))
        assert client.get(TODAY, headers={"HX-Request": "true"}).status_code == 200
        assert client.get(TODAY, headers={"Sec-Fetch-Mode": "same-origin"}).status_code == 200
        assert client.get("/harbor-house/me/here").json() == {"left": 600}
        clock.shift(dt.timedelta(minutes=11))
        assert client.get("/harbor-house/me/here").status_code == 401
        assert client.get(TODAY).status_code == 302


def test_what_a_page_fetches_by_itself_uses_up_neither_the_notice_nor_the_words(cast: Cast) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        client = browser(cast.ana)
        client.get(TODAY)
        clock.shift(dt.timedelta(minutes=31))
        fetched = {"Sec-Fetch-Mode": "same-origin"}
        assert client.get("/harbor-house/waiting/mine", headers=fetched).status_code == 401
        answer = client.post("/harbor-house/check-ins/new", {"words": "half a sentence"})
        assert answer.status_code == 302 and Kept.objects.filter(organisation=cast.harbor, person=cast.ana).exists()
        for _ in range(2):
            page = client.get(answer["Location"], headers=fetched).content.decode()
            assert "away for a while" in page, "what was fetched shows it to nobody"
        assert "away for a while" in client.get(answer["Location"]).content.decode()
        assert "away for a while" not in client.get(answer["Location"]).content.decode()


def test_keep_going_gives_the_whole_time_again(cast: Cast) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        client = browser(cast.ana)
        client.get(TODAY)
        clock.shift(dt.timedelta(minutes=29))
        assert client.post("/harbor-house/me/here").json() == {"left": 1800}
        clock.shift(dt.timedelta(minutes=29))
        assert client.get(TODAY).status_code == 200


@pytest.mark.parametrize(("who", "lasts"), [("ana", dt.timedelta(days=30)), ("pia", dt.timedelta(hours=12))])
def test_no_session_lasts_for_ever(cast: Cast, who: str, lasts: dt.timedelta) -> None:
    with time_machine.travel(now(), tick=False):
        client = browser(cast.everyone()[who])
        client.get(TODAY)
        assert _row(client).expire_date == now() + lasts
        began = now()
    Session.objects.update(idle=0)
    with time_machine.travel(began + lasts - dt.timedelta(minutes=1), tick=False):
        assert client.get(TODAY).status_code == 200
    with time_machine.travel(began + lasts + dt.timedelta(seconds=1), tick=False):
        assert client.get(TODAY).status_code == 302


def test_an_organisation_sets_the_quiet_and_only_those_who_run_it_may(cast: Cast) -> None:
    page = f"{DEVICES}/limits"
    assert browser(cast.ana).post(page, {"staff_idle": "5", "member_idle": "480"}).status_code == 403
    cast.harbor.refresh_from_db()
    assert cast.harbor.member_idle == 30
    assert browser(cast.gil).post(page, {"staff_idle": "600", "member_idle": "15"}).status_code == 422
    assert browser(cast.gil).post(page, {"staff_idle": "5", "member_idle": "480"}).status_code == 302
    client = browser(cast.ana)
    client.get(TODAY)
    assert _row(client).idle == 480 * 60


def test_who_becomes_staff_is_held_to_the_limits_of_staff(cast: Cast) -> None:
    client = browser(cast.ana)
    client.get(TODAY)
    assert _row(client).idle == 1800
    Role.objects.create(organisation=cast.harbor, person=cast.ana, role=Role.Kind.PEER_SPECIALIST)
    client.get(TODAY)
    assert _row(client).idle == 900


def test_a_shared_phone_sleeps_soon_and_forgets_with_the_browser(cast: Cast, signs_in: In) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        client, own = signs_in(cast.ana, shared=True), signs_in(cast.ana)
        assert own.get(TODAY).cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 30 * 24 * 3600
        answer = client.get(TODAY)
        assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
        assert (
            " data-shared-phone" in answer.content.decode()
            and " data-shared-phone" not in own.get(TODAY).content.decode()
        )
        assert _row(client).idle == 300 and _row(client).is_shared
        clock.shift(dt.timedelta(minutes=5, seconds=1))
        assert client.get(TODAY).status_code == 302 and own.get(TODAY).status_code == 200


# What was typed ---------------------------------------------------------------------------------------------
def test_what_was_sent_too_late_is_kept_and_given_back(cast: Cast, signs_in: In) -> None:
    words = "It was a long day, and I did call Bo."
    with time_machine.travel(now(), tick=False) as clock:
        client = signs_in(cast.ana)
        client.get(TODAY)
        clock.shift(dt.timedelta(hours=1))
        answer = client.post("/harbor-house/check-ins/new", {"words": words, "mood": "2", "password": "never kept"})
        assert answer.status_code == 302
        with wall.within(cast.harbor.pk):
            row = Kept.objects.get(organisation=cast.harbor, person=cast.ana)
        assert words.encode() not in bytes(row.fields_sealed) and "never kept" not in row.fields
        answer = client.post(answer["Location"], {"login": "ana@example.org", "password": "three warm stones rest"})
        assert answer["Location"] == f"/harbor-house/me/kept/{row.pk}"
        page = client.get(answer["Location"]).content.decode()
        assert words in page and 'action="/harbor-house/check-ins/new"' in page
        assert signs_in(cast.bo).get(answer["Location"]).status_code == 404


def test_typing_is_kept_sealed_and_put_away_when_it_is_sent(cast: Cast) -> None:
    client, place = browser(cast.ana), "/harbor-house/check-ins/new"
    fields = json.dumps([["words", "half a sentence"], ["csrfmiddlewaretoken", "x"], ["client_id", "7"]])
    assert client.post("/harbor-house/me/kept", {"place": place, "fields": fields}).status_code == 204
    asked: dict[str, Any] = client.get("/harbor-house/me/kept", {"place": place}).json()
    assert asked == {"fields": [["words", "half a sentence"], ["client_id", "7"]]}
    assert browser(cast.bo).get("/harbor-house/me/kept", {"place": place}).json() == {"fields": []}
    client.post("/harbor-house/me/silence", {"noticed": "yes", "kept_place": place})
    assert client.get("/harbor-house/me/kept", {"place": place}).json() == {"fields": []}


@pytest.mark.parametrize(
    "fields", ["", "no json", "{}", "[[1]]", '[["words", ""]]', '["a"]', json.dumps([["w", "x" * 70_000]])]
)
def test_what_makes_no_sense_is_not_kept(cast: Cast, fields: str) -> None:
    client = browser(cast.ana)
    assert client.post("/harbor-house/me/kept", {"place": "/p", "fields": fields}).status_code == 204
    as_(cast.ana)
    assert not Kept.objects.filter(organisation=cast.harbor).exists()
