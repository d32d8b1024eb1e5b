"""The mail that carries a one-time link. It says nothing about anybody: not what this place is, nor who invited."""

from django.utils import translation
from django.utils.translation import gettext as _

from cairn.kit import mail
from cairn.kit.clock import now
from cairn.people.entry import LASTS, address_of, fresh_token
from cairn.people.models import EntryLink, Organisation
from cairn.people.owner import digest

SIGN_IN, WELCOME = "accounts/login/", "accounts/welcome/"


def send_link(link: EntryLink) -> None:
    """Make a fresh token and send it. Called by the worker, in the transaction that marks it as sent."""
    address = link.email or (address_of(link.person) if link.person else "")
    if not address or link.revoked_at or link.mail_wanted_at is None or link.mailed_at:
        return
    path = SIGN_IN
    if link.used_at is None:
        token = fresh_token()
        link.hash, link.expires_at = digest(token), now() + LASTS
        path = f"{WELCOME}{token}"
    link.mailed_at = now()
    link.save(update_fields=["hash", "expires_at", "mailed_at"])
    slug = Organisation.objects.values_list("slug", flat=True).get(pk=link.organisation_id)
    with translation.override(link.language):
        words = _words(f"{link.base_url}/{slug}/{path}", known=link.used_at is not None)
        mail.compose(address, _("A message for you"), words).send()


def _words(address: str, *, known: bool) -> str:
    first = _("You have a place here already. Sign in here:") if known else _("Here is your link:")
    lasts = "" if known else _("It works once, for 72 hours.")
    ignore = _("If you did not expect this, you can leave it. Nothing happens then.")
    return "\n\n".join(part for part in (first, address, lasts, ignore) if part) + "\n"
