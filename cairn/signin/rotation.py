"""A new sign-in key: sessions, secrets of authenticators, recovery codes and names of passkeys are sealed again.

Nobody is signed out and nobody sets up anything anew.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from cairn.signin.models import Session
from cairn.signin.sealing import MARK, NotOurs, seal_with, unseal, unseal_with
from cairn.signin.store import PURPOSE

PURPOSES = (PURPOSE, "authenticator", "passkey name")
LOOKED_AT = 20


def reseal(old: bytes, new: bytes) -> int:
    """Seal everything under `new` that stands under `old`; returns how much that was."""
    return _sessions(old, new) + _authenticators(old, new)


def _again(old: bytes, new: bytes, sealed: str) -> str:
    for purpose in PURPOSES:
        try:
            return seal_with(new, unseal_with([old], sealed, purpose), purpose)
        except NotOurs:
            continue
    return sealed


def _sessions(old: bytes, new: bytes) -> int:
    count = 0
    for key, sealed in Session.objects.values_list("session_key", "session_data").order_by("pk"):
        if (fresh := _again(old, new, sealed)) != sealed:
            # Only what still stands there: its visitor may have written it anew meanwhile.
            count += Session.objects.filter(pk=key, session_data=sealed).update(session_data=fresh)
    return count


def _authenticators(old: bytes, new: bytes) -> int:
    count = 0
    for pk in Authenticator.objects.values_list("pk", flat=True).order_by("pk"):
        with transaction.atomic():
            one = Authenticator.objects.select_for_update().filter(pk=pk).first()
            data: dict[str, Any] = one.data if one else {}
            fresh = {name: _again(old, new, value) if _is_sealed(value) else value for name, value in data.items()}
            if one and fresh != data:
                one.data = fresh
                one.save(update_fields=["data"])
                count += 1
    return count


def _is_sealed(value: object) -> bool:
    return isinstance(value, str) and value.startswith(MARK)


def fits() -> bool:
    """Whether the sign-in key opens what is sealed here, or there is nothing: of the newest few, one is enough."""
    found = [str(value) for one in Authenticator.objects.order_by("-pk")[:LOOKED_AT] for value in one.data.values()
             if _is_sealed(value)]  # fmt: skip
    found = found or list(Session.objects.order_by("-expire_date").values_list("session_data", flat=True)[:LOOKED_AT])
    return not found or any(_opens(sealed) for sealed in found)


def _opens(sealed: str) -> bool:
    for purpose in PURPOSES:
        try:
            unseal(sealed, purpose)
        except NotOurs:
            continue
        return True
    return False
