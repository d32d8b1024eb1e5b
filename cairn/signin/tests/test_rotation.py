"""A new sign-in key: nobody is signed out, nobody sets up anything anew, and the old key opens nothing."""

import secrets
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from cairn.kit.keyfiles import Renewable, following, renew
from cairn.signin.models import Session
from cairn.signin.rotation import fits, reseal
from cairn.signin.sealing import NotOurs, seal, unseal, unseal_with
from cairn.signin.store import PURPOSE
from tests.cast import Cast, browser
from tests.own_keys import put_in_use


@pytest.fixture
def own_key(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sign-in key that a test may renew, in use."""
    return put_in_use("SIGN_IN", tmp_path / "sign-in", settings, monkeypatch)


def _everything(account: object) -> dict[str, str]:
    """Each sealed value of an account's ways, opened."""
    found = {}
    for one in Authenticator.objects.filter(user=account):
        for name, value in one.data.items():
            found[name] = unseal(value, "passkey name" if name == "name" else "authenticator")
    return found


def test_sessions_and_ways_go_on_under_the_new_key_alone(cast: Cast, settings: Any, own_key: Path) -> None:
    client, account, old = browser(cast.ana), cast.ana.account, own_key.read_bytes()
    ways = {Authenticator.Type.TOTP: ("secret", "authenticator"), Authenticator.Type.RECOVERY_CODES: ("seed", "authenticator"),
            Authenticator.Type.WEBAUTHN: ("name", "passkey name")}  # fmt: skip
    for kind, (name, purpose) in ways.items():
        Authenticator.objects.create(user=account, type=kind, data={name: seal(f"the {name}", purpose)})
    assert renew(own_key, reseal) == 4
    for found in settings.SIGN_IN, Renewable(own_key):  # in a process that ran on, and in one that starts now
        settings.SIGN_IN = found
        assert client.get("/harbor-house/today").status_code == 200
        assert _everything(account) == {"secret": "the secret", "seed": "the seed", "name": "the name"}
    for sealed in Session.objects.values_list("session_data", flat=True):
        with pytest.raises(NotOurs):
            unseal_with([old], sealed, PURPOSE)
    assert not any(old in path.read_bytes() for path in own_key.parent.iterdir())


def test_whatever_is_sealed_while_a_new_key_is_coming_is_sealed_with_it(settings: Any, own_key: Path) -> None:
    coming = secrets.token_bytes(32)
    following(own_key).write_bytes(coming)
    assert unseal_with([coming], seal("words", PURPOSE), PURPOSE) == "words"


def test_a_wrong_sign_in_key_is_noticed(cast: Cast, settings: Any, tmp_path: Path) -> None:
    browser(cast.ana)
    assert fits()
    settings.SIGN_IN = Renewable(tmp_path / "another")
    assert not fits()
