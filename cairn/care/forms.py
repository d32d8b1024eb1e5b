"""Opening a programme, changing it and its levels."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.care.models import Level, Programme
from cairn.kit.once import OnceForm
from cairn.people.forms import readable


class NewProgramme(OnceForm):
    """A programme and the levels it has."""

    name = forms.CharField(label=_("Name of the programme"), max_length=120)
    kinds = forms.MultipleChoiceField(
        label=_("Its levels of care"), choices=Level.Kind.choices, widget=forms.CheckboxSelectMultiple
    )

    def clean_name(self) -> str:
        """A name that can be read."""
        return readable(self.cleaned_data["name"])


class ProgrammeForm(forms.ModelForm):  # type: ignore[type-arg]
    """A programme as people here call it, and whether its check-ins ask about use."""

    class Meta:
        model = Programme
        fields = ["name", "asks_about_use"]
        labels = {"name": _("Name of the programme"), "asks_about_use": _("Check-ins ask about alcohol and drugs")}
        help_texts = {"asks_about_use": _("Leave it out where nobody comes for that.")}

    def clean_name(self) -> str:
        """A name that can be read."""
        return readable(self.cleaned_data["name"])


class FirstProgramme(OnceForm):
    """The first programme; its levels come with it."""

    name = forms.CharField(
        label=_("Name of the programme"), max_length=120, help_text=_("As people here call it, such as Evening IOP.")
    )
    asks_about_use = forms.BooleanField(
        label=_("Check-ins ask about alcohol and drugs"), required=False, initial=True,
        help_text=_("Leave it out where nobody comes for that."),
    )  # fmt: skip

    def clean_name(self) -> str:
        """A name that can be read."""
        return readable(self.cleaned_data["name"])


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

    def clean_name(self) -> str:
        """A name that can be read."""
        return readable(self.cleaned_data["name"])


class LevelRow(LevelForm):
    """A level of care as one row of the table."""

    class Meta(LevelForm.Meta):
        fields = ["name", "hours_min", "hours_max", "is_offered"]
        labels = {**LevelForm.Meta.labels, "is_offered": _("Offered here")}


class LevelTable:
    """Every level of a programme, to be kept together."""

    def __init__(self, levels: list[Level], data: Any = None) -> None:
        self.rows = [LevelRow(data, instance=level, prefix=f"level{level.pk}") for level in levels]
        for row in self.rows:
            for name, field in row.fields.items():
                label = f"{row.instance.get_kind_display()}: {field.label}"
                if name != "is_offered":
                    field.widget.attrs["aria-label"] = label

    def is_valid(self) -> bool:
        """Whether every row can be kept. All are looked at, so that all errors are said at once."""
        looked_at = [row.is_valid() for row in self.rows]
        return all(looked_at)

    def told(self) -> list[Level]:
        """The levels as they were filled in."""
        return [row.save(commit=False) for row in self.rows]
