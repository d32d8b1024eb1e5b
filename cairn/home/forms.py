"""Forms of the pages that span topics."""

import datetime as dt
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cairn.kit.clock import start_of, today
from cairn.kit.ids import new_id
from cairn.kit.text import clean
from cairn.safety.models import Reach

MORNING = dt.time(8)
ASIDE = [("1", _("Until tomorrow morning")), ("3", _("For three days")), ("7", _("For a week"))]


class Repeatable(forms.Form):
    """A form that carries an id made with it: sent twice, it takes effect once."""

    client_id = forms.CharField(max_length=40, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client_id"].initial = str(new_id())

    def clean_client_id(self) -> str:
        """The browser's id, or a fresh one where there was none."""
        return self.cleaned_data["client_id"] or str(new_id())


class CallForm(Repeatable):
    """How did the call go?"""

    reason = forms.ChoiceField(
        label=_("How did it go?"),
        widget=forms.RadioSelect,
        choices=[(reason.value, reason.label) for reason in Reach.CALL_WENT],
    )
    words = forms.CharField(
        label=_("What a colleague should know"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NoteForm(Repeatable):
    """A note for colleagues."""

    words = forms.CharField(
        label=_("Your note"),
        help_text=_("The care team and the coordinators can read it. Write what helps the next person."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AsideForm(Repeatable):
    """Set somebody aside until a day, for a reason. Something new brings them back at once."""

    days = forms.ChoiceField(label=_("Until when?"), widget=forms.RadioSelect, choices=ASIDE, initial="1")
    reason = forms.ChoiceField(
        label=_("Why can it wait?"),
        widget=forms.RadioSelect,
        choices=[(reason.value, reason.label) for reason in Reach.ASIDE_FOR],
    )

    def until(self, zone: str) -> dt.datetime:
        """The morning on which it comes back."""
        day = today(zone) + dt.timedelta(days=int(self.cleaned_data["days"]))
        return start_of(day, zone) + dt.timedelta(hours=MORNING.hour)


def zones() -> list[tuple[str, str]]:
    """Time zones named by place."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [(name, name.replace("_", " ")) for name in names]


class AppearanceForm(forms.Form):
    """How I appear: name in groups, language, zone, typing."""

    chosen_name = forms.CharField(
        label=_("Your name in groups"),
        help_text=_("A first name or a nickname is enough."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    zone = forms.ChoiceField(label=_("Time zone"), required=False)
    shows_typing = forms.BooleanField(
        label=_("Show when I am typing"),
        help_text=_("You see it of others only if you show it too."),
        required=False,
    )

    def __init__(self, *args: Any, house_zone: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = _("The zone of the house (%(zone)s)") % {"zone": house_zone.replace("_", " ")}
        self.fields["zone"].choices = [("", ours), *zones()]  # type: ignore[attr-defined]

    def clean_chosen_name(self) -> str:
        """The name without invisible characters; at least one that can be read."""
        name = " ".join(clean(self.cleaned_data["chosen_name"]).split())
        if not name:
            raise forms.ValidationError(_("Please write a name."))
        return name


class AliasForm(forms.Form):
    """The name by which nobody here knows me."""

    name = forms.CharField(
        label=_("Your alias"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Such as Quiet Heron. Not your name, nor one people here call you."),
    )  # fmt: skip

    def clean_name(self) -> str:
        """The name on one line, without what cannot be seen."""
        return " ".join(clean(self.cleaned_data["name"]).split())
