"""Rows that keep trust: keys, the journal and its head, looks, todos, the worker's heartbeat."""

from django.db import models
from django.utils import timezone

from cairn.kit.ids import new_id
from cairn.trust.records import Record


class Key(Record):
    """A data key, itself sealed: an organisation's under the key-encryption key, a person's under the organisation's.

    Destroying a person's key (`wrapped` emptied) erases everything sealed under it, in every backup too.
    """

    about = "person"

    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    wrapped = models.BinaryField()
    retired_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    person_id: int | None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=models.Q(retired_at=None),
                name="one_current_key_per_person",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(retired_at=None, person=None),
                name="one_current_key_per_organisation",
            ),
        ]


class Head(models.Model):
    """The end of an organisation's journal: taken by every action that writes, so it also puts them in order.

    `rights` counts the facts that may have changed who may see what; live delivery compares it to know
    whether an audience it remembers still holds.
    """

    organisation = models.OneToOneField(
        "people.Organisation", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.BigIntegerField(default=0)
    hash = models.BinaryField(default=b"")
    rights = models.BigIntegerField(default=0)

    organisation_id: int


class Fact(models.Model):
    """One thing that happened: who, what, which row, about whom, on what grounds. Ids only, never words.

    The columns are plain numbers, not foreign keys: the journal outlives the rows it speaks of. Database
    triggers refuse to change or delete a fact; the hash ties each to the one before.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    # Its index is the constraint below.
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    actor = models.BigIntegerField(null=True)
    system = models.CharField(max_length=60, default="")
    verb = models.CharField(max_length=60)
    table = models.CharField(max_length=60)
    row = models.BigIntegerField()
    about = models.BigIntegerField(null=True)
    grounds = models.CharField(max_length=120, default="")
    because = models.BigIntegerField(null=True)
    hash = models.BinaryField()

    organisation_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="facts_are_numbered")]
        # One more index is one more page written with every fact: only what a page or a command asks for.
        indexes = [models.Index(fields=["organisation", "about", "-number"])]


class Look(Record):
    """Somebody opened a person's sensitive rows. The person can read it."""

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    looker = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=60)
    grounds = models.CharField(max_length=120)

    person_id: int
    looker_id: int

    class Meta:
        indexes = [models.Index(fields=["person", "-id"]), models.Index(fields=["looker", "person", "what", "-id"])]


class Todo(models.Model):
    """A consequence that may wait: written with its cause, claimed with a lease, retried, dead-lettered in the open."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=100)
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_by = models.CharField(max_length=40, default="")
    leased_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=120, default="")

    organisation_id: int

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(done_at=None, dead_at=None), name="todos_waiting")
        ]
        constraints = [models.UniqueConstraint(fields=["what", "fact"], name="one_todo_per_fact")]


class Heartbeat(models.Model):
    """When each worker was last seen alive."""

    worker = models.CharField(primary_key=True, max_length=40)
    at = models.DateTimeField()
