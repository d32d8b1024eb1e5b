"""Daily check-ins, whom each is shown to, encouragement, weekly checkpoints."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cairn.kit.sealed import Sealed
from cairn.trust.records import Record


def _scale(lowest: int, highest: int) -> "models.SmallIntegerField[int | None, int | None]":
    return models.SmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(lowest), MaxValueValidator(highest)]
    )


class CheckIn(Record):
    """How somebody is, in under a minute. Every question may be skipped; "Not today" counts.

    The questions follow the strongest self-report predictors of a lapse (own selection; see docs/capabilities.md).
    """

    class Used(models.TextChoices):
        NO = "no", _("No")
        YES = "yes", _("Yes")
        RATHER_NOT = "rather_not", _("I’d rather not say")

    class Wants(models.TextChoices):
        ANY = "", _("No wish")
        HEARD = "heard", _("Only to be heard")
        FEEDBACK = "feedback", _("Feedback is welcome")
        COMPANY = "company", _("Company, no advice")
        CALL = "call", _("A call from someone")

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    # When it was written, where that was without a network; `made_at` is when it came in.
    written_at = models.DateTimeField(null=True, blank=True)
    client_id = models.CharField(max_length=40)
    not_today = models.BooleanField(default=False)
    mood = _scale(-5, 5)
    used = models.CharField(max_length=12, choices=Used.choices, default="", blank=True)
    craving = _scale(0, 10)
    confidence = _scale(0, 10)
    risky_ahead = models.BooleanField(null=True, blank=True)
    sleep_hours = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    sleep_quality = _scale(1, 5)
    hungry = models.BooleanField(default=False)
    angry = models.BooleanField(default=False)
    lonely = models.BooleanField(default=False)
    tired = models.BooleanField(default=False)
    connected = models.BooleanField(null=True, blank=True)
    safe = models.BooleanField(null=True, blank=True)
    wants = models.CharField(max_length=8, choices=Wants.choices, default=Wants.ANY, blank=True)
    words_sealed = models.BinaryField(default=b"")

    words = Sealed("words_sealed", of="person")

    person_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "client_id"], name="a_retry_makes_no_second_checkin")]
        indexes = [models.Index(fields=["person", "-id"]), models.Index(fields=["organisation", "-id"])]


class Shown(Record):
    """Whom a check-in or checkpoint was shown to, and until when. Taking it back is one column."""

    class To(models.TextChoices):
        PARTNER = "partner", _("My partner")
        GROUP = "group", _("My group")
        TEAM = "team", _("My care team")

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    checkin = models.ForeignKey(CheckIn, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checkpoint = models.ForeignKey("Checkpoint", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to = models.CharField(max_length=8, choices=To.choices)
    # A partner is named: whoever becomes a partner later sees nothing of before.
    whom = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey("groups.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    person_id: int
    checkin_id: int | None
    checkpoint_id: int | None
    group_id: int | None

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(checkin__isnull=False) ^ Q(checkpoint__isnull=False), name="shown_is_of_one_thing"
            ),
            models.CheckConstraint(condition=~Q(to="group") | Q(group__isnull=False), name="shown_to_a_named_group"),
            models.CheckConstraint(condition=~Q(to="partner") | Q(whom__isnull=False), name="shown_to_a_named_partner"),
        ]
        indexes = [models.Index(fields=["checkin"]), models.Index(fields=["checkpoint"])]

    @classmethod
    def live(cls, to: str) -> models.QuerySet["Shown"]:
        """What is still shown to partner, group or team."""
        return cls.objects.filter(to=to, ended_at=None)


class UsualChoice(Record):
    """Whom a person ticked last, kept only because they asked to find it ticked next time."""

    about = "person"

    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+")
    to_partner = models.BooleanField(default=False)
    to_team = models.BooleanField(default=False)
    group_ids = models.JSONField(default=list, blank=True)

    person_id: int


class Checkpoint(Record):
    """The weekly checkpoint: what went well, what was hard, one commitment for the week."""

    class Kept(models.TextChoices):
        UNSAID = "", _("Not said")
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NOT_YET = "not_yet", _("Not yet")

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    week = models.DateField()
    client_id = models.CharField(max_length=40)
    went_well_sealed = models.BinaryField(default=b"")
    was_hard_sealed = models.BinaryField(default=b"")
    commitment_sealed = models.BinaryField(default=b"")
    victory_sealed = models.BinaryField(default=b"")
    kept = models.CharField(max_length=8, choices=Kept.choices, default=Kept.UNSAID, blank=True)
    wants = models.CharField(max_length=8, choices=CheckIn.Wants.choices, default="", blank=True)

    went_well = Sealed("went_well_sealed", of="person")
    was_hard = Sealed("was_hard_sealed", of="person")
    commitment = Sealed("commitment_sealed", of="person")
    victory = Sealed("victory_sealed", of="person")

    person_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "week"], name="one_checkpoint_a_week"),
            models.UniqueConstraint(fields=["person", "client_id"], name="a_retry_makes_no_second_checkpoint"),
        ]
        indexes = [models.Index(fields=["person", "-week"])]


class Encouragement(Record):
    """A tap or words that come back for something shown."""

    class Kind(models.TextChoices):
        WITH_YOU = "with_you", _("I’m with you")
        PROUD = "proud", _("Proud of you")
        BEEN_THERE = "been_there", _("I’ve been there")
        WORDS = "words", _("A few words")

    about = "person"

    checkin = models.ForeignKey(CheckIn, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checkpoint = models.ForeignKey(Checkpoint, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    client_id = models.CharField(max_length=40)
    words_sealed = models.BinaryField(default=b"")

    words = Sealed("words_sealed", of="person")

    checkin_id: int | None
    checkpoint_id: int | None
    person_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "client_id"], name="a_retry_encourages_once"),
            models.CheckConstraint(
                condition=Q(checkin__isnull=False) ^ Q(checkpoint__isnull=False), name="encouragement_is_of_one_thing"
            ),
        ]
        indexes = [models.Index(fields=["checkin"]), models.Index(fields=["checkpoint"])]


class Pulse(Record):
    """When somebody last checked in, and how often before: enough to notice a silence, and nothing else.

    Apart from the check-ins, because a team that may notice a silence may not therefore read what was said.
    """

    about = "person"

    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+")
    last_on = models.DateField()
    days_of_28 = models.PositiveSmallIntegerField(default=1)

    person_id: int

    class Meta:
        indexes = [models.Index(fields=["organisation", "last_on"])]


class Glimpse(Record):
    """How somebody last said they are: one word and the day, and nothing else of the check-in.

    Apart from the check-ins, because a relative who may know how I am may not therefore read what I wrote.
    """

    about = "person"

    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    mood = _scale(-5, 5)

    person_id: int


class Milestone(Record):
    """A victory of one week, apart from the rest of the checkpoint, for those who may know of it and no more."""

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    week = models.DateField()
    words_sealed = models.BinaryField(default=b"")

    words = Sealed("words_sealed", of="person")

    person_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "week"], name="one_milestone_a_week")]
