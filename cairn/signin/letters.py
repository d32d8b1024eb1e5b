"""Letters about signing in: written at once, sent by the worker, then forgotten.

For an address nobody here has, the same row is written and thrown away by the worker: as much work, the same answer.
"""

import logging
import threading
from smtplib import SMTPException

from django.core.mail import get_connection
from django.db import connections
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from cairn.kit import mail, wall
from cairn.people.models import Contact, Person
from cairn.signin.models import Letter

log = logging.getLogger("cairn.mail")
TRIES, AT_ONCE = 6, 20
_sending = threading.Lock()


def code_letter(code: str) -> tuple[str, str]:
    """(subject, body) of a code to sign in with, in the language of the moment."""
    body = _(
        "Your code is %(code)s\n\n"
        "Type it on the page where you asked for it. It works once, for ten minutes.\n"
        "Nobody will ever ask you for it. If you did not ask, you need to do nothing."
    ) % {"code": code}
    return _("Your code"), body


def change_letter() -> tuple[str, str]:
    """(subject, body) after a change to somebody's sign-in: says that there is something to read, and no more."""
    return _("You have a new message"), _("You have a new message. Sign in to read it.")


def write_code(request: HttpRequest, email: str, code: str) -> None:
    """Leave a code for the worker to send; without a code, as much is written and nothing sent."""
    subject, body = code_letter(code or "000000000")
    _leave(request.organisation.pk, email, subject, body, real=bool(code))  # type: ignore[attr-defined]


def write_change(person: Person) -> None:
    """Tell somebody by mail that their sign-in changed, where mail is set up and an address is known."""
    contact = Contact.objects.filter(organisation_id=person.organisation_id, person=person).first()
    if not mail.is_set_up() or contact is None or not contact.email:
        return
    with translation.override(person.language):
        subject, body = change_letter()
    _leave(person.organisation_id, contact.email, subject, body, real=True)


def _leave(organisation: int, address: str, subject: str, body: str, *, real: bool) -> None:
    letter = Letter(organisation_id=organisation, is_real=real)
    letter.address, letter.words = address, f"{subject}\n{body}"
    letter.save(force_insert=True)


def send_letters() -> None:
    """Send what waits, beside the worker's other clocks: a slow mail server must not hold up anything else."""
    with wall.everywhere("letters of every organisation"):
        if not _sending.locked() and Letter.objects.exists():
            threading.Thread(target=_send_in_peace, daemon=True, name="letters").start()


def _send_in_peace() -> None:
    with _sending:
        try:
            send_waiting()
        finally:
            connections.close_all()


def send_waiting() -> int:
    """Send the letters that wait; each is deleted once it is on its way. Returns how many were sent."""
    sent = 0
    with wall.everywhere("letters of every organisation"):
        Letter.objects.filter(is_real=False).delete()
        Letter.objects.filter(tries__gte=TRIES).delete()
        waiting = list(Letter.objects.order_by("pk")[:AT_ONCE])
        connection = get_connection() if waiting else None
        for letter in waiting:
            subject, _newline, body = letter.words.partition("\n")
            Letter.objects.filter(pk=letter.pk).update(tries=letter.tries + 1)
            try:
                message = mail.compose(letter.address, subject, body)
                message.connection = connection
                message.send()
            except (OSError, SMTPException) as trouble:
                log.warning("a letter could not be sent: %s", type(trouble).__name__)
                break
            letter.delete()
            sent += 1
    return sent
