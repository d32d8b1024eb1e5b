"""Concerns: somebody may need somebody, and a person must take it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cairn.kit.ids import new_id
from cairn.kit.sealed import Sealed
from cairn.trust.records import Record


def new_id_text() -> str:
    """A client id for a reach that no browser named."""
    return str(new_id())


class Concern(Record):
    """A reason to reach out that a person on the team must take. It climbs the ladder until somebody does.

    The clock is this row (`next_step_at`), scanned every few seconds: never only a queue entry.
    """

    class Why(models.TextChoices):
        UNSAFE = "unsafe", _("Said they do not feel safe")
        SUPPORT = "support", _("Asked for support now")
        CALL = "call", _("Asked for a call")
        HANDED = "handed", _("Handed over by a colleague")
        WORDS = "words", _("Wrote words that sound like danger")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("Reached them; they are safe")
        PLANNED = "planned", _("Reached them; next step agreed")
        HANDED_ON = "handed_on", _("Handed to emergency help")
        NOT_REACHED = "not_reached", _("Could not reach them; told the supervisor")

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=8, choices=Why.choices)
    checkin = models.ForeignKey("checkins.CheckIn", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField(default=1)
    next_step_at = models.DateTimeField(null=True, blank=True)
    # An owner without `taken_at` was handed the concern and has not said yes yet: the ladder still climbs.
    owner = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default="", blank=True)

    person_id: int
    owner_id: int | None

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "closed_at"]),
            models.Index(fields=["next_step_at"], condition=Q(closed_at=None), name="concerns_with_a_clock"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "why"], condition=Q(closed_at=None), name="one_open_concern_of_a_kind"
            )
        ]

    @classmethod
    def unresolved(cls) -> models.QuerySet["Concern"]:
        """Concerns nobody has closed."""
        return cls.objects.filter(closed_at=None)

    @classmethod
    def waiting(cls) -> models.QuerySet["Concern"]:
        """Concerns nobody has taken, also those handed to somebody who has not said yes: their clock runs."""
        return cls.unresolved().filter(taken_at=None)


class ConcernStep(Record):
    """One thing that happened with a concern: told somebody, climbed, taken, noted, handed over, closed."""

    class Kind(models.TextChoices):
        TOLD = "told", _("Told the team")
        AGAIN = "again", _("Said it again: told the team again")
        CLIMBED = "climbed", _("Went up one step: nobody had taken it")
        TAKEN = "taken", _("Taken")
        NOTED = "noted", _("Note")
        HANDED = "handed", _("Handed over")
        CALLED = "called", _("Called")
        WROTE = "wrote", _("Wrote")
        CLOSED = "closed", _("Closed")

    about = "person"

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words_sealed = models.BinaryField(default=b"")

    words = Sealed("words_sealed", of="person")

    by_id: int | None

    class Meta:
        indexes = [models.Index(fields=["concern", "id"])]


class Reach(Record):
    """A trace that a staff member reached out to a person (wrote, called, noted) from Today, or set it aside."""

    class Kind(models.TextChoices):
        CALLED = "called", _("Called")
        WROTE = "wrote", _("Wrote")
        NOTED = "noted", _("Note")
        SET_ASIDE = "set_aside", _("Set aside for now")

    class Reason(models.TextChoices):
        """How a call went, or why it can wait."""

        SPOKE = "spoke", _("We spoke")
        MESSAGE = "message", _("Left a message to call back, nothing more")
        NO_ANSWER = "no_answer", _("No answer")
        IN_TOUCH = "in_touch", _("We are in touch another way")
        PLANNED = "planned", _("A talk is planned")
        AWAY = "away", _("Away, as agreed")
        WAITS = "waits", _("It can wait")

    CALL_WENT = (Reason.SPOKE, Reason.MESSAGE, Reason.NO_ANSWER)
    ASIDE_FOR = (Reason.IN_TOUCH, Reason.PLANNED, Reason.AWAY, Reason.WAITS)
    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    client_id = models.CharField(max_length=40, default=new_id_text)
    reason = models.CharField(max_length=20, choices=Reason.choices, default="", blank=True)
    until = models.DateTimeField(null=True, blank=True)
    words_sealed = models.BinaryField(default=b"")

    words = Sealed("words_sealed", of="person")

    person_id: int
    by_id: int

    class Meta:
        indexes = [models.Index(fields=["person", "-id"])]
        constraints = [models.UniqueConstraint(fields=["by", "client_id"], name="a_retry_reaches_out_once")]
