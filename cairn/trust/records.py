"""The base of every row that belongs to an organisation."""

from django.db import models
from django.utils import timezone

from cairn.kit.ids import new_id


class Record(models.Model):
    """A row inside one organisation's wall.

    `about` names the foreign key to the person the row is about (or "" where it is about nobody): it drives
    the journal's subject, the archive a person takes with them, and erasure. A test asks every table for it.
    """

    about = ""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    organisation_id: int

    class Meta:
        abstract = True

    def person_about(self) -> int | None:
        """The id of the person this row is about."""
        return getattr(self, f"{self.about}_id") if self.about else None
