"""What stands around attendance: the rule of the house, corrections, tablets at the door and the codes they take."""

from django.db import models
from django.db.models import Q

from cairn.kit.clock import now
from cairn.kit.sealed import Sealed
from cairn.trust.records import Record

TOLERANCE = 5


class AttendanceRule(Record):
    """How attendance is counted here. Without a row, as the defaults say."""

    # Minutes within which nobody was late or left early.
    tolerance = models.PositiveSmallIntegerField(default=TOLERANCE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_attendance_rule")]

    @classmethod
    def tolerance_of(cls, organisation: int) -> int:
        """The minutes that hold here."""
        found = cls.objects.filter(organisation_id=organisation).values_list("tolerance", flat=True).first()
        return TOLERANCE if found is None else found


class Correction(Record):
    """Somebody put an attendance right by hand after it was closed: what stood there, what stands there now."""

    about = "person"

    attendance = models.ForeignKey("meetings.Attendance", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    was = models.CharField(max_length=8)
    was_minutes = models.PositiveSmallIntegerField()
    became = models.CharField(max_length=8)
    minutes = models.PositiveSmallIntegerField()
    why_sealed = models.BinaryField(default=b"", blank=True)

    attendance_id: int
    person_id: int
    by_id: int

    why = Sealed("why_sealed", of="person")


class Kiosk(Record):
    """A tablet at the door. It is no person: it knows today's sessions on site and a code somebody types, no more."""

    about = "by"

    name = models.CharField(max_length=80)
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    # What of the one-time address and of the tablet's own token is kept.
    address_hash = models.CharField(max_length=64, unique=True)
    address_until = models.DateTimeField()
    device_hash = models.CharField(max_length=64, default="", blank=True)
    bound_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Tries that led to nobody, since when, and until when none is taken.
    failures = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    locked_until = models.DateTimeField(null=True, blank=True)

    by_id: int

    class Meta:
        indexes = [models.Index(fields=["organisation", "ended_at"], name="kiosks_open")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_locked(self) -> bool:
        """Whether it takes no code now."""
        return self.locked_until is not None and self.locked_until > now()

    @classmethod
    def live(cls) -> models.QuerySet["Kiosk"]:
        """Tablets that are bound and open."""
        return cls.objects.filter(ended_at=None, until__gt=now())


class DoorTries(Record):
    """Codes typed at any door here that led to nobody: of one code, or (without one) of all together. Kept for minutes."""

    code_index = models.CharField(max_length=43, default="", blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "code_index"], name="tries_of_a_code_once")]


class DoorCode(Record):
    """The digits by which somebody says at a tablet that they are here. Known to its person alone."""

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    code_sealed = models.BinaryField(default=b"")
    code_index = models.CharField(max_length=43)
    ended_at = models.DateTimeField(null=True, blank=True)

    person_id: int

    code = Sealed("code_sealed", of="person")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="one_door_code_at_a_time"),
            models.UniqueConstraint(
                fields=["organisation", "code_index"], condition=Q(ended_at=None), name="a_door_code_is_one_persons"
            ),
        ]

    @classmethod
    def live(cls) -> models.QuerySet["DoorCode"]:
        """Codes that hold."""
        return cls.objects.filter(ended_at=None)
