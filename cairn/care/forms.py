"""Opening a programme, changing it and its levels."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.care.models import Level, Programme
from cairn.kit.once import OnceForm


class NewProgramme(OnceForm):
    """A programme and the levels it has."""

    name = forms.CharField(label=_("Name of the programme"), max_length=120)
    kinds = forms.MultipleChoiceField(
        label=_("Its levels of care"), choices=Level.Kind.choices, widget=forms.CheckboxSelectMultiple
    )


class ProgrammeForm(forms.ModelForm):  # type: ignore[type-arg]
    """A programme as people here call it, and whether its check-ins ask about use."""

    class Meta:
        model = Programme
        fields = ["name", "asks_about_use"]
        labels = {"name": _("Name of the programme"), "asks_about_use": _("Check-ins ask about alcohol and drugs")}
        help_texts = {"asks_about_use": _("Leave it out where nobody comes for that.")}


class LevelForm(forms.ModelForm):  # type: ignore[type-arg]
    """A level of care with its name and its hours a week."""

    class Meta:
        model = Level
        fields = ["name", "hours_min", "hours_max"]
        labels = {
            "name": _("Name"),
            "hours_min": _("Hours a week, at least"),
            "hours_max": _("Hours a week, at most"),
        }

    def clean(self) -> dict[str, Any]:
        """The least is not more than the most."""
        told: dict[str, Any] = super().clean() or {}
        least, most = told.get("hours_min"), told.get("hours_max")
        if least is not None and most is not None and least > most:
            self.add_error("hours_max", _("This is less than the least. Please look at both."))
        return told
