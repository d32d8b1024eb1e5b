"""Forms of setting up the house."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cairn.kit.text import clean
from cairn.people.forms import readable, zones
from cairn.people.models import Organisation


class PlaceForm(forms.Form):
    """Name, zone and languages."""

    name = forms.CharField(label=_("Name of your organisation"), max_length=120)
    zone = forms.ChoiceField(
        label=_("Time zone"), choices=zones, help_text=_("Hours and days here are said in this zone.")
    )
    language = forms.ChoiceField(
        label=_("Language most people here read"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages people can choose"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, place: Organisation, *args: Any, **kwargs: Any) -> None:
        zone = place.zone if place.setup_step else "America/New_York"
        told = {"name": place.name, "zone": zone, "language": place.language, "languages": place.tongues}
        super().__init__(*args, **{**kwargs, "initial": told})

    def clean_name(self) -> str:
        """A name that can be read."""
        return readable(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        """The usual language can always be chosen."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("language") and told["language"] not in told.get("languages", []):
            told["languages"] = [told["language"], *told.get("languages", [])]
        return told


class Part2Form(forms.Form):
    """How the organisation stands to 42 CFR Part 2, attested by name."""

    STATUS = [
        ("yes", _("Yes. We offer help with alcohol or drug use, and we are federally assisted.")),
        ("no", _("No. Part 2 does not cover us.")),
        ("pending", _("We do not know yet. Cairn then treats it as yes.")),
    ]

    status = forms.ChoiceField(
        label=_("Does 42 CFR Part 2 cover you?"), choices=STATUS, widget=forms.RadioSelect,
        help_text=_("Federally assisted also means: takes Medicare or Medicaid, has a DEA registration, or is exempt from federal tax."),
    )  # fmt: skip
    privacy_contact = forms.CharField(
        label=_("Whom people ask about privacy"), max_length=200, required=False,
        help_text=_("Name or title, phone and e-mail. It stands in the notice everybody reads."),
    )  # fmt: skip
    signed_name = forms.CharField(label=_("Your full name"), max_length=120)
    attests = forms.BooleanField(
        label=_("I attest that this is true to the best of my knowledge, and that I may say so for the organisation."),
        error_messages={"required": _("Please tick this if it is so.")},
    )

    def __init__(self, place: Organisation, *args: Any, **kwargs: Any) -> None:
        told = {"status": place.part2_status, "privacy_contact": place.privacy_contact}
        super().__init__(*args, **{**kwargs, "initial": told})

    def clean_signed_name(self) -> str:
        """A name that can be read."""
        return readable(self.cleaned_data["signed_name"])

    def clean_privacy_contact(self) -> str:
        """On one line, without what cannot be seen."""
        return " ".join(clean(self.cleaned_data["privacy_contact"]).split())
