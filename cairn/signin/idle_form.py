"""How long somebody may be quiet before they are signed out: the choices, and setting them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cairn.people.models import Organisation
from cairn.trust.action import action
from cairn.trust.viewer import Viewer

STAFF_CHOICES, MEMBER_CHOICES = (5, 10, 15, 30), (15, 30, 60, 120, 480)


def _choices(minutes: tuple[int, ...]) -> list[tuple[int, Any]]:
    return [(n, ngettext_lazy("%(n)s minute", "%(n)s minutes", n) % {"n": n}) for n in minutes]


class IdleForm(forms.ModelForm):  # type: ignore[type-arg]
    """Minutes of quiet, for staff and for everybody else."""

    staff_idle = forms.TypedChoiceField(
        label=_("Staff"), coerce=int, choices=_choices(STAFF_CHOICES), widget=forms.RadioSelect,
        help_text=_("15 minutes is what health rules in the United States are usually read to ask for."),
    )  # fmt: skip
    member_idle = forms.TypedChoiceField(
        label=_("Members and all others"), coerce=int, choices=_choices(MEMBER_CHOICES), widget=forms.RadioSelect,
        help_text=_("On a shared phone it is always 5 minutes."),
    )  # fmt: skip

    class Meta:
        model = Organisation
        fields = ["staff_idle", "member_idle"]


@action
def change_idle_limits(viewer: Viewer, organisation: Organisation) -> Organisation:
    """Set both."""
    viewer.must("manage_people", viewer.me)
    organisation.save(update_fields=["staff_idle", "member_idle"])
    viewer.did("organisation.changed", viewer.me)
    return organisation
