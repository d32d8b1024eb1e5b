"""Sessions, what was typed when one ended, and letters on their way."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from cairn.kit.sealed import Sealed
from cairn.trust.records import Record


class Session(AbstractBaseSession):
    """One sign-in on one device. `session_key` holds the hash of the cookie, `session_data` is sealed.

    The other columns repeat what the sealed data says, so that sessions can be listed and ended without opening them.
    """

    session_key = models.CharField(max_length=64, primary_key=True)
    account = models.ForeignKey("people.Account", null=True, on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    # Seconds of quiet after which it ends; 0 where nobody is signed in.
    idle = models.PositiveIntegerField(default=0)
    browser = models.CharField(max_length=20, default="")
    system = models.CharField(max_length=20, default="")
    is_shared = models.BooleanField(default=False)

    account_id: int | None


class Kept(Record):
    """What somebody had typed into a form when their session ended, given back to them alone."""

    about = "person"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=200)
    fields_sealed = models.BinaryField(default=b"")

    fields = Sealed("fields_sealed", of="person")

    person_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "place"], name="one_kept_form_per_place")]


class Letter(Record):
    """A mail on its way. Made for known and unknown addresses alike; only those that are `real` are sent."""

    address_sealed = models.BinaryField(default=b"")
    words_sealed = models.BinaryField(default=b"")
    is_real = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)

    address = Sealed("address_sealed")
    words = Sealed("words_sealed")
