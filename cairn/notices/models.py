"""The in-app inbox. A notice holds what kind of thing waits and where, never its words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cairn.trust.records import Record


class Notice(Record):
    """Something waits for somebody."""

    class Kind(models.TextChoices):
        ENCOURAGED = "encouraged", _("Somebody is with you")
        INVITED = "invited", _("You are invited to a group")
        WELCOMED = "welcomed", _("You have a seat in a group")
        AGREEMENT = "agreement", _("A group has a new agreement to sign")
        ASKED = "asked", _("Somebody asked to join your group")
        CONCERN = "concern", _("Somebody needs you")
        ANSWERED = "answered", _("A group has answered you")
        LINK = "link", _("A new sign-in link was made for you")
        STEPPED = "stepped", _("Your level of care is another one now")
        ROLES = "roles", _("What you may do here has changed")
        REPLIED = "replied", _("Somebody answered you")

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    row = models.BigIntegerField()
    seen_at = models.DateTimeField(null=True, blank=True)

    person_id: int

    class Meta:
        indexes = [models.Index(fields=["person", "seen_at", "-id"])]
