"""The one-time owner link that a first start prints: never a default password."""

import datetime as dt
import hashlib
import secrets

from cairn.kit.clock import now
from cairn.people.models import Organisation, OwnerLink

LASTS = dt.timedelta(hours=72)


def make_owner_link(base_url: str) -> str:
    """A fresh link with which the first administrator sets up an organisation; works once, for 72 hours.

    Empty once there is an organisation: its administrators let others in.
    """
    if Organisation.objects.exists():
        return ""
    token = secrets.token_urlsafe(24)
    OwnerLink.objects.filter(used_at=None).delete()
    OwnerLink.objects.create(hash=digest(token), expires_at=now() + LASTS)
    return f"{base_url.rstrip('/')}/owner/{token}"


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_link(token: str) -> OwnerLink | None:
    """The link, if it is unused and in time."""
    return OwnerLink.objects.filter(hash=digest(token), used_at=None, expires_at__gt=now()).first()
