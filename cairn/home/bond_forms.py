"""Tying a bond."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cairn.pairs.models import Bond, Tie
from cairn.people.models import Person, Role
from cairn.trust.viewer import Viewer

AS_PARTNER, AS_MENTOR, AS_MENTEE = "partner", "mentor", "mentee"


class TieBond(forms.Form):
    """Who walks with somebody, and as what."""

    other = forms.ChoiceField(label=_("Who"))
    part = forms.ChoiceField(
        label=_("As"),
        choices=[
            (AS_PARTNER, _("an accountability partner")),
            (AS_MENTOR, _("their mentor")),
            (AS_MENTEE, _("somebody they mentor")),
        ],
    )

    def __init__(self, viewer: Viewer, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        community = viewer.see(Role).filter(role__in=[Role.Kind.MEMBER, Role.Kind.ALUM], ended_at=None)
        people = viewer.see(Person).filter(pk__in=community.values("person"), left_at=None).exclude(pk=person.pk)
        self.fields["other"].choices = [  # type: ignore[attr-defined]
            (str(pk), name) for pk, name in people.order_by("chosen_name").values_list("pk", "chosen_name")
        ]

    def bond_between(self, person: Person, other: Person) -> tuple[str, list[tuple[Person, str]]]:
        """The kind of the bond, and each one's part in it."""
        part = self.cleaned_data["part"]
        if part == AS_PARTNER:
            return Bond.Kind.PARTNERS, [(person, Tie.Part.PARTNER), (other, Tie.Part.PARTNER)]
        mentor, mentee = (other, person) if part == AS_MENTOR else (person, other)
        return Bond.Kind.MENTOR, [(mentor, Tie.Part.MENTOR), (mentee, Tie.Part.MENTEE)]
