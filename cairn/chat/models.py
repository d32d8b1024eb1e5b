"""Rooms, messages in their order, reactions, read marks, drafts, files."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cairn.kit.sealed import Sealed
from cairn.trust.records import Record


class Room(Record):
    """Where people write: the room of a group, or of parties (partners, a mentor pair).

    `last_number` counts the messages. Numbers are given inside the transaction that saves, so they are
    gap-free in commit order: "what since 412?" has one answer, and the unread are a subtraction.
    """

    group = models.OneToOneField("groups.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80, default="", blank=True)
    last_number = models.BigIntegerField(default=0)
    last_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)

    group_id: int | None


class Party(Record):
    """A person who belongs to a room of parties."""

    about = "person"

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)

    room_id: int
    person_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "person"], condition=Q(left_at=None), name="party_once")]
        indexes = [models.Index(fields=["person", "left_at"])]

    @classmethod
    def live(cls) -> models.QuerySet["Party"]:
        """Parties who are still in."""
        return cls.objects.filter(left_at=None)


class Message(Record):
    """One message. `client_id` comes from the browser and makes a retry harmless.

    `card` is the id of what a message of kind checkin or checkpoint shows; `files` says how many attachments
    there are, so that a page without any asks for none.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("Message")
        CHECKIN = "checkin", _("Shared check-in")
        CHECKPOINT = "checkpoint", _("Weekly checkpoint")

    class Wants(models.TextChoices):
        ANY = "", _("Say nothing about it")
        HEARD = "heard", _("Only to be heard")
        FEEDBACK = "feedback", _("Feedback is welcome")
        COMPANY = "company", _("Company, no advice")

    about = "author"

    # No index of their own where a constraint below begins with the same column: each would cost every message.
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.BigIntegerField()
    author = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    client_id = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.TEXT)
    wants = models.CharField(max_length=8, choices=Wants.choices, default=Wants.ANY, blank=True)
    body_sealed = models.BinaryField(default=b"")
    # Its index is the one below: most messages answer nobody.
    reply_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    card = models.BigIntegerField(null=True, blank=True)
    files = models.PositiveSmallIntegerField(default=0)
    # When it was written, where that was without a network; `made_at` is when it came in.
    written_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    body = Sealed("body_sealed", of="author")

    room_id: int
    author_id: int
    reply_to_id: int | None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="messages_are_numbered"),
            models.UniqueConstraint(fields=["author", "client_id"], name="a_retry_makes_no_second_message"),
        ]
        indexes = [models.Index(fields=["reply_to"], condition=~Q(reply_to=None), name="what_answers_a_message")]


class Reaction(Record):
    """One of a small set of kind reactions. No counters that can be lost, no thumbs down."""

    class Kind(models.TextChoices):
        WITH_YOU = "with_you", _("With you")
        PROUD = "proud", _("Proud of you")
        BEEN_THERE = "been_there", _("I’ve been there")
        THANK_YOU = "thank_you", _("Thank you")
        STRENGTH = "strength", _("Strength to you")

    about = "person"

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)

    message_id: int
    person_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person", "kind"], name="react_once")]


class ReadMark(Record):
    """How far a person has read in a room. For themselves alone: nobody is told what others read."""

    about = "person"

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField(default=0)

    room_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="one_read_mark")]


class Draft(Record):
    """Words not yet sent, kept sealed on the server: nothing stays on a shared phone."""

    about = "person"

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    body_sealed = models.BinaryField(default=b"")

    body = Sealed("body_sealed", of="person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="one_draft")]


class Attachment(Record):
    """A file in a message: pictures re-encoded and stripped, everything sealed on disk."""

    about = "uploader"

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    uploader = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    name_sealed = models.BinaryField(default=b"")
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=80)

    name = Sealed("name_sealed", of="uploader")

    message_id: int
    uploader_id: int

    class Meta:
        indexes = [models.Index(fields=["message"])]
