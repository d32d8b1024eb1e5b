"""Rosters that wait to be taken in."""

from django.db import models

from cairn.kit.sealed import Sealed
from cairn.trust.records import Record


class Roster(Record):
    """A list of people somebody sent: sealed while it is looked at and mended, emptied once it is taken or put away."""

    about = "by"

    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    sheet_sealed = models.BinaryField(default=b"")
    taken_at = models.DateTimeField(null=True, blank=True)
    put_away_at = models.DateTimeField(null=True, blank=True)
    made = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)

    sheet = Sealed("sheet_sealed")

    by_id: int

    def arrival_people(self) -> models.QuerySet["Arrival", int]:
        """The ids of those who came in with it."""
        here = Arrival.objects.filter(organisation_id=self.organisation_id, roster=self)
        return here.values_list("person_id", flat=True)


class Arrival(Record):
    """That a person came in with a roster: for the sheet of invitations that is printed afterwards."""

    about = "person"

    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    person_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roster", "person"], name="arrived_once_with_a_roster")]
