"""The session store: the database holds the hash of each cookie and sealed data.

A session that was quiet for too long, or stands too long altogether, is gone the moment anybody asks for it.
"""

import datetime as dt
import json
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from cairn.signin.models import Session
from cairn.signin.sealing import NotOurs, digest_of, seal, unseal

BEGAN, IDLE, LASTS = "cairn.began", "cairn.idle", "cairn.lasts"
SHARED, BROWSER, SYSTEM = "cairn.shared", "cairn.browser", "cairn.system"
PURPOSE = "session"
# How long the steps before a sign-in may take.
ANONYMOUS = 60 * 60


class SessionStore(DatabaseStore):
    """Sessions in the database, useless to whoever copies it."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.row: Session | None = None
        # The row of a session of somebody that ended by itself just now.
        self.ended: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        found = Session.objects.filter(session_key=digest_of(self.session_key or "")).first()
        if found is not None and is_over(found):
            # The row stays for a while (cairn.signin.sweeping): it tells whose the words are that come too late.
            self.ended = found if found.account_id else None
            found = None
        if found is None:
            self._session_key = None
        self.row = found
        return found

    def is_empty(self) -> bool:
        """The cookie of a session that has just ended stays until its person was told: it says whose the words are."""
        return self.ended is None and super().is_empty()

    def exists(self, session_key: str) -> bool:
        return super().exists(digest_of(session_key))

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=digest_of(key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        key = self._get_or_create_session_key()  # type: ignore[attr-defined]
        account = data.get(SESSION_KEY)
        self.row = Session(
            session_key=digest_of(key),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            account_id=int(account) if account else None,
            began_at=_moment(data.get(BEGAN)),
            idle=int(data.get(IDLE, 0)),
            browser=str(data.get(BROWSER, "")),
            system=str(data.get(SYSTEM, "")),
            is_shared=bool(data.get(SHARED)),
        )
        return self.row

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal(json.dumps(session_dict), PURPOSE)

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(unseal(str(session_data), PURPOSE))
        except NotOurs:
            return {}
        return found

    def get_expiry_date(self, **kwargs: Any) -> dt.datetime:
        """The moment it ends whatever happens; what the library sets is not asked."""
        return _moment(self.get(BEGAN)) + dt.timedelta(seconds=int(self.get(LASTS, ANONYMOUS)))

    def get_expiry_age(self, **kwargs: Any) -> int:
        return max(1, int((self.get_expiry_date() - timezone.now()).total_seconds()))

    def get_expire_at_browser_close(self) -> bool:
        return bool(self.get(SHARED)) or not self.get(SESSION_KEY)


def is_over(row: Session) -> bool:
    """Whether a session has ended: by its last moment, or by quiet."""
    moment = timezone.now()
    quiet = bool(row.idle) and row.seen_at + dt.timedelta(seconds=row.idle) <= moment
    return row.expire_date <= moment or quiet


def _moment(stamp: float | None) -> dt.datetime:
    return dt.datetime.fromtimestamp(stamp, dt.UTC) if stamp else timezone.now()
