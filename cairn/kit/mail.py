"""Mail that tells nobody anything: one neutral sender, one length, no picture, no tracker.

`settings_of(CAIRN_MAIL_URL)` turns the operator's one line into Django's settings:
  smtps://user:password@mail.example.org:465      smtp+starttls://user:password@mail.example.org:587
  smtp://127.0.0.1:25 (a mail server on this machine)      file:///var/spool/cairn-mail (for trying out)
"""

from email.utils import make_msgid, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

# Every body is filled up to as many bytes: whoever sees only sizes cannot tell one letter from another.
BODY_BYTES = 1200
WAYS = {"smtp": (False, False, 25), "smtp+starttls": (True, False, 587), "smtps": (False, True, 465)}
PATIENCE_S = 10


def settings_of(url: str) -> dict[str, Any]:
    """Django's settings for sending mail; without an address nothing is sent."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme == "file":
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": parts.path}
    if parts.scheme not in WAYS or not parts.hostname:
        raise ValueError("CAIRN_MAIL_URL begins with smtps://, smtp+starttls://, smtp:// or file:// and names a host.")
    starttls, ssl, port = WAYS[parts.scheme]
    if parts.scheme == "smtp" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise ValueError("CAIRN_MAIL_URL: smtp:// is for this machine alone; use smtps:// or smtp+starttls://.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname, "EMAIL_PORT": parts.port or port,
        "EMAIL_HOST_USER": unquote(parts.username or ""), "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": starttls, "EMAIL_USE_SSL": ssl, "EMAIL_TIMEOUT": PATIENCE_S,
    }  # fmt: skip


def is_set_up() -> bool:
    """Whether this installation can send mail."""
    return bool(settings.MAIL_URL)


def compose(to: str, subject: str, body: str) -> EmailMessage:
    """A plain letter of constant length."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    headers = {"Message-ID": make_msgid(domain=domain), "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, filled(body), settings.DEFAULT_FROM_EMAIL, [to], headers=headers)


def filled(body: str) -> str:
    """The body with blank lines after it, up to the length all letters have."""
    missing = BODY_BYTES - len(body.encode())
    if missing < 0:
        raise ValueError("This letter is longer than letters are.")
    lines, rest = divmod(missing, 61)
    return body + ("\n" + " " * 60) * lines + " " * rest
