"""The in-app inbox. A notice holds what kind of thing waits and where, never its words."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cairn.kit.sealed import Sealed
from cairn.trust.records import Record


class Notice(Record):
    """Something waits for somebody."""

    class Kind(models.TextChoices):
        ENCOURAGED = "encouraged", _("Somebody is with you")
        INVITED = "invited", _("You are invited to a group")
        WELCOMED = "welcomed", _("You have a seat in a group")
        AGREEMENT = "agreement", _("A group has a new agreement to sign")
        ASKED = "asked", _("Somebody asked to join your group")
        CONCERN = "concern", _("Somebody needs you")
        ANSWERED = "answered", _("A group has answered you")
        LINK = "link", _("A new sign-in link was made for you")
        STEPPED = "stepped", _("Your level of care is another one now")
        ROLES = "roles", _("What you may do here has changed")
        SIGN_IN = "sign_in", _("How you sign in was changed")
        REPLIED = "replied", _("Somebody answered you")
        REPORT = "report", _("A report waits for somebody")
        HEARD = "heard", _("Your report was answered")
        MEASURE = "measure", _("A facilitator wrote to you")
        CONSENT = "consent", _("Something waits for your yes or no")
        INQUIRY = "inquiry", _("A question waits for your answer")
        PRIVACY_ANSWER = "p_answer", _("You have an answer")
        ANSWER_LATE = "late", _("Your answer is late; we have asked again")
        GLASS = "glass", _("Somebody opened your page in an emergency")
        TAKEOUT = "takeout", _("What you asked for is ready")
        # Sessions
        S_AHEAD = "s_ahead", _("A session is coming up")
        S_SOON = "s_soon", _("A session begins soon")
        S_CHANGED = "s_changed", _("Something changed in your sessions")
        S_CANCELLED = "s_cancelled", _("A session does not take place")
        S_YOURS = "s_yours", _("You lead a session now")

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    row = models.BigIntegerField()
    seen_at = models.DateTimeField(null=True, blank=True)

    person_id: int

    class Meta:
        indexes = [models.Index(fields=["person", "seen_at", "-id"])]


class Wish(Record):
    """How somebody wants to hear of what waits, outside the house. Without a row: not at all, but for duty's sake.

    `mail` says per kind "now" or "digest"; `push` lists kinds. What is not named stays in the inbox.
    """

    class Digest(models.TextChoices):
        DAILY = "daily", _("Each morning")
        WEEKLY = "weekly", _("Monday mornings")

    about = "person"

    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+")
    mail = models.JSONField(default=dict, blank=True)
    push = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=8, choices=Digest.choices, default=Digest.DAILY)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    # Mail came back: none is sent until the person says that the address is right.
    mail_back_at = models.DateTimeField(null=True, blank=True)

    person_id: int


class Device(Record):
    """A phone or computer that rings: what a browser gave us to reach it, sealed."""

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    hash = models.CharField(max_length=64)
    address_sealed = models.BinaryField(default=b"")
    keys_sealed = models.BinaryField(default=b"")
    ended_at = models.DateTimeField(null=True, blank=True)

    address = Sealed("address_sealed", of="person")
    keys = Sealed("keys_sealed", of="person")

    person_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "hash"], condition=Q(ended_at=None), name="a_browser_rings_for_one_person"
            )
        ]
        indexes = [models.Index(fields=["person", "ended_at"])]

    @classmethod
    def live(cls) -> models.QuerySet["Device"]:
        """Those that still ring."""
        return cls.objects.filter(ended_at=None)


class Delivery(Record):
    """One notice on its way out by one channel: due, tried, sent, let go of, or dead in the open."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("Mail")
        PUSH = "push", _("On my phone")

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, on_delete=models.DO_NOTHING, related_name="+")
    channel = models.CharField(max_length=4, choices=Channel.choices)
    device = models.ForeignKey(Device, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    urgent = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=60, default="", blank=True)

    person_id: int
    notice_id: int
    device_id: int | None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice"], condition=Q(channel="mail"), name="one_mail_a_notice"),
            models.UniqueConstraint(fields=["notice", "device"], condition=Q(channel="push"), name="one_push_a_device"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(sent_at=None, dropped_at=None, dead_at=None), name="deliveries_waiting"
            ),
            models.Index(fields=["person", "channel", "sent_at"]),
        ]

    @classmethod
    def waiting(cls) -> models.QuerySet["Delivery"]:
        """Those still on their way."""
        return cls.objects.filter(sent_at=None, dropped_at=None, dead_at=None)
