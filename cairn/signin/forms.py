"""Forms of signing in and of one's ways to do so."""

import struct
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as LibraryShowCode
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.kit.blind import blind_index
from cairn.kit.text import clean
from cairn.people.forms import HOW_LONG, NEW, TwicePassword

# What the libraries raise for a credential that somebody made up or altered.
MADE_UP = (
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    IndexError,
    struct.error,
    OverflowError,
    RecursionError,
    InvalidSignature,
    UnsupportedAlgorithm,
)
LARGEST_NUMBER = 65_535  # names of algorithms are numbers, as far as this one
NOT_THE_CODE = _("That did not work. Please try again, or choose another way.")
CODE = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}


def shared_field() -> forms.BooleanField:
    """The tick for a phone that others use."""
    return forms.BooleanField(
        label=_("This is a shared phone"),
        help_text=_("Others use it too. Then you are signed out soon, and nothing stays on it."),
        required=False,
    )


class SignIn(LoginForm):  # type: ignore[misc]
    """E-mail address and password. The address never leaves this form: only its blind index is looked up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
        )
        self.fields["password"].label, self.fields["password"].help_text = _("Password"), ""
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}
        self.fields["shared"] = shared_field()
        self.order_fields(["login", "password", "shared"])

    def clean_login(self) -> str:
        """The account's user name for that address."""
        return blind_index(self.cleaned_data["login"], "account")


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    """The password of now and the new one, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "oldpassword": (_("Your password now"), {"autocomplete": "current-password"}, ""),
            "password1": (_("New password"), NEW, HOW_LONG),
            "password2": (_("New password once more"), NEW, ""),
        }
        for name, (label, attributes, hint) in words.items():
            self.fields[name].label, self.fields[name].help_text = label, hint
            self.fields[name].widget.attrs = dict(attributes)


class SetPassword(TwicePassword):
    """A first password, or a new one for somebody who has just shown another way in."""


class AskCode(forms.Form):
    """The address to send a code to."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    shared = shared_field()


class _Code(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(label=_("Code"), max_length=40, widget=forms.TextInput(attrs=dict(CODE)))


class MailedCode(_Code):
    """The code out of the mail."""


class SecondCode(_Code, AuthenticateForm):  # type: ignore[misc]
    """The code of an app, or one of the recovery codes."""


class ShowCode(_Code, LibraryShowCode):  # type: ignore[misc]
    """The same, to show that it is still you."""


class ShowPassword(ReauthenticateForm):  # type: ignore[misc]
    """The password, to show that it is still you."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Your password")
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}


class AddApp(_Code, ActivateTOTPForm):  # type: ignore[misc]
    """The first code an app shows."""


class _Named(forms.Form):
    name = forms.CharField(
        label=_("A name for it"), max_length=40, help_text=_("Such as: my phone. Only you see it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def clean_name(self) -> str:
        """One line that can be read."""
        name = " ".join(clean(self.cleaned_data["name"]).split())
        if not name:
            raise forms.ValidationError(_("Please write a name."))
        return name


def _no_lengths(thing: Any) -> None:
    """The library takes a number where bytes should be for a length, and would make as many: gigabytes, if so asked."""
    if isinstance(thing, int | float) and abs(thing) > LARGEST_NUMBER:
        raise forms.ValidationError(NOT_THE_CODE)
    parts = thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ()
    for part in parts:
        _no_lengths(part)


def _of_a_passkey(thing: Any) -> None:
    """The library checks only what counts as true: a 0 would be kept unread, and count as a second step."""
    if not isinstance(thing, dict):
        raise forms.ValidationError(NOT_THE_CODE)


class _Careful(forms.Form):
    """What claims to be from a passkey may be anything: whatever is wrong with it, the answer is the same sentence."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].validators += [_of_a_passkey, _no_lengths]

    def _clean_fields(self) -> None:
        try:
            super()._clean_fields()  # type: ignore[misc]
        except MADE_UP:
            self.add_error("credential", NOT_THE_CODE)

    def _clean_form(self) -> None:
        try:
            super()._clean_form()  # type: ignore[misc]
        except MADE_UP:
            self.add_error("credential", NOT_THE_CODE)


class LoginPasskey(_Careful, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey to sign in with."""


class SecondPasskey(_Careful, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second step."""


class ShowPasskey(_Careful, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey, to show that it is still you."""


class AddPasskey(_Careful, _Named, AddWebAuthnForm):  # type: ignore[misc]
    """What the browser made, and a name for it."""

    credential = forms.JSONField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A passkey always asks for finger, face or PIN: alone it is two steps."""
        self.cleaned_data["passwordless"] = True
        return super().clean() or {}


class Rename(_Named):
    """Another name for a passkey."""
