"""Consents and what they allow, the ledger of what left, questions with a clock, leaving, retention, break-glass."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cairn.kit.clock import now
from cairn.kit.sealed import Sealed
from cairn.privacy.lasting import Disposition, Hold, Leaving, Retention, Takeout
from cairn.trust.records import Record

__all__ = ["Consent", "Covers", "Disclosure", "Disposition", "Glass", "Hold", "Inquiry", "Leaving", "Restriction",
           "Retention", "Takeout"]  # fmt: skip


class Covers(models.TextChoices):
    """What of a person's a consent can open here, each exactly one table of the policy."""

    SILENCE = "silence", _("Notice when I go quiet")
    TAKING_PART = "taking_part", _("That I take part: my last check-in’s day, and on how many of 28 days")
    HOW_I_AM = "how_i_am", _("How I am: the one word of my last check-in")
    MILESTONES = "milestones", _("My milestones: the victories I write down each week")
    PROGRAMME = "programme", _("My programme and level of care, with its days")


class Consent(Record):
    """A person's word that somebody may know something of theirs. Ending it is one column; the next query obeys.

    A written one (42 CFR 2.31) holds every field of `terms.Terms`, sealed, and the document that was signed, as bytes
    that can be made again. A standing word to the care team (kind `here`) opens nothing outside and needs no paper.
    """

    class Kind(models.TextChoices):
        HERE = "here", _("A standing word to my care team")
        SPECIFIC = "specific", _("For named people, for a stated purpose")
        TPO = "tpo", _("Treatment, payment and health care operations")
        COUNSELING_NOTES = "counseling_notes", _("Counselling notes")
        PROCEEDINGS = "proceedings", _("Legal proceedings")
        JUSTICE = "justice", _("The justice system, as a condition")
        PEERS = "peer_community", _("The peer community")
        EMERGENCY = "emergency_contact", _("Emergency contact")

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kinds = models.CharField(max_length=120)
    covers = models.CharField(max_length=120, default="", blank=True)
    # Somebody here whom it opens something to; the care team where it is empty and the kind is `here`.
    to = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=8, default="en")
    terms_sealed = models.BinaryField(default=b"")
    document_sealed = models.BinaryField(default=b"")
    document_hash = models.CharField(max_length=64, default="", blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    is_until_event = models.BooleanField(default=False)
    revocable_after = models.DateField(null=True, blank=True)

    terms_text = Sealed("terms_sealed", of="person")
    document = Sealed("document_sealed", of="person")

    person_id: int
    to_id: int | None
    proposed_by_id: int | None

    class Meta:
        indexes = [models.Index(fields=["person", "signed_at"]), models.Index(fields=["to", "signed_at"])]

    @classmethod
    def live(cls, what: str = "") -> models.QuerySet["Consent"]:
        """Consents that stand at this moment; with `what`, those that cover it."""
        found = cls.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now()), signed_at__lte=now(),
                                   revoked_at=None, ended_at=None)  # fmt: skip
        return found.filter(covers__contains=f"|{what}|") if what else found

    @classmethod
    def waiting(cls) -> models.QuerySet["Consent"]:
        """Proposed, and neither signed nor declined."""
        return cls.objects.filter(signed_at=None, declined_at=None)

    @property
    def stands(self) -> bool:
        """Whether it allows anything at this moment."""
        ended = self.revoked_at or self.ended_at or (self.expires_at is not None and self.expires_at <= now())
        return self.signed_at is not None and not ended

    @property
    def is_written(self) -> bool:
        """Whether it is a paper with every field, not a standing word."""
        return self.Kind.HERE not in self.kind_list

    @property
    def kind_list(self) -> list[str]:
        """Its kinds."""
        return [kind for kind in self.kinds.split("|") if kind]

    @property
    def kind_names(self) -> list[str]:
        """Its kinds in words."""
        return [str(self.Kind(kind).label) for kind in self.kind_list]

    @property
    def cover_names(self) -> list[str]:
        """What it opens here, in words."""
        return [str(Covers(one).label) for one in self.covers.split("|") if one]


class Restriction(Record):
    """Something the person asked us to keep from somebody, even where a consent stands (42 CFR 2.26)."""

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=20, choices=Covers.choices, default="", blank=True)
    to = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_paid_in_full = models.BooleanField(default=False)
    agreed_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    words_sealed = models.BinaryField(default=b"")

    words = Sealed("words_sealed", of="person")

    person_id: int

    class Meta:
        indexes = [models.Index(fields=["person", "ended_at"])]

    @classmethod
    def live(cls) -> models.QuerySet["Restriction"]:
        """Restrictions that hold now."""
        return cls.objects.filter(ended_at=None)


class Disclosure(Record):
    """Something that left: what, to whom, why, on what basis. One row each; written before the bytes go out."""

    class Basis(models.TextChoices):
        OWN = "own", _("Given to the person themselves")
        CONSENT = "consent", _("With a signed consent")
        EMERGENCY = "emergency", _("A medical emergency")
        OPERATOR = "operator", _("The whole organisation, moved by its operator")
        PAYMENT = "payment", _("For payment, in a place that 42 CFR Part 2 does not cover")

    class What(models.TextChoices):
        ARCHIVE = "archive", _("Everything of theirs, as an archive")
        CONSENT = "consent", _("A copy of a consent")
        ACCOUNTING = "accounting", _("The list of disclosures")
        EMERGENCY = "emergency", _("What was needed in an emergency")
        UNITS = "units", _("Days, minutes and units of service, for a claim")
        ORGANISATION = "organisation", _("All rows, sealed as they are stored")

    about = "person"

    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=14, choices=What.choices)
    basis = models.CharField(max_length=10, choices=Basis.choices)
    by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recipient_type = models.CharField(max_length=20, default="", blank=True)
    recipient_sealed = models.BinaryField(default=b"")
    facility_sealed = models.BinaryField(default=b"")
    purpose_sealed = models.BinaryField(default=b"")

    recipient = Sealed("recipient_sealed", of="person")
    facility = Sealed("facility_sealed", of="person")
    purpose = Sealed("purpose_sealed", of="person")

    person_id: int | None

    class Meta:
        indexes = [models.Index(fields=["person", "-id"])]


class Inquiry(Record):
    """Something the privacy officer must answer in words by a day. The clock is this row: scanned, never queued."""

    class Kind(models.TextChoices):
        LOOK = "look", _("A question about a look")
        CORRECTION = "correction", _("Something to put right")
        RESTRICTION = "restriction", _("Something to keep from somebody")
        GLASS = "glass", _("An emergency opening to review")

    class Outcome(models.TextChoices):
        ANSWERED = "answered", pgettext_lazy("outcome", "Answered")
        DONE = "done", pgettext_lazy("outcome", "Done as asked")
        DECLINED = "declined", pgettext_lazy("outcome", "Not done")

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    look = models.ForeignKey("trust.Look", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    glass = models.ForeignKey("Glass", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    restriction = models.ForeignKey(Restriction, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words_sealed = models.BinaryField(default=b"")
    due_at = models.DateTimeField()
    overdue_told_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default="", blank=True)
    answer_sealed = models.BinaryField(default=b"")

    words = Sealed("words_sealed", of="person")
    answer = Sealed("answer_sealed", of="person")

    person_id: int
    look_id: int | None

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"]),
            models.Index(fields=["due_at"], condition=Q(answered_at=None), name="inquiries_with_a_clock"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["look"], condition=Q(answered_at=None), name="one_open_question_a_look")
        ]

    @classmethod
    def unanswered(cls) -> models.QuerySet["Inquiry"]:
        """What waits for an answer."""
        return cls.objects.filter(answered_at=None)

    @property
    def is_late(self) -> bool:
        """Whether its day has passed without an answer."""
        return self.answered_at is None and self.due_at <= now()


class Glass(Record):
    """An emergency opening: one carer, one person, sixty minutes, with its reason in words."""

    class Reason(models.TextChoices):
        DANGER = "danger", _("They may be in danger now")
        MEDICAL = "medical", _("A medical emergency, and they cannot consent")
        CRISIS = "crisis", _("A crisis call, and nobody of their team can be reached")

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=8, choices=Reason.choices)
    words_sealed = models.BinaryField(default=b"")
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    tell_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    words = Sealed("words_sealed", of="person")

    person_id: int
    by_id: int

    class Meta:
        indexes = [models.Index(fields=["person", "by", "ends_at"]), models.Index(fields=["tell_at"])]

    @property
    def is_open(self) -> bool:
        """Whether it holds at this moment."""
        return self.closed_at is None and self.ends_at > now()

    @classmethod
    def open_now(cls) -> models.QuerySet["Glass"]:
        """Openings that hold at this moment: time alone ends them."""
        return cls.objects.filter(closed_at=None, ends_at__gt=now())
