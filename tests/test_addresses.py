"""No address leaks: a stranger and an outsider get the sign-in page or the same 404 as for what is not there."""

import pytest
from django.test import Client

from tests.addresses import filled, patterns, rows_of
from tests.cast import Cast, browser

# What must open without an account: help, health, the way in and the way out.
PUBLIC = {
    "welcome", "health", "ready", "robots", "favicon", "language", "owner", "service_worker",
    "manifest", "home:kept", "arriving:notice",
    "home:leave", "home:enter", "safety:support", "support", "account_login", "account_logout",
    "mfa_login_webauthn", "account_request_login_code", "account_confirm_login_code", "mfa_authenticate",
}  # fmt: skip
SIGN_IN = "/accounts/login/"


def _open(name: str) -> bool:
    return name in PUBLIC or name.startswith(("people:first_", "people:set_password"))


def _rows_for(cast: Cast, route: str) -> list[int]:
    """What to put into the address: one try is enough where it has no place for anything."""
    return rows_of(cast) if "<int" in route else rows_of(cast)[:1]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["a stranger", "zoe", "sam"])
def test_no_address_opens_to_somebody_who_has_no_business_there(cast: Cast, who: str, method: str) -> None:
    client = Client() if who == "a stranger" else browser(cast.everyone()[who])
    for name, route, _ in patterns():
        if _open(name) or (who == "sam" and "<" not in route):
            continue
        for pk in _rows_for(cast, route):
            response = getattr(client, method)(f"/harbor-house/{filled(route, pk)}")
            led_away = response.status_code == 302 and SIGN_IN in response["Location"]
            assert led_away or response.status_code in {401, 403, 404, 405}, f"{who} at {name}: {response.status_code}"
            assert b"Tuesday group" not in response.content, f"{who} reads the group's name at {name}"


def test_hidden_and_absent_answer_the_same(cast: Cast) -> None:
    ivo, never = browser(cast.ivo), cast.room.pk - 10**12  # as long as an id of today, and nobody's
    for name, route, _ in patterns():
        if "<int" not in route or _open(name):
            continue
        hidden, absent = (ivo.get(f"/harbor-house/{filled(route, pk)}") for pk in (cast.room.pk, never))
        assert hidden.status_code == absent.status_code, name
        if hidden.status_code == 404:
            assert len(hidden.content) == len(absent.content), name


def test_every_page_of_every_role_opens_without_a_fault(cast: Cast) -> None:
    for who in ("ana", "pia", "elin", "gil", "hana", "finn", "sam"):
        client = browser(cast.everyone()[who])
        for name, route, _ in patterns():
            if name in {"home:leave", "account_logout"}:
                continue
            for pk in _rows_for(cast, route)[:2]:
                response = client.get(f"/harbor-house/{filled(route, pk)}")
                assert response.status_code < 500, f"{who} at {name}: {response.status_code}"


def test_signed_in_pages_are_not_stored(cast: Cast) -> None:
    response = browser(cast.ana).get("/harbor-house/today")
    assert response["Cache-Control"] == "no-store"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
