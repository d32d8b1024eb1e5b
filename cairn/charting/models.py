"""Write-ups, notes and what is kept apart from them; who signs as what; and the tables of hours and units."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cairn.charting.ledger import CountingRule, PayerRule
from cairn.kit.clock import now
from cairn.kit.sealed import Sealed
from cairn.trust.records import Record

__all__ = [
    "Addendum", "ChartingRule", "CounsellingNote", "CountingRule", "Credential", "Note", "PayerRule", "WriteUp",
]  # fmt: skip


class ChartingRule(Record):
    """How notes are signed here. Without a row, as the defaults say."""

    peers_need_cosign = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_charting_rule")]

    @classmethod
    def peers_need(cls, organisation: int) -> bool:
        """Whether a peer specialist's note waits for a supervisor."""
        found = cls.objects.filter(organisation_id=organisation).values_list("peers_need_cosign", flat=True).first()
        return True if found is None else found


class Credential(Record):
    """Under which letters somebody signs, and whether they sign beside others as a supervisor."""

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    letters = models.CharField(max_length=40)
    supervises = models.BooleanField(default=False)
    expires_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    person_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="one_credential_at_a_time")
        ]

    @classmethod
    def live(cls) -> models.QuerySet["Credential"]:
        """Credentials that hold today."""
        held = cls.objects.filter(ended_at=None)
        return held.filter(Q(expires_on=None) | Q(expires_on__gte=now().date()))


class WriteUp(Record):
    """What was done in a session, said once for everybody who was there. No attendee stands in it."""

    about = "by"

    session = models.ForeignKey("meetings.Session", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    topic_sealed = models.BinaryField(default=b"")
    intervention_sealed = models.BinaryField(default=b"")

    session_id: int
    by_id: int

    topic = Sealed("topic_sealed")
    intervention = Sealed("intervention_sealed")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session"], name="a_session_is_written_up_once")]


class Note(Record):
    """What one person's record says about one session. A draft until it is signed; then nothing in it changes."""

    class Kind(models.TextChoices):
        GROUP = "group", _("Group note")
        PEER = "peer", _("Peer group note")
        EDUCATION = "education", _("Education note")
        INDIVIDUAL = "individual", _("Individual note")
        FAMILY = "family", _("Family note")

    class Participation(models.TextChoices):
        FULL = "full", _("Took part throughout")
        SOME = "some", _("Took part now and then")
        LISTENED = "listened", _("Listened")
        STEPPED_OUT = "out", _("Stepped out for a while")

    about = "person"

    session = models.ForeignKey("meetings.Session", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    participation = models.CharField(max_length=10, choices=Participation.choices, default="", blank=True)
    # None: not answered yet.
    risk_observed = models.BooleanField(null=True, blank=True)
    response_sealed = models.BinaryField(default=b"")
    goal_sealed = models.BinaryField(default=b"")
    next_step_sealed = models.BinaryField(default=b"")
    # Everything the note says, as it was signed (JSON), and its digest.
    record_sealed = models.BinaryField(default=b"")
    record_hash = models.CharField(max_length=64, default="", blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_as = models.CharField(max_length=120, default="", blank=True)
    needs_cosign = models.BooleanField(default=False)
    cosigner = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cosigned_at = models.DateTimeField(null=True, blank=True)
    cosigned_as = models.CharField(max_length=120, default="", blank=True)
    # Every signature that it needs stands under it.
    final_at = models.DateTimeField(null=True, blank=True)

    session_id: int
    person_id: int
    author_id: int
    cosigner_id: int | None

    response = Sealed("response_sealed", of="person")
    goal = Sealed("goal_sealed", of="person")
    next_step = Sealed("next_step_sealed", of="person")
    record = Sealed("record_sealed", of="person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="one_note_a_session_and_person")]
        indexes = [models.Index(fields=["person", "-id"]), models.Index(fields=["author", "signed_at"])]


class Addendum(Record):
    """Something said later to a signed note. The note itself stays as it is."""

    about = "person"

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="addenda")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    signed_as = models.CharField(max_length=120)
    words_sealed = models.BinaryField(default=b"")

    note_id: int
    person_id: int
    by_id: int

    words = Sealed("words_sealed", of="person")


class CounsellingNote(Record):
    """A counsellor's own thoughts on what was said (42 CFR 2.11): apart from the record, for their eyes alone."""

    about = "person"

    session = models.ForeignKey("meetings.Session", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    words_sealed = models.BinaryField(default=b"")

    session_id: int
    person_id: int
    author_id: int

    words = Sealed("words_sealed", of="person")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person", "author"], name="one_counselling_note_each")
        ]


class Modality(models.TextChoices):
    """How somebody took part."""

    ON_SITE = "on_site", pgettext_lazy("how somebody took part", "On site")
    ONLINE = "online", pgettext_lazy("how somebody took part", "Online, by sound and picture, in this house’s own room")
    BOTH = "both", pgettext_lazy("how somebody took part", "On site and online")
