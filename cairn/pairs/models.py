"""Bonds: accountability partners and mentors. Two people, sometimes three."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cairn.trust.records import Record


class Bond(Record):
    """A bond between people who walk together for a while."""

    class Kind(models.TextChoices):
        PARTNERS = "partners", _("Accountability partners")
        MENTOR = "mentor", _("Mentor")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    ended_at = models.DateTimeField(null=True, blank=True)


class Tie(Record):
    """One person's part in a bond."""

    class Part(models.TextChoices):
        PARTNER = "partner", _("partner")
        MENTOR = "mentor", _("mentor")
        MENTEE = "mentee", _("mentee")

    about = "person"

    bond = models.ForeignKey(Bond, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=8, choices=Part.choices)
    ended_at = models.DateTimeField(null=True, blank=True)

    bond_id: int
    person_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bond", "person"], condition=Q(ended_at=None), name="tied_once")]
        indexes = [models.Index(fields=["person", "ended_at"])]

    @classmethod
    def live(cls, *parts: str) -> models.QuerySet["Tie"]:
        """Ties that hold now, in bonds that hold now."""
        found = cls.objects.filter(ended_at=None, bond__ended_at=None)
        return found.filter(part__in=parts) if parts else found
