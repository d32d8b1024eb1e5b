"""Coming in for the first time, and founding an organisation."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from cairn.kit.text import clean
from cairn.people.doors import RESERVED
from cairn.people.entry import address_of
from cairn.people.founding import Beginning
from cairn.people.models import EntryLink, Organisation

HOW_LONG = _("At least 12 characters. Three or four words that only you would put together work well.")
NEW = {"autocomplete": "new-password"}


class TwicePassword(forms.Form):
    """A new password, written twice."""

    password1 = forms.CharField(
        label=_("Password"), strip=False, help_text=HOW_LONG, widget=forms.PasswordInput(attrs=NEW)
    )
    password2 = forms.CharField(label=_("Password once more"), strip=False, widget=forms.PasswordInput(attrs=NEW))

    def clean_password1(self) -> str:
        """A password that is hard to guess."""
        password: str = self.cleaned_data["password1"]
        validate_password(password)
        return password

    def clean_password2(self) -> str:
        """The same words again."""
        if "password1" in self.cleaned_data and self.cleaned_data["password2"] != self.cleaned_data["password1"]:
            raise forms.ValidationError(_("The two passwords are not the same."))
        return str(self.cleaned_data["password2"])


def readable(text: str) -> str:
    """The text without what cannot be seen; at least one character that can be read."""
    text = " ".join(clean(text).split())
    if not text:
        raise forms.ValidationError(_("Please write a name."))
    return text


def zones() -> list[tuple[str, str]]:
    """The time zones a person can choose, by place."""
    places = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return [(zone, zone.replace("_", " ")) for zone in ["UTC", *places]]


class ComingIn(forms.Form):
    """How somebody who comes by an invitation wants to be called, and the address they sign in with."""

    chosen_name = forms.CharField(
        label=_("What shall we call you?"), max_length=60,
        help_text=_("Others in groups see this name. A first name or a nickname is enough."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Your language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)

    def __init__(self, link: EntryLink, *args: Any, **kwargs: Any) -> None:
        name = link.person.chosen_name if link.person else link.name
        language = link.person.language if link.person else link.language
        super().__init__(*args, **{**kwargs, "initial": {"chosen_name": name, "language": language}})
        if not link.email:
            self.fields["email"] = forms.EmailField(
                label=_("Your e-mail address"), max_length=254,
                help_text=_("You sign in with it. Nobody in groups sees it."),
                initial=address_of(link.person) if link.person else "",
                widget=forms.EmailInput(attrs={"autocomplete": "username"}),
            )  # fmt: skip

    def clean_chosen_name(self) -> str:
        """A name that can be read."""
        return readable(self.cleaned_data["chosen_name"])

    def told(self) -> dict[str, str]:
        """What was told, ready for arriving."""
        return {name: str(value) for name, value in self.cleaned_data.items()}


class Found(TwicePassword):
    """An organisation and its first administrator."""

    name = forms.CharField(label=_("Name of your organisation"), max_length=120)
    slug = forms.SlugField(
        label=_("Its address here"), max_length=50,
        help_text=_("Small letters, numbers and hyphens, such as harbor-house. It stands in every link and stays."),
    )  # fmt: skip
    chosen_name = forms.CharField(
        label=_("Your name, as people here call you"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"), help_text=_("You sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )  # fmt: skip
    coordinates = forms.BooleanField(
        label=_("I also coordinate care"), required=False,
        help_text=_("Then you see who needs someone. Without it you run the place and read nothing private."),
    )  # fmt: skip
    field_order = ["name", "slug", "chosen_name", "email", "coordinates", "password1", "password2"]

    def clean_slug(self) -> str:
        """An address nobody has."""
        slug: str = self.cleaned_data["slug"].lower()
        if slug in RESERVED or Organisation.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("This address is taken. Please choose another."))
        return slug

    def clean_name(self) -> str:
        """A name that can be read."""
        return readable(self.cleaned_data["name"])

    def clean_chosen_name(self) -> str:
        """A name that can be read."""
        return readable(self.cleaned_data["chosen_name"])

    def beginning(self, language: str) -> Beginning:
        """What was told, ready for founding. Zone and languages are the first of the steps that follow."""
        data = self.cleaned_data
        return Beginning(
            name=data["name"], slug=data["slug"], zone="UTC", language=language, chosen_name=data["chosen_name"], email=data["email"], password=data["password1"],
            coordinates=data["coordinates"],
        )  # fmt: skip
