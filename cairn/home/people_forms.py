"""Letting somebody in, enrolling them, and who cares for them."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cairn.care.models import Enrolment, Level
from cairn.home.people import levels_by_programme
from cairn.kit.clock import today
from cairn.kit.once import OnceForm
from cairn.kit.text import clean
from cairn.people.forms import readable
from cairn.people.models import Person, Role
from cairn.trust.viewer import Viewer

NONE = ("", _("Not now"))


def level_choices(viewer: Viewer) -> list[Any]:
    """Every level of care that is offered, by programme."""
    return [NONE, *levels_by_programme(viewer, viewer.see(Level).filter(programme__ended_at=None, is_offered=True))]


def carer_choices(viewer: Viewer) -> list[Any]:
    """Everybody who can be on a care team."""
    staff = Role.live(*Role.CARE_STAFF).filter(organisation_id=viewer.organisation_id).values("person")
    people = viewer.see(Person).filter(pk__in=staff, left_at=None).order_by("chosen_name")
    return [NONE, *((str(person.pk), person.chosen_name) for person in people)]


class Find(forms.Form):
    """What the list of people is narrowed to."""

    name = forms.CharField(label=_("Name begins with"), required=False, max_length=60)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("Any role")), *Role.Kind.choices])
    level = forms.ChoiceField(label=_("Level of care"), required=False)
    mine = forms.BooleanField(label=_("Only people I care for"), required=False)

    def __init__(self, data: Any, viewer: Viewer) -> None:
        super().__init__(data)
        choices = level_choices(viewer)[1:]
        self.fields["level"].choices = [("", _("Any level")), *choices]  # type: ignore[attr-defined]


class ContactForm(forms.Form):
    """Legal name and contact data."""

    legal_name = forms.CharField(
        label=_("Legal name"), max_length=120, required=False,
        help_text=_("For the care team and billing. Kept sealed. People in groups never see it."),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail address"), required=False, help_text=_("They sign in with it. Nothing is sent now.")
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)

    def clean_legal_name(self) -> str:
        """On one line, without what cannot be seen."""
        return " ".join(clean(self.cleaned_data["legal_name"]).split())

    def clean_phone(self) -> str:
        """The same."""
        return " ".join(clean(self.cleaned_data["phone"]).split())


class AddPerson(OnceForm, ContactForm):
    """A new person."""

    chosen_name = forms.CharField(
        label=_("Chosen name"), max_length=60, help_text=_("What others in groups see. A first name is enough.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)
    level = forms.ChoiceField(label=_("Enrol at"), required=False)
    carer = forms.ChoiceField(label=_("Who looks after them first"), required=False)

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        staff = viewer.may("appoint", viewer.me)
        roles = [choice for choice in Role.Kind.choices if staff or choice[0] not in Role.STAFF]
        self.fields["roles"].choices = roles  # type: ignore[attr-defined]
        self.fields["level"].choices = level_choices(viewer)  # type: ignore[attr-defined]
        self.fields["carer"].choices = carer_choices(viewer)  # type: ignore[attr-defined]

    def clean_chosen_name(self) -> str:
        """A name that can be read."""
        return readable(self.cleaned_data["chosen_name"])


class Step(forms.Form):
    """A step on the way through treatment, on a day, for a reason."""

    on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date", "class": "short"}))
    why = forms.ChoiceField(label=_("Why"), choices=Enrolment.Why.choices, required=False)

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today(viewer.me.organisation.zone)

    def clean_why(self) -> str:
        """As planned, where nothing else is said."""
        return self.cleaned_data["why"] or Enrolment.Why.PLANNED

    def clean_on(self) -> dt.date:
        """A day that is not far away."""
        on: dt.date = self.cleaned_data["on"]
        if abs((on - dt.date.today()).days) > 366:
            raise forms.ValidationError(_("Please choose a day within a year of today."))
        return on


class Enrol(Step):
    """A step to a level of care."""

    level = forms.ChoiceField(label=_("Level of care"))
    field_order = ["level", "on", "why"]

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(viewer, *args, **kwargs)
        self.fields["level"].choices = level_choices(viewer)[1:]  # type: ignore[attr-defined]


class Roles(forms.Form):
    """The roles somebody holds."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.Kind.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Everybody here has at least one role.")},
    )  # fmt: skip


class JoinTeam(forms.Form):
    """Somebody new on a care team."""

    carer = forms.ChoiceField(label=_("Who"))
    is_owner = forms.BooleanField(label=_("Looks after them first"), required=False)

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["carer"].choices = carer_choices(viewer)[1:]  # type: ignore[attr-defined]
