"""A correction, the tolerance of the house, a tablet's name, and what is typed at it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.kit.once import OnceForm
from cairn.meetings.models import Attendance

Status = Attendance.Status


class Correct(forms.Form):
    """What really was."""

    status = forms.ChoiceField(
        label=_("They were"), widget=forms.RadioSelect,
        choices=[(s.value, s.label) for s in (Status.PRESENT, Status.EXCUSED, Status.ABSENT)],
    )  # fmt: skip
    minutes = forms.IntegerField(label=_("Minutes there"), min_value=0, required=False)
    why = forms.CharField(label=_("Why"), max_length=300, help_text=_("They can read it, and that it was you."))

    def __init__(self, most: int, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["minutes"].max_value = most  # type: ignore[attr-defined]
        self.most = most

    def clean_minutes(self) -> int:
        """Never more than the session was long, and some where somebody was there."""
        minutes: int = self.cleaned_data.get("minutes") or 0
        if minutes > self.most:
            raise forms.ValidationError(_("The session was shorter than that."))
        if self.cleaned_data.get("status") == Status.PRESENT and not minutes:
            raise forms.ValidationError(_("How many minutes were they there?"))
        return minutes


class Tolerance(forms.Form):
    """Within how many minutes nobody was late."""

    minutes = forms.IntegerField(
        label=_("Minutes within which nobody is late"), min_value=0, max_value=30,
        help_text=_("Leaving that much before the end is not early either. Minutes there are counted exactly."),
    )  # fmt: skip


class NewKiosk(OnceForm):
    """A tablet for the door."""

    name = forms.CharField(label=_("Where it stands"), max_length=80, help_text=_("Such as: front door."))


class Unsaid(forms.TextInput):
    """What was typed at a door is not shown there again."""

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The box, empty."""
        return super().get_context(name, None, attrs)


class TypedCode(forms.Form):
    """The digits at the door."""

    code = forms.CharField(
        label=_("Your code for the door"), max_length=12,
        widget=Unsaid(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
