"""Rooms, holidays and session plans."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cairn.kit.once import OnceForm
from cairn.kit.text import clean
from cairn.meetings.forms import DAY
from cairn.meetings.models import SessionPlan
from cairn.people.forms import readable

STEPS, LONGEST = 8, 1200


class PlaceForm(forms.Form):
    """A room on site."""

    name = forms.CharField(label=_("Name of the room"), max_length=80)
    chairs = forms.IntegerField(label=_("Chairs"), min_value=1, max_value=500, initial=12)

    def clean_name(self) -> str:
        """A name that can be read."""
        return readable(self.cleaned_data["name"])


class NewPlace(PlaceForm, OnceForm):
    """A new room."""


class HolidayForm(forms.Form):
    """A day on which sessions rest."""

    on = forms.DateField(label=_("Day"), widget=DAY)
    name = forms.CharField(label=_("What is it called?"), max_length=80)

    def clean_name(self) -> str:
        """A name that can be read."""
        return readable(self.cleaned_data["name"])


class PlanForm(forms.Form):
    """A session plan: what it is for, and its steps with minutes."""

    title = forms.CharField(label=_("Title"), max_length=120)
    purpose = forms.CharField(
        label=_("What it is for"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    format = forms.ChoiceField(label=_("Form"), choices=SessionPlan.Format.choices)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        steps = kwargs.pop("steps", [])
        super().__init__(*args, **kwargs)
        for number in range(1, STEPS + 1):
            before = steps[number - 1] if number <= len(steps) else {}
            self.fields[f"title_{number}"] = forms.CharField(
                label=_("Step"), max_length=80, required=False, initial=before.get("title", "")
            )
            self.fields[f"minutes_{number}"] = forms.IntegerField(
                label=_("Minutes"), min_value=1, max_value=240, required=False, initial=before.get("minutes")
            )
            self.fields[f"how_{number}"] = forms.CharField(
                label=_("How"), max_length=LONGEST, required=False, initial=before.get("how", ""),
                widget=forms.Textarea(attrs={"rows": 3}),
            )  # fmt: skip

    def clean_title(self) -> str:
        """A title that can be read."""
        return readable(self.cleaned_data["title"])

    def clean(self) -> dict[str, Any]:
        """At least one step; each with its minutes."""
        data = super().clean() or {}
        data["steps"] = []
        for number in range(1, STEPS + 1):
            title = " ".join(clean(data.get(f"title_{number}") or "").split())
            minutes, how = data.get(f"minutes_{number}"), clean(data.get(f"how_{number}") or "")
            if title and not minutes:
                self.add_error(f"minutes_{number}", _("How many minutes?"))
            elif (minutes or how) and not title:
                self.add_error(f"title_{number}", _("What is this step called?"))
            elif title:
                data["steps"].append({"title": title, "minutes": minutes, "how": how})
        if not data["steps"] and not self.errors:
            self.add_error("title_1", _("A plan has at least one step."))
        return data

    def rows(self) -> list[tuple[int, Any, Any, Any]]:
        """The fields of the steps, by step."""
        numbers = range(1, STEPS + 1)
        return [(n, self[f"title_{n}"], self[f"minutes_{n}"], self[f"how_{n}"]) for n in numbers]

    def told(self) -> dict[str, Any]:
        """What was written, by the columns of a plan."""
        data = self.cleaned_data
        return {
            "title": data["title"], "purpose": clean(data["purpose"]), "format": data["format"],
            "language": data["language"], "steps": data["steps"],
        }  # fmt: skip


class NewPlan(PlanForm, OnceForm):
    """A new plan."""
