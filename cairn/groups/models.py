"""Groups, the seats people take in them, and the agreement each signs first."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cairn.kit.clock import now
from cairn.trust.records import Record


class Group(Record):
    """People who meet and talk together."""

    class Kind(models.TextChoices):
        THERAPY = "therapy", _("Therapist-led")
        PEER = "peer", _("Peer-led")
        SPECIALISED = "specialised", _("Specialised")
        FAMILY = "family", _("Family")
        ALUMNI = "alumni", pgettext_lazy("kind of group", "Alumni")
        OPEN = "open", pgettext_lazy("kind of group", "Open")

    class Camera(models.TextChoices):
        CHOICE = "choice", _("Camera is your choice")
        ON = "on", _("Camera on, please")
        OFF = "off", _("Camera off")

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    track = models.CharField(max_length=80, default="", blank=True)
    purpose = models.CharField(max_length=300, default="", blank=True)
    language = models.CharField(max_length=8, default="en")
    size_cap = models.PositiveSmallIntegerField(default=12)
    is_open = models.BooleanField(default=True)
    camera = models.CharField(max_length=8, choices=Camera.choices, default=Camera.CHOICE)
    private_room = models.BooleanField(default=True)
    programme = models.ForeignKey("care.Programme", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Agreement(Record):
    """What everybody in a group promises, in its current version. A new version asks everybody again."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    text = models.TextField()

    group_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "version"], name="agreement_versions")]

    @classmethod
    def current(cls) -> models.QuerySet["Agreement"]:
        """The latest version of each group's agreement."""
        newer = cls.objects.filter(group=OuterRef("group"), version__gt=OuterRef("version"))
        return cls.objects.filter(~Exists(newer))


class Seat(Record):
    """A person's place in a group, from a day to a day. It opens room and roster once the agreement is signed."""

    class Part(models.TextChoices):
        MEMBER = "member", _("Member")
        FACILITATOR = "facilitator", _("Facilitator")
        CO_FACILITATOR = "co_facilitator", _("Co-facilitator")

    about = "person"
    LEADS = (Part.FACILITATOR, Part.CO_FACILITATOR)

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=16, choices=Part.choices, default=Part.MEMBER)
    signed_version = models.PositiveSmallIntegerField(default=0)
    needed_version = models.PositiveSmallIntegerField(default=1)
    left_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    group_id: int
    person_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "person"], condition=Q(left_at=None), name="one_seat_in_a_group")
        ]
        indexes = [models.Index(fields=["group", "person"]), models.Index(fields=["person", "left_at"])]

    @property
    def is_signed(self) -> bool:
        """Whether the current agreement is signed: then room and roster are open."""
        return self.signed_version >= self.needed_version

    @property
    def leads(self) -> bool:
        """Whether this seat leads the group."""
        return self.part in self.LEADS

    @classmethod
    def held(cls, *parts: str) -> models.QuerySet["Seat"]:
        """Seats nobody has left, signed or not; with parts, only those."""
        found = cls.objects.filter(left_at=None)
        return found.filter(part__in=parts) if parts else found

    @classmethod
    def live(cls, *parts: str) -> models.QuerySet["Seat"]:
        """Seats that open room and roster: held, and signed in the version the group asks for."""
        return cls.held(*parts).filter(signed_version__gte=F("needed_version"))


class Signature(Record):
    """A person signed one version of a group's agreement. Kept for good; the seat remembers the latest."""

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "agreement"], name="signed_once")]


class Ask(Record):
    """A way into a group that waits for an answer: the person asked, or was invited."""

    class Way(models.TextChoices):
        ASKED = "asked", _("Asked to join")
        INVITED = "invited", _("Invited")

    class Answer(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        YES = "yes", _("Yes")
        NO = "no", _("Not now")
        TAKEN_BACK = "back", _("Taken back")

    about = "person"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, choices=Way.choices)
    answer = models.CharField(max_length=8, choices=Answer.choices, default=Answer.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    group_id: int
    person_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "person"], condition=Q(answer="waiting"), name="one_waiting_ask")
        ]

    @classmethod
    def waiting(cls) -> models.QuerySet["Ask"]:
        """Asks nobody has answered yet."""
        return cls.objects.filter(answer=cls.Answer.WAITING, made_at__lte=now())
