"""Looking for a group, opening one, its rules and its agreement."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cairn.care.models import Programme
from cairn.groups.models import Group, Seat
from cairn.kit.once import OnceForm
from cairn.kit.text import clean
from cairn.people.forms import readable
from cairn.trust.viewer import Viewer

LONGEST = 8000
PROMISE = _(
    "What is said here stays here. I may tell my own story outside, never somebody else’s.\n\n"
    "I do not say who is in this group, and I take no pictures and make no recordings.\n\n"
    "I join from a place where others cannot hear or see the group.\n\n"
    "I may pass and I may just listen. So may everybody else.\n\n"
    "If somebody is in danger, I tell a facilitator."
)


class Browse(forms.Form):
    """What the list of groups is narrowed to."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any kind")), *Group.Kind.choices])
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("Any language")), *settings.LANGUAGES]
    )
    takes = forms.BooleanField(label=_("Takes new people"), required=False)


class Rules(forms.Form):
    """What a group is for, whom it takes, and its rules for the room."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Neutral words: this name can appear on a phone.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Group.Kind.choices)
    track = forms.CharField(
        label=_("Track"), max_length=80, required=False,
        help_text=_("Such as dual diagnosis, trauma recovery, women, young adults."),
    )  # fmt: skip
    purpose = forms.CharField(
        label=_("What it is for"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences somebody can decide by."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    size_cap = forms.IntegerField(
        label=_("Most members"), min_value=2, max_value=200, initial=12,
        help_text=_("Many rules allow 12 in therapy. Smaller groups help people who find groups hard."),
    )  # fmt: skip
    is_open = forms.BooleanField(label=_("Takes new people"), required=False, initial=True)
    camera = forms.ChoiceField(
        label=_("Camera"), choices=Group.Camera.choices, widget=forms.RadioSelect, initial="choice"
    )
    private_room = forms.BooleanField(label=_("Everybody joins from a private room"), required=False, initial=True)

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = viewer.see(Programme).filter(ended_at=None).order_by("name")
        choices = [("", _("For everybody")), *((str(one.pk), one.name) for one in programmes)]
        self.fields["programme"].choices = choices  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """A name that can be read."""
        return readable(self.cleaned_data["name"])

    def told(self) -> dict[str, Any]:
        """What was chosen, ready for the action."""
        kept = {name: self.cleaned_data[name] for name in Rules.base_fields if name != "programme"}
        kept |= {name: clean(kept[name]) for name in ("track", "purpose")}
        return {**kept, "programme_id": int(self.cleaned_data["programme"]) if self.cleaned_data["programme"] else None}


class Agreed(forms.Form):
    """The words of an agreement."""

    text = forms.CharField(label=_("The agreement"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 12}))

    def clean_text(self) -> str:
        """Words that can be read."""
        text = clean(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(_("Please write what everybody promises."))
        return text


class NewGroup(Rules, Agreed, OnceForm):
    """A group with its first agreement."""

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(viewer, *args, **kwargs)
        self.fields["text"].initial = PROMISE


class Offer(forms.Form):
    """A seat or an invitation for somebody."""

    person = forms.IntegerField()
    part = forms.ChoiceField(choices=Seat.Part.choices, required=False)
