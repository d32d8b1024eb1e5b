"""Opening a programme."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.care.models import Level
from cairn.kit.once import OnceForm


class NewProgramme(OnceForm):
    """A programme and the levels it has."""

    name = forms.CharField(label=_("Name of the programme"), max_length=120)
    kinds = forms.MultipleChoiceField(
        label=_("Its levels of care"), choices=Level.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
