"""Sessions: when people meet, where, led by whom, and who is expected beyond a group's seats."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cairn.kit.clock import now
from cairn.meetings.counted import AttendanceRule, Correction, DoorCode, DoorTries, Kiosk
from cairn.meetings.present import Attendance, Stay
from cairn.trust.records import Record

__all__ = [
    "Arranged", "Attendance", "AttendanceRule", "Correction", "DoorCode", "DoorTries", "Feed", "Holiday", "Invitee", "Kind", "Kiosk",
    "Place", "Series", "Session", "SessionPlan", "Stay",
]  # fmt: skip


class Kind(models.TextChoices):
    """What a session is. Community events are sessions too; whether one counts towards hours is the payer's table."""

    THERAPY = "therapy", _("Therapy group")
    PEER = "peer", _("Peer group")
    EDUCATION = "education", _("Education")
    INDIVIDUAL = "individual", _("Individual session")
    FAMILY = "family", _("Family session")
    MENTOR = "mentor", _("Mentor call")
    EVENT = "event", _("Community event")


class Place(Record):
    """A room on site where people meet."""

    name = models.CharField(max_length=80)
    chairs = models.PositiveSmallIntegerField(default=12)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], condition=Q(closed_at=None), name="places_by_name")
        ]

    def __str__(self) -> str:
        return self.name


class Holiday(Record):
    """A day on which the organisation's sessions rest."""

    on = models.DateField()
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "on"], name="one_holiday_a_day")]


class SessionPlan(Record):
    """A reusable plan for a session: its steps with minutes. Of the house (`by` empty), or somebody's own."""

    about = "by"

    class Format(models.TextChoices):
        OPEN = "open", _("Open discussion")
        TOPIC = "topic", _("Topic")
        ACTIVITY = "activity", _("Activity")

    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=300, default="", blank=True)
    format = models.CharField(max_length=12, choices=Format.choices, default=Format.TOPIC)
    language = models.CharField(max_length=8, default="en")
    # [{"title": str, "minutes": int, "how": str}], in order: opening round, topic, activity, closing round.
    steps = models.JSONField(default=list)
    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_shared = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        """How long all its steps take together."""
        return sum(int(step["minutes"]) for step in self.steps)


class Arranged(Record):
    """What a series says of its sessions, and each session of itself once it was arranged."""

    about = "facilitator"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=120)
    group = models.ForeignKey("groups.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Wall-clock time in `zone` (an IANA name): daylight saving never shifts a session.
    zone = models.CharField(max_length=64)
    at = models.TimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_online = models.BooleanField(default=True)
    facilitator = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    co_facilitator = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    plan = models.ForeignKey(SessionPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    group_id: int | None
    place_id: int | None
    facilitator_id: int | None
    co_facilitator_id: int | None

    # What a session takes over from its series; a moved or substituted session keeps its own.
    SHARED = ("kind", "name", "group_id", "zone", "at", "minutes", "place_id", "is_online", "facilitator_id",
              "co_facilitator_id", "plan_id")  # fmt: skip

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Series(Arranged):
    """Sessions that recur by a rule in the organisation's wall-clock time, or one session alone (no rule)."""

    # An RFC 5545 recurrence rule without DTSTART, as `recurrence.Rule` writes it; "" means once.
    rule = models.CharField(max_length=200, default="", blank=True)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    rests_on_holidays = models.BooleanField(default=True)
    # Whoever missed another session of this kind may be offered one of these instead.
    takes_make_ups = models.BooleanField(default=False)
    # Sessions are rows up to and with this day; the worker keeps it some weeks ahead.
    laid_out_until = models.DateField(null=True, blank=True)


class Session(Arranged):
    """One meeting of people, at a moment. `on` is the day its series meant (RFC 5545's RECURRENCE-ID) and never changes."""

    class Why(models.TextChoices):
        HOLIDAY = "holiday", _("Holiday")
        ILL = "ill", _("The facilitator is ill")
        FEW = "few", _("Too few people could come")
        WEATHER = "weather", _("Weather")
        OVER = "over", _("The series has ended")
        OTHER = "other", pgettext_lazy("why a session is cancelled", "Another reason")

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    # The day it takes place, and the same said as moments.
    day = models.DateField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # Changed by hand, alone: an edit of the whole series passes it by.
    is_own = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    why_cancelled = models.CharField(max_length=8, choices=Why.choices, default="", blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminded_soon_at = models.DateTimeField(null=True, blank=True)
    # Minutes are counted and the session is over for good; set by whoever ends it, or by the clock.
    closed_at = models.DateTimeField(null=True, blank=True)

    series_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "on"], name="a_series_meets_once_a_day")]
        indexes = [
            models.Index(fields=["organisation", "begins_at"]),
            models.Index(fields=["group", "begins_at"]),
            models.Index(fields=["facilitator", "begins_at"]),
        ]

    @property
    def local_begin(self) -> dt.datetime:
        """When it begins, on the organisation's clock."""
        return self.begins_at.astimezone(ZoneInfo(self.zone))

    @classmethod
    def standing(cls) -> models.QuerySet["Session"]:
        """Sessions that take place: not cancelled."""
        return cls.objects.filter(cancelled_at=None)

    @classmethod
    def ahead(cls) -> models.QuerySet["Session"]:
        """Sessions that take place and are not over."""
        return cls.standing().filter(ends_at__gt=now(), closed_at=None)


class Invitee(Record):
    """Somebody expected at the sessions of a series beyond its group's seats, or at one session alone (a make-up)."""

    about = "person"

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    series_id: int
    session_id: int | None
    person_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "person"], condition=Q(ended_at=None, session=None), name="invited_once_to_a_series"
            ),
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(ended_at=None), name="invited_once_to_a_session"
            ),
        ]
        indexes = [models.Index(fields=["person", "ended_at"])]

    @classmethod
    def live(cls) -> models.QuerySet["Invitee"]:
        """Invitations that hold."""
        return cls.objects.filter(ended_at=None)


class Feed(Record):
    """A private calendar address: who holds it reads when its person is busy, and no other word."""

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    hash = models.CharField(max_length=64, unique=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    person_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="one_calendar_at_a_time")
        ]
