"""Forms of reports and measures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.kit.once import OnceForm
from cairn.moderation.models import Measure, Report

DAYS = [(1, _("One day")), (3, _("Three days")), (7, _("A week")), (0, _("Until somebody ends it"))]


class ReportForm(OnceForm):
    """What is wrong, in a tap and, if one likes, in words."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Report.Kind.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What should they know?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class CloseForm(forms.Form):
    """What came of it, and the answer to who told us."""

    outcome = forms.ChoiceField(label=_("What came of it?"), choices=Report.Outcome.choices, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Your answer to the one who told us"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Thank them. Say what happens now, and nothing about anybody else’s care."),
    )


class MeasureForm(OnceForm):
    """The mildest step that helps, and why."""

    kind = forms.ChoiceField(label=_("Which step?"), widget=forms.RadioSelect)
    days = forms.TypedChoiceField(
        label=_("If they only listen: for how long?"), choices=DAYS, coerce=int, initial=1, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why? In words the person can read"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads this. Say what happened and what helps next time."),
    )

    def __init__(self, *args: Any, of_message: bool, of_person: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [*(Measure.OF_PERSON[:1] if of_person else ()), *(Measure.OF_MESSAGE if of_message else ())]
        kinds += [Measure.Kind.LISTEN] if of_person else []
        kinds += [Measure.Kind.PAUSE, *([Measure.Kind.END_SEAT] if of_person else [])]
        self.fields["kind"].choices = [(one.value, one.label) for one in kinds]  # type: ignore[attr-defined]
        if not of_person:
            del self.fields["days"]
