"""How sign-in differs from the library's: the address is looked up by its blind index."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PASSWORD_CHANGED = "account/messages/password_changed.txt"  # noqa: S105  a template's name


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves: people arrive by invitation. What is refused is said the same way every time."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("That address and password do not fit together. Please try again."),
        "too_many_login_attempts": gettext_lazy("That was tried many times. Please wait five minutes, then try again."),
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
        return reverse("home:me")

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        messages.error(request, _("This account is closed. Please ask your team."))
        return redirect("account_login")

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """The library's notices carry names; ours say what matters on the page itself."""
        if PASSWORD_CHANGED in (*args, kwargs.get("message_template")):
            messages.success(request, _("Your new password is set."))
