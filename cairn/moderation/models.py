"""Reports of what hurts, and the measures a facilitator takes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cairn.kit.sealed import Sealed
from cairn.trust.records import Record


class Report(Record):
    """Somebody tells that a message or a person hurts, frightens or breaks the agreement.

    It is the reporter's row: the one reported never learns of it from us. `copy` is the message as it was then:
    its writer may change or remove it, and whoever handles the report may not sit in that room.
    """

    class Kind(models.TextChoices):
        HURTS = "hurts", _("It is unkind or it threatens somebody")
        APPROACH = "approach", _("Somebody came too close, or asked for contact, money or a date")
        OFFERS = "offers", _("It offers or asks for drugs or alcohol")
        SECRET = "secret", _("It tells what should stay in the group")
        WORRY = "worry", _("I worry about this person")
        OTHER = "other", _("Something else")

    class Outcome(models.TextChoices):
        MEASURE = "measure", _("A step was taken")
        TALKED = "talked", _("We talked about it")
        SAFETY = "safety", _("Passed to the care team")
        NOTHING = "nothing", _("No step was needed")

    about = "reporter"

    reporter = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey("groups.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey("chat.Message", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    words_sealed = models.BinaryField(default=b"")
    copy_sealed = models.BinaryField(default=b"")
    # Somebody must have looked by then; the row is scanned, so a report is never only an entry in a queue.
    due_at = models.DateTimeField()
    late_at = models.DateTimeField(null=True, blank=True)
    handler = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default="", blank=True)
    answer_sealed = models.BinaryField(default=b"")

    words = Sealed("words_sealed", of="reporter")
    copy = Sealed("copy_sealed", of="reporter")
    answer = Sealed("answer_sealed", of="reporter")

    reporter_id: int
    person_id: int
    group_id: int | None
    message_id: int | None
    handler_id: int | None

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "closed_at", "-id"]),
            models.Index(fields=["due_at"], condition=Q(closed_at=None, late_at=None), name="reports_with_a_clock"),
        ]

    @classmethod
    def waiting(cls) -> models.QuerySet["Report"]:
        """Reports nobody has closed."""
        return cls.objects.filter(closed_at=None)


class Measure(Record):
    """A step a facilitator or coordinator takes in a group, the mildest that helps. Each with its reason, each recorded."""

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("A private word")
        HIDE = "hide", _("Hide the message for now")
        REMOVE = "remove", _("Remove the message for good")
        LISTEN = "listen", _("Only listen for a while")
        PAUSE = "pause", _("Pause the room for everybody")
        END_SEAT = "end_seat", _("End the seat in the group")

    OF_MESSAGE = (Kind.HIDE, Kind.REMOVE)
    OF_PERSON = (Kind.REMINDER, Kind.LISTEN, Kind.END_SEAT)
    CAN_END = (Kind.HIDE, Kind.LISTEN, Kind.PAUSE)
    about = "person"

    group = models.ForeignKey("groups.Group", on_delete=models.PROTECT, related_name="+")
    # Nobody, where it is the whole room that rests.
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey("chat.Message", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    reason_sealed = models.BinaryField(default=b"")
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    reason = Sealed("reason_sealed", of="person")

    group_id: int
    person_id: int | None
    message_id: int | None
    by_id: int

    class Meta:
        indexes = [
            models.Index(fields=["group", "person", "-id"]),
            models.Index(
                fields=["until"], condition=Q(ended_at=None, until__isnull=False), name="measures_with_an_end"
            ),
        ]

    @classmethod
    def live(cls, *kinds: str) -> models.QuerySet["Measure"]:
        """Measures in effect; with kinds, only those."""
        found = cls.objects.filter(ended_at=None)
        return found.filter(kind__in=kinds) if kinds else found

    @property
    def can_end(self) -> bool:
        """Whether it is in effect and can be taken back."""
        return self.ended_at is None and self.kind in self.CAN_END
