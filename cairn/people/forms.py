"""The sign-in form."""

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.kit.blind import blind_index


class SignIn(LoginForm):  # type: ignore[misc]
    """E-mail address and password. The address never leaves this form: only its blind index is looked up."""

    error_messages = {
        **LoginForm.error_messages,
        "username_password_mismatch": _("That address and password do not fit together. Please try again."),
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
        )
        self.fields["password"].label = _("Password")
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}
        self.fields.pop("remember", None)
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        """The account's user name for that address."""
        return blind_index(self.cleaned_data["login"], "account")
