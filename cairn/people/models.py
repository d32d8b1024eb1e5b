"""Organisations, accounts, persons and the roles they hold."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cairn.kit.blind import blind_index
from cairn.kit.clock import now
from cairn.kit.hours import is_staffed
from cairn.kit.ids import new_id
from cairn.kit.sealed import Sealed
from cairn.people.aliases import Alias
from cairn.people.papers import Paper, Receipt
from cairn.trust.records import Record

__all__ = [
    "Account", "Alias", "Attestation", "Contact", "EntryLink", "Organisation", "OwnerLink", "Paper", "Person", "Receipt",
    "Role",
]  # fmt: skip


class Organisation(models.Model):
    """A clinic, a network, an association: the wall around everything."""

    class Part2(models.TextChoices):
        YES = "yes", _("Covered by 42 CFR Part 2")
        PENDING = "pending", _("Not yet answered: treated as covered")
        NO = "no", _("Attested as not covered")

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=8, default="en")
    part2_status = models.CharField(max_length=8, choices=Part2.choices, default=Part2.PENDING)
    crisis_name = models.CharField(max_length=120, default="", blank=True)
    crisis_phone = models.CharField(max_length=40, default="", blank=True)
    crisis_hours = models.CharField(max_length=120, default="", blank=True)
    # Weekday ("0" is Monday) to when somebody answers: ["08:00", "21:00"]; read by cairn/kit/hours.py.
    line_hours = models.JSONField(default=dict, blank=True)
    languages = models.CharField(max_length=40, default="en,es")
    privacy_contact = models.CharField(max_length=200, default="", blank=True)
    setup_step = models.PositiveSmallIntegerField(default=0)
    # Whether people who are not in treatment may come in by themselves, and reach what is open to all.
    has_open_door = models.BooleanField(default=False)
    # Minutes of quiet after which staff and everybody else are signed out.
    staff_idle = models.PositiveSmallIntegerField(default=15)
    member_idle = models.PositiveSmallIntegerField(default=30)
    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name

    @property
    def is_covered(self) -> bool:
        """Whether 42 CFR Part 2 is kept to here: where nobody has answered yet, it is."""
        return self.part2_status != self.Part2.NO

    @property
    def is_staffed_now(self) -> bool:
        """Whether somebody answers the organisation's own line at this moment."""
        return is_staffed(self.line_hours, self.zone, now())

    @property
    def tongues(self) -> list[str]:
        """The languages people here read, the usual one first."""
        others = [code for code in self.languages.split(",") if code and code != self.language]
        return [self.language, *others]


class AccountManager(BaseUserManager["Account"]):
    """Accounts are found by the blind index of their e-mail address."""

    def with_email(self, email: str) -> "Account | None":
        """The account of that address, or None."""
        return self.filter(username=blind_index(email, "account")).first()

    def make(self, email: str, password: str | None) -> "Account":
        """A new account; without a password nobody can sign in with one."""
        account = self.model(username=blind_index(email, "account"))
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """What one signs in with. One account may be a person in several organisations.

    `username` is the blind index of the e-mail address; the address itself is kept sealed in `Contact`.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=43, unique=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = None

    def __str__(self) -> str:
        return f"account {self.pk}"


class Person(Record):
    """Somebody in one organisation, under the name they chose for groups."""

    about = "self"

    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    chosen_name = models.CharField(max_length=60)
    language = models.CharField(max_length=8, default="en")
    zone = models.CharField(max_length=64, default="", blank=True)
    shows_typing = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True, blank=True)

    account_id: int | None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organisation"],
                condition=models.Q(account__isnull=False),
                name="one_person_per_account_here",
            )
        ]
        indexes = [models.Index(fields=["organisation", "chosen_name"])]

    def __str__(self) -> str:
        return self.chosen_name

    def person_about(self) -> int | None:
        return self.pk

    @property
    def time_zone(self) -> str:
        """The person's own zone, else the organisation's."""
        return self.zone or self.organisation.zone


class Contact(Record):
    """Legal name and contact data: apart from the person, sealed, for staff who need it."""

    about = "person"

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    legal_name_sealed = models.BinaryField(default=b"")
    email_sealed = models.BinaryField(default=b"")
    email_index = models.CharField(max_length=43, default="", blank=True)
    phone_sealed = models.BinaryField(default=b"")
    # The number of the person in the records of the clinic.
    reference_sealed = models.BinaryField(default=b"")
    reference_index = models.CharField(max_length=43, default="", blank=True)

    legal_name = Sealed("legal_name_sealed", of="person")
    email = Sealed("email_sealed", of="person")
    phone = Sealed("phone_sealed", of="person")
    reference = Sealed("reference_sealed", of="person")

    person_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email_index"],
                condition=~models.Q(email_index=""),
                name="one_person_per_address_here",
            ),
            models.UniqueConstraint(
                fields=["organisation", "reference_index"],
                condition=~models.Q(reference_index=""),
                name="one_person_per_reference_here",
            ),
        ]


class Role(Record):
    """A role a person holds for a time. Few, and fixed in code."""

    class Kind(models.TextChoices):
        MEMBER = "member", _("Member")
        ALUM = "alum", _("Alum")
        SUPPORTER = "supporter", _("Supporter")
        GUEST = "guest", _("Guest, not in treatment")
        PEER_SPECIALIST = "peer_specialist", _("Peer specialist")
        THERAPIST = "therapist", _("Therapist")
        COORDINATOR = "coordinator", _("Coordinator")
        ADMINISTRATOR = "administrator", _("Administrator")
        PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")

    about = "person"
    CARE_STAFF = (Kind.PEER_SPECIALIST, Kind.THERAPIST, Kind.COORDINATOR)
    STAFF = (*CARE_STAFF, Kind.ADMINISTRATOR, Kind.PRIVACY_OFFICER)
    # Whom coordinators may let in; who holds one of these is shown the papers before anything else.
    NOT_STAFF = (Kind.MEMBER, Kind.ALUM, Kind.SUPPORTER, Kind.GUEST)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Kind.choices)
    ended_at = models.DateTimeField(null=True, blank=True)

    person_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"], condition=models.Q(ended_at=None), name="a_role_is_held_once_at_a_time"
            )
        ]

    @classmethod
    def live(cls, *roles: str) -> models.QuerySet["Role"]:
        """Roles held now; with names, only those."""
        found = cls.objects.filter(ended_at=None)
        return found.filter(role__in=roles) if roles else found


class OwnerLink(models.Model):
    """The one-time link that `./run` prints on a first start: only its hash is kept."""

    hash = models.CharField(max_length=64, primary_key=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class EntryLink(Record):
    """A one-time link by which somebody comes in, kept only as a hash. Without a person it is an invitation: who
    comes by it gets `roles`, never more than the one who made it could give on that day.
    """

    about = "person"

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # What an invitation carries: whom it is for, sealed; the address it is bound to; what they become here.
    name_sealed = models.BinaryField(default=b"")
    email_sealed = models.BinaryField(default=b"")
    email_index = models.CharField(max_length=43, default="", blank=True)
    roles = models.CharField(max_length=120, default="", blank=True)
    for_staff = models.BooleanField(default=False)
    language = models.CharField(max_length=8, default="en")
    # By mail: where this house stands, whether it waits for the worker, when it went out.
    base_url = models.CharField(max_length=200, default="", blank=True)
    mail_wanted_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    name = Sealed("name_sealed")
    email = Sealed("email_sealed")

    person_id: int | None
    made_by_id: int | None

    class Meta:
        indexes = [
            models.Index(fields=["person", "used_at"]),
            models.Index(fields=["organisation", "used_at", "-id"], name="entry_links_open"),
        ]

    @classmethod
    def live(cls) -> models.QuerySet["EntryLink"]:
        """Links that still let somebody in."""
        return cls.objects.filter(used_at=None, revoked_at=None, expires_at__gt=now())


class Attestation(Record):
    """What somebody attested about 42 CFR Part 2, under which name, when. Never changed; a new one follows."""

    about = "by"

    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=Organisation.Part2.choices)
    signed_name = models.CharField(max_length=120)

    by_id: int
