"""How long things last: what a person takes along, leaving, rules of retention, holds, and the log of what was disposed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cairn.kit.clock import now
from cairn.kit.sealed import Sealed
from cairn.trust.records import Record


class Takeout(Record):
    """An archive of everything of a person's, made by the worker, kept sealed on disk and for a short time."""

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=80, default="", blank=True)
    size = models.PositiveIntegerField(default=0)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)

    person_id: int

    class Meta:
        indexes = [models.Index(fields=["expires_at"], condition=Q(gone_at=None), name="takeouts_that_last")]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ready_at=None), name="one_takeout_under_way")
        ]

    @property
    def is_there(self) -> bool:
        """Whether it can be taken now."""
        return (
            self.ready_at is not None
            and self.gone_at is None
            and self.expires_at is not None
            and self.expires_at > now()
        )


class Leaving(Record):
    """A person's wish to leave and be erased. It waits, and can be taken back until then; afterwards nothing can."""

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    # Until when the law keeps what stays, sealed under a key of its own that is destroyed on that day.
    keep_until = models.DateField(null=True, blank=True)
    kept_destroyed_at = models.DateTimeField(null=True, blank=True)

    person_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(taken_back_at=None, done_at=None), name="one_leaving_at_a_time"
            )
        ]

    @classmethod
    def waiting(cls) -> models.QuerySet["Leaving"]:
        """Asked, not taken back, not done."""
        return cls.objects.filter(taken_back_at=None, done_at=None)


class Retention(Record):
    """How long one kind of thing is kept here. Without a row it is kept until the person leaves."""

    class Kind(models.TextChoices):
        GROUP_TALK = "group_talk", _("Messages in groups")
        PRIVATE_TALK = "private_talk", _("Messages between people")
        CHECKINS = "checkins", _("Check-ins")
        NOTICES = "notices", _("Notices in the inbox")
        PAPERS = "papers", _("Consents and the list of what was given out, after somebody left")

    # 45 CFR 164.316(b)(2), 164.530(j): six years, whatever an administrator writes.
    SHORTEST = {Kind.PAPERS: 6 * 366}

    kind = models.CharField(max_length=14, choices=Kind.choices)
    days = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "kind"], name="one_rule_a_kind")]


class Hold(Record):
    """A legal hold: nothing of this person's is disposed or erased while it stands; of nobody's, where none is named."""

    about = "person"

    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    words_sealed = models.BinaryField(default=b"")

    words = Sealed("words_sealed")

    person_id: int | None

    @classmethod
    def live(cls) -> models.QuerySet["Hold"]:
        """Holds that stand."""
        return cls.objects.filter(ended_at=None)


class Disposition(Record):
    """A line in the log of what was disposed: what kind, how many, older than when. Never what it said."""

    kind = models.CharField(max_length=14, choices=Retention.Kind.choices)
    count = models.PositiveIntegerField()
    older_than = models.DateTimeField()
