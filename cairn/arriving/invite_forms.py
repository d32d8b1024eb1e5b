"""Forms of inviting, and of the open door."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cairn.kit.once import OnceForm
from cairn.kit.text import clean
from cairn.people.models import Role
from cairn.trust.viewer import Viewer

WAYS = [("show", _("Show a link and a QR code to hand over")), ("mail", _("Send it by mail"))]


class Invite(OnceForm):
    """Somebody who is not here yet."""

    name = forms.CharField(
        label=_("Their name"), max_length=60, required=False,
        help_text=_("So that you know whom it is for. They choose themselves how they are called here."),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail address"), required=False, max_length=254,
        help_text=_("If you write one, the invitation works for this address alone."),
    )  # fmt: skip
    roles = forms.MultipleChoiceField(label=_("They come as"), widget=forms.CheckboxSelectMultiple, initial=["member"])
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    way = forms.ChoiceField(label=_("How"), choices=WAYS, widget=forms.RadioSelect, initial="show")

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = viewer.may("appoint", viewer.me)
        roles = [choice for choice in Role.Kind.choices if staff or choice[0] not in Role.STAFF]
        self.fields["roles"].choices = roles  # type: ignore[attr-defined]
        self.fields["language"].initial = viewer.me.organisation.language
        if not settings.MAIL_ON:
            del self.fields["way"]

    def clean_name(self) -> str:
        """On one line, without what cannot be seen."""
        return " ".join(clean(self.cleaned_data["name"]).split())

    def clean(self) -> dict[str, Any]:
        """A mail needs an address."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("way") == "mail" and not told.get("email") and "email" not in self.errors:
            self.add_error("email", _("Please write the address it goes to."))
        return told


class Knock(forms.Form):
    """Somebody at the open door."""

    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, help_text=_("We send you a link. Nobody in groups sees it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
