"""The name under which nobody is known."""

from django.db import models

from cairn.kit.ids import far_id
from cairn.trust.records import Record


class Alias(Record):
    """The name somebody goes by where even their group should not know them. Peers are shown its own id, never the person's.

    Its id is drawn by chance: one made by the clock would tell beside whom it was made.
    """

    about = "person"

    id = models.BigIntegerField(primary_key=True, default=far_id, editable=False)
    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    # The name as it is compared: two that look alike are one.
    plain = models.CharField(max_length=60)

    person_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "plain"], name="one_alias_of_a_name_here")]

    def __str__(self) -> str:
        return self.name
