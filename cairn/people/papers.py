"""What people are shown before anything else: the notice about their privacy, and what everybody here promises.

Each is kept in versions. A new version asks everybody again; a receipt says who was shown which one, and when.
"""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cairn.trust.records import Record


class Paper(Record):
    """One version of the notice or of the promise, with its text in each language."""

    class Kind(models.TextChoices):
        NOTICE = "notice", _("Your privacy here")
        PROMISE = "promise", _("What we promise each other")

    # In the order in which they are shown.
    kind = models.CharField(max_length=8, choices=Kind.choices)
    version = models.PositiveSmallIntegerField()
    texts = models.JSONField(default=dict)
    is_current = models.BooleanField(default=True)
    # Our own words, with the organisation's name in them; until somebody writes others.
    is_ours = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "version"], name="versions_of_a_paper"),
            models.UniqueConstraint(
                fields=["organisation", "kind"], condition=Q(is_current=True), name="one_current_paper_of_a_kind"
            ),
        ]

    def text(self, language: str) -> str:
        """The words in that language, else in whichever there is."""
        return str(self.texts.get(language) or self.texts.get("en") or next(iter(self.texts.values()), ""))


class Receipt(Record):
    """Somebody was shown a paper, in that language, and said so. Kept for good."""

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=8)

    person_id: int
    paper_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "paper"], name="one_receipt_of_a_paper")]


def unreceipted(person: Any, organisation: Any) -> models.QuerySet[Paper]:
    """The current papers that a person (a value or a reference) has not said to have been shown."""
    current = Paper.objects.filter(organisation=organisation, is_current=True)
    # The receipts are asked from inside the papers: a reference must reach one query further out.
    further = OuterRef(person) if isinstance(person, OuterRef) else person
    return current.filter(~Exists(Receipt.objects.filter(paper=OuterRef("pk"), person=further)))


def owes_papers(roles: models.QuerySet[Any]) -> Exists:
    """For rows of persons: whether they have to be shown something first. `roles`: live roles that are asked for it."""
    asked = Exists(roles.filter(person=OuterRef(OuterRef("pk"))))
    return Exists(unreceipted(OuterRef("pk"), OuterRef("organisation")).filter(asked))
