"""One page with every part on it, filled with believable things."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator

from cairn.kit.trends import Point
from tests.look.stage import render

STEPS = [(1, "Very hard"), (2, "Hard"), (3, "In between"), (4, "Okay"), (5, "Good")]
HALT = [("h", "Hungry"), ("a", "Angry"), ("l", "Lonely"), ("t", "Tired")]
PEOPLE = [
    (2, "Bo", "partner", "Checked in this morning and asked how the wedding went"),
    (3, "Cleo", "mentor", "Next talk Thursday, 5 pm"),
    (4, "Pia", "peer specialist", "Here weekdays 9 am–6 pm"),
]
VALUES = [6, 5, 7, None, 8, 7, 6, 4, 5, None, 6, 7, 7, 8]


class Parts(forms.Form):
    """Every kind of question."""

    mood = forms.ChoiceField(label="How is it right now?", widget=forms.RadioSelect, choices=STEPS, initial=3)
    craving = forms.ChoiceField(
        label="How strong was craving today?",
        help_text="Zero is fine. So is ten.",
        widget=forms.RadioSelect,
        choices=[(number, number) for number in range(11)],
        initial=4,
    )
    use = forms.ChoiceField(
        label="Did you use since last time?",
        widget=forms.RadioSelect,
        choices=[("n", "No"), ("y", "Yes"), ("p", "I would rather not say")],
    )
    halt = forms.MultipleChoiceField(
        label="Today I feel", widget=forms.CheckboxSelectMultiple, choices=HALT, initial=["l"]
    )
    words = forms.CharField(
        label="In your own words",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="Only who you choose can read it.",
    )
    name = forms.CharField(label="The name you go by", max_length=40)
    level = forms.ChoiceField(label="Level of care", choices=[("iop", "Intensive outpatient"), ("op", "Outpatient")])
    agree = forms.BooleanField(label="I read the agreement and will keep it.", help_text="You can read it at any time.")


def every_part(wrong: bool = False, **more: Any) -> str:
    """The page, as a form just opened or one that came back."""
    days = [f"Nov {day}" for day in range(11, 25)]
    words = ["slept badly" if day == 1 else "the wedding talk" if day == 8 else "" for day in range(14)]
    shown = {
        "form": Parts({"mood": "3"}) if wrong else Parts(),
        "people": PEOPLE,
        "seeds": range(100, 124),
        "page": Paginator(range(100), 20).page(2),
        "now": datetime(2026, 11, 24, 23, 12, tzinfo=UTC),
        "points": [Point(*row) for row in zip(days, VALUES, words, strict=True)],
        "icons": ["today", "groups", "messages", "me", "support"],
    }
    return render((Path(__file__).parent / "parts.html").read_text(), **shown | more)
