"""What somebody does with their own ways to sign in. Each is told: to the journal, and to the person."""

from typing import Any

from allauth.account.internal.flows.password_change import change_password
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import generate_recovery_codes
from allauth.mfa.totp.internal.flows import activate_totp, deactivate_totp
from allauth.mfa.webauthn.internal.flows import add_authenticator, remove_authenticator
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cairn.kit import wall
from cairn.kit.errors import NotHere, Refused
from cairn.kit.live import bus
from cairn.people.models import Person
from cairn.signin.limits import is_staff
from cairn.signin.models import Session
from cairn.signin.proof import note_second_step
from cairn.signin.sealing import digest_of, seal
from cairn.signin.sessions import LOOK_AGAIN
from cairn.signin.ways import is_last_step
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

KEEP_ONE = _("Staff always have a second step. Add another one first, then take this one away.")


@action
def add_passkey(viewer: Viewer, request: HttpRequest, *, name: str, credential: Any) -> bool:
    """Keep a passkey. Returns whether recovery codes were made with it."""
    viewer.must("change", viewer.me)
    _one, codes = add_authenticator(request, name=seal(name, "passkey name"), credential=credential)
    note_second_step(request, Authenticator.Type.WEBAUTHN)
    viewer.did("signin.added", viewer.me)
    return codes is not None


@action
def rename_passkey(viewer: Viewer, one: Authenticator, name: str) -> Authenticator:
    """Another name; nothing else about it changes."""
    viewer.must("change", viewer.me)
    one.data = {**one.data, "name": seal(name, "passkey name")}
    one.save(update_fields=["data"])
    viewer.did("signin.renamed", viewer.me)
    return one


@action
def remove_passkey(viewer: Viewer, request: HttpRequest, one: Authenticator) -> None:
    """Take a passkey away; staff keep at least one second step."""
    viewer.must("change", viewer.me)
    _keeps_one(viewer, request, one)
    remove_authenticator(request, one)
    viewer.did("signin.removed", viewer.me)


@action
def add_app(viewer: Viewer, request: HttpRequest, form: Any) -> bool:
    """Keep the seed of an authenticator app, sealed. Returns whether recovery codes were made with it."""
    viewer.must("change", viewer.me)
    _one, codes = activate_totp(request, form)
    note_second_step(request, Authenticator.Type.TOTP)
    viewer.did("signin.added", viewer.me)
    return codes is not None


@action
def remove_app(viewer: Viewer, request: HttpRequest, one: Authenticator) -> None:
    """Take the app away; staff keep at least one second step."""
    viewer.must("change", viewer.me)
    _keeps_one(viewer, request, one)
    deactivate_totp(request, one)
    viewer.did("signin.removed", viewer.me)


@action
def renew_recovery_codes(viewer: Viewer, request: HttpRequest) -> None:
    """New recovery codes; the old ones open nothing from here on."""
    viewer.must("change", viewer.me)
    generate_recovery_codes(request)
    viewer.did("signin.renewed", viewer.me)


@action
def set_password(viewer: Viewer, request: HttpRequest, password: str) -> None:
    """A new password. This session goes on; every other one ends."""
    viewer.must("change", viewer.me)
    change_password(request.user, password)
    update_session_auth_hash(request, request.user)  # type: ignore[arg-type]
    _end_sessions(viewer.me.account_id or 0, keep=request.session.session_key or "")
    viewer.did("signin.password_set", viewer.me)


@action
def sign_out_everywhere(viewer: Viewer, *, keep: str) -> int:
    """End every session of the viewer's account but the one with the key `keep`. Open pages there close at once."""
    viewer.must("change", viewer.me)
    ended = _end_sessions(viewer.me.account_id or 0, keep=keep)
    viewer.did("person.signed_out", viewer.me)
    return ended


@action
def sign_out_there(viewer: Viewer, place: str) -> None:
    """End one session of the viewer's own account."""
    viewer.must("change", viewer.me)
    if not Session.objects.filter(pk=place, account_id=viewer.me.account_id or 0).delete()[0]:
        raise NotHere
    _look_again(viewer.me.account_id or 0)
    viewer.did("person.signed_out", viewer.me)


def end_every_way(account_id: int) -> None:
    """Lost everything: authenticators and sessions of old go. Called by the reaction to a reset."""
    Authenticator.objects.filter(user_id=account_id).delete()
    _end_sessions(account_id, keep="")


def end_sessions(account_id: int) -> None:
    """Every session of the account ends, its open pages too."""
    _end_sessions(account_id, keep="")


def close_pages_of(request: HttpRequest) -> None:
    """Open pages of a session that has just ended close at once."""
    if request.user.is_authenticated:
        _look_again(request.user.pk)


def _keeps_one(viewer: Viewer, request: HttpRequest, one: Authenticator) -> None:
    if is_staff(viewer.roles) and is_last_step(request.user, one):
        raise Refused(KEEP_ONE)


def _end_sessions(account_id: int, *, keep: str) -> int:
    others = Session.objects.filter(account_id=account_id).exclude(pk=digest_of(keep))
    ended, _rows = others.delete()
    _look_again(account_id)
    return ended


def _look_again(account_id: int) -> None:
    """Every open page of this account, in whatever organisation, asks whether its session still lives."""
    with wall.everywhere("an account may be a person in several organisations"):
        found = list(Person.objects.filter(account_id=account_id).values_list("pk", flat=True))
    transaction.on_commit(lambda: bus.publish(found, LOOK_AGAIN), robust=True)
