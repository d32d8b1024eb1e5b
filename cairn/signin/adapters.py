"""How sign-in differs from the library's: addresses by their blind index, secrets sealed, few and uniform words."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cairn.signin.letters import write_code
from cairn.signin.proof import is_confirmed
from cairn.signin.sealing import seal, unseal

NOT_THE_CODE = gettext_lazy("That did not work. Please try again, or choose another way.")
WAIT = gettext_lazy("That was tried many times. Please wait five minutes, then try again.")


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves: people arrive by invitation. What is refused is said the same way every time."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("That address and password do not fit together. Please try again."),
        "too_many_login_attempts": WAIT,
        "rate_limited": WAIT,
        "incorrect_code": NOT_THE_CODE,
        "incorrect_password": gettext_lazy("That is not your password of now. Please try again."),
        "enter_current_password": gettext_lazy("That is not your password of now. Please try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home:today")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("signin:devices")

    def is_safe_url(self, url: str) -> bool:
        """What is no address at all is no safe one; the library would stumble over it."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        messages.error(request, _("This account is closed. Please ask your team."))
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str) -> bool:
        return not is_confirmed(context.request)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """The library's notices carry names and addresses; our pages say what matters themselves."""
        if kwargs.get("message") and level == messages.ERROR:
            messages.error(request, kwargs["message"])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The one mail the library sends for us. Nothing about unknown addresses goes out, yet as much work is done."""
        write_code(context["request"], email, str(context.get("code", "")))

    def send_unknown_account_mail(self, email: str, **more: Any) -> None:
        """No letter to strangers."""


class Secrets(DefaultMFAAdapter):  # type: ignore[misc]
    """Seeds are sealed at rest; what phones and security keys show says nothing about this place."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": NOT_THE_CODE}

    def encrypt(self, text: str) -> str:
        return seal(text, "authenticator")

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, "authenticator")

    def get_totp_issuer(self) -> str:
        return "Cairn"

    def _get_user_identifier(self, user: Any) -> str:
        viewer = getattr(context.request, "viewer", None)
        return str(viewer.me) if viewer else "Cairn"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().rsplit(":", 1)[0], "name": "Cairn"}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        name = self._get_user_identifier(user)
        return {**super().get_public_key_credential_user_entity(user), "display_name": name, "name": name}
