"""Reads: the ways somebody has to sign in, and where they are signed in now."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone

from cairn.kit.errors import NotHere
from cairn.signin.devices import words_for
from cairn.signin.models import Session
from cairn.signin.proof import STEPS
from cairn.signin.sealing import NotOurs, unseal
from cairn.signin.store import is_over

Type = Authenticator.Type


@dataclass(frozen=True)
class Passkey:
    """A passkey as its owner knows it."""

    pk: int
    name: str
    made_at: dt.datetime
    used_at: dt.datetime | None


@dataclass(frozen=True)
class Place:
    """A sign-in on one device."""

    pk: str
    device: str
    began_at: dt.datetime
    seen_at: dt.datetime
    is_this: bool
    is_shared: bool


@dataclass(frozen=True)
class Ways:
    """Everything somebody can sign in with."""

    has_password: bool
    passkeys: list[Passkey]
    app: Authenticator | None
    recovery: int | None

    @property
    def steps(self) -> int:
        """How many second steps there are."""
        return len(self.passkeys) + bool(self.app)


def ways_of(account: Any) -> Ways:
    """The ways of an account, in one query."""
    held = list(Authenticator.objects.filter(user_id=account.pk).order_by("pk"))
    passkeys = [passkey_of(one) for one in held if one.type == Type.WEBAUTHN]
    app = next((one for one in held if one.type == Type.TOTP), None)
    codes = next((one for one in held if one.type == Type.RECOVERY_CODES), None)
    left = len(codes.wrap().get_unused_codes()) if codes else None
    return Ways(account.has_usable_password(), passkeys, app, left)


def passkey_of(one: Authenticator) -> Passkey:
    """Its row in plain words."""
    return Passkey(one.pk, _name(one), one.created_at, one.last_used_at)


def own_passkey(account: Any, pk: int) -> Authenticator:
    """One of the account's own passkeys, or the same 404 as for what is not there."""
    found = Authenticator.objects.filter(user_id=account.pk, type=Type.WEBAUTHN, pk=pk).first()
    if found is None:
        raise NotHere
    return found


def is_last_step(account: Any, one: Authenticator) -> bool:
    """Whether nothing else would be left as a second step."""
    return not Authenticator.objects.filter(user_id=account.pk, type__in=STEPS).exclude(pk=one.pk).exists()


def places_of(account: Any, here: str) -> list[Place]:
    """Where the account is signed in, this device first, then by when it was last seen."""
    rows = Session.objects.filter(account_id=account.pk, expire_date__gt=timezone.now()).order_by("-seen_at")[:50]
    places = [
        Place(row.pk, words_for(row.browser, row.system), row.began_at, row.seen_at, row.pk == here, row.is_shared)
        for row in rows
        if not is_over(row)
    ]
    return sorted(places, key=lambda place: not place.is_this)


def _name(one: Authenticator) -> str:
    try:
        return unseal(str(one.data.get("name", "")), "passkey name")
    except NotOurs:
        return ""
