"""Programmes, levels of care, enrolments as episodes, and who cares for whom."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cairn.kit.clock import now
from cairn.trust.records import Record


class Programme(Record):
    """A course of treatment the organisation offers."""

    name = models.CharField(max_length=120)
    # Whether check-ins ask about alcohol and drugs; a programme for mental health alone may not.
    asks_about_use = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Level(Record):
    """A level of care in a programme, with its hours a week. Codes and names only: level texts are copyrighted."""

    class Kind(models.TextChoices):
        PHP = "php", _("Partial hospitalisation (PHP)")
        IOP = "iop", _("Intensive outpatient (IOP)")
        OUTPATIENT = "outpatient", _("Outpatient")
        ALUMNI = "alumni", _("Alumni")

    SHORT = {Kind.PHP: "PHP", Kind.IOP: "IOP", Kind.OUTPATIENT: _("Outpatient"), Kind.ALUMNI: _("Alumni")}
    # Usual hours a week in the United States: a beginning that each organisation sets right.
    HOURS: dict[str, tuple[int, int | None]] = {
        Kind.PHP: (20, None), Kind.IOP: (9, 19), Kind.OUTPATIENT: (1, 8), Kind.ALUMNI: (0, None)
    }  # fmt: skip

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=80)
    hours_min = models.PositiveSmallIntegerField(default=0)
    hours_max = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField(default=True)

    programme_id: int

    def __str__(self) -> str:
        return self.name


class Episode(Record):
    """One course of treatment of a person in one programme, from admission to discharge."""

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    person_id: int
    programme_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_on=None), name="one_episode_at_a_time")
        ]


class Enrolment(Record):
    """One stay of a person at one level of care. A step up or down ends one and begins the next."""

    class Step(models.TextChoices):
        ADMITTED = "admitted", _("Admitted")
        READMITTED = "readmitted", _("Came back")
        UP = "up", _("Stepped up")
        DOWN = "down", _("Stepped down")
        ASIDE = "aside", _("Changed level")
        TRANSFERRED = "transferred", _("Changed programme")
        DISCHARGED = "discharged", _("Finished treatment")

    class Why(models.TextChoices):
        PLANNED = "planned", _("As planned")
        MORE = "more", _("More support helps now")
        LESS = "less", _("Less is enough now")
        WISH = "wish", _("Their own wish")
        OUTSIDE = "outside", _("Work, home or another clinic")
        PAYER = "payer", _("The payer decided")
        OTHER = "other", _("Another reason")

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="+")
    episode = models.ForeignKey(Episode, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=12, choices=Step.choices, default=Step.ADMITTED)
    why = models.CharField(max_length=8, choices=Why.choices, default=Why.PLANNED)
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    person_id: int
    level_id: int
    episode_id: int | None

    class Meta:
        indexes = [models.Index(fields=["person", "-began_on"])]


class CareTie(Record):
    """A staff member who cares for a person: need-to-know by assignment (42 CFR 2.12(c)(3))."""

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    carer = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    is_owner = models.BooleanField(default=False)
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    person_id: int
    carer_id: int

    class Meta:
        indexes = [models.Index(fields=["person", "carer"]), models.Index(fields=["carer", "ended_at"])]
        constraints = [
            models.UniqueConstraint(fields=["person", "carer"], condition=Q(ended_at=None), name="one_tie_at_a_time"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None, is_owner=True), name="one_owner_at_a_time"
            ),
        ]

    @classmethod
    def live(cls) -> models.QuerySet["CareTie"]:
        """Ties that hold now."""
        return cls.objects.filter(ended_at=None, began_at__lte=now())


class WorryingPhrase(Record):
    """Words that sound like danger, in the form `worry.plain` gives them. One empty row says: no words in this language."""

    language = models.CharField(max_length=8)
    phrase = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "language", "phrase"], name="a_phrase_is_listed_once")
        ]
