"""Who was there: one attendance a person and session, and the stretches of time that make its minutes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cairn.kit.sealed import Sealed
from cairn.trust.records import Record


class Attendance(Record):
    """One person at one session, for both doors: what was said before, the minutes there, and how it was closed.

    Listening is attending. Minutes come from stays alone; nobody types them but as a correction that is told.
    """

    class Status(models.TextChoices):
        EXPECTED = "expected", _("Expected")
        PRESENT = "present", _("There")
        EXCUSED = "excused", _("Excused")
        ABSENT = "absent", _("Not there")

    about = "person"

    session = models.ForeignKey("meetings.Session", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.EXPECTED)
    # "I can't come", said before, with words only if the person wants.
    cannot_come_at = models.DateTimeField(null=True, blank=True)
    reason_sealed = models.BinaryField(default=b"", blank=True)
    # The missed session this one makes up for.
    makes_up_for = models.ForeignKey(
        "meetings.Session", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    minutes = models.PositiveSmallIntegerField(default=0)
    late_by = models.PositiveSmallIntegerField(default=0)
    left_early_by = models.PositiveSmallIntegerField(default=0)

    session_id: int
    person_id: int

    reason = Sealed("reason_sealed", of="person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="one_attendance_a_session")]
        indexes = [models.Index(fields=["person", "-id"])]


class Stay(Record):
    """A stretch of time a person was there, through one door. Online stretches less than 30 s apart are one."""

    class Door(models.TextChoices):
        ONLINE = "online", _("Online")
        KIOSK = "kiosk", _("Signed in at the door")
        TAPPED = "tapped", _("Marked by the facilitator")

    class Why(models.TextChoices):
        LEFT = "left", _("Left")
        REMOVED = "removed", _("Removed")
        LOST = "lost", _("The line was lost")
        ENDED = "ended", _("The session ended")

    about = "person"

    session = models.ForeignKey("meetings.Session", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    door = models.CharField(max_length=8, choices=Door.choices)
    began_at = models.DateTimeField()
    # Where the line stands: a stay that nobody ended is over 30 s after it was last heard of.
    heard_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=8, choices=Why.choices, default="", blank=True)

    session_id: int
    person_id: int

    class Meta:
        indexes = [models.Index(fields=["session", "person"])]
