"""The live room of a session, who stands at its door, and where they join from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cairn.kit.clock import now
from cairn.kit.sealed import Sealed
from cairn.trust.records import Record


class LiveRoom(Record):
    """Where a session takes place online. What is said and seen in it is never a row."""

    session = models.ForeignKey("meetings.Session", on_delete=models.PROTECT, related_name="+")
    # What the media server knows the room by: a random word.
    name = models.CharField(max_length=40)
    # What the keys that seal sound and pictures are made from; destroyed when the room ends.
    root_sealed = models.BinaryField(default=b"", blank=True)
    key_number = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(default=now)
    locked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # The entrance that everybody sees large; 0 for nobody's.
    spotlight = models.BigIntegerField(default=0)
    plan_step = models.PositiveSmallIntegerField(null=True, blank=True)
    step_began_at = models.DateTimeField(null=True, blank=True)
    # {"order": [entrance ids], "at": place in it} while a round goes around; empty otherwise.
    round = models.JSONField(default=dict, blank=True)
    # A question to everybody while the session lasts: its answers are counts alone. Destroyed with the room.
    poll_sealed = models.BinaryField(default=b"", blank=True)

    session_id: int

    root = Sealed("root_sealed")
    poll = Sealed("poll_sealed")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session"], name="one_live_room_a_session")]


class SideRoom(Record):
    """A small room beside the live room: one of several that people were dealt into, or one for two who stepped outside."""

    class Kind(models.TextChoices):
        SMALL = "small", pgettext_lazy("a room beside the session", "Small room")
        OUTSIDE = "outside", pgettext_lazy("a room beside the session", "Outside for a moment")

    room = models.ForeignKey(LiveRoom, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    number = models.PositiveSmallIntegerField(default=1)
    # What the media server knows it by: a random word.
    name = models.CharField(max_length=40)
    opened_at = models.DateTimeField(default=now)
    # Everybody is called back at this moment.
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    room_id: int

    @classmethod
    def open_ones(cls) -> models.QuerySet["SideRoom"]:
        """Those that people can be in now."""
        return cls.objects.filter(closed_at=None)


class Entrance(Record):
    """One person at the door of a live room, and as they are in it: kept here, so that a lost line changes nothing."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ADMITTED = "admitted", pgettext_lazy("into a session", "Let in")
        REMOVED = "removed", pgettext_lazy("from a session", "Removed")

    class Name(models.TextChoices):
        CHOSEN = "chosen", _("My name")
        ALIAS = "alias", _("My alias")

    class Private(models.TextChoices):
        YES = "yes", _("Yes, nobody else can hear or see")
        SOON = "soon", _("Not yet. I will use headphones and turn the camera off")
        NO = "no", _("No. Please call me first")

    about = "person"

    room = models.ForeignKey(LiveRoom, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    shown_as = models.CharField(max_length=8, choices=Name.choices, default=Name.CHOSEN)
    # The version of the group's agreement that was affirmed for this session; asked each time.
    affirmed_version = models.PositiveSmallIntegerField(default=0)
    private_room = models.CharField(max_length=8, choices=Private.choices, default=Private.YES)
    admitted_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    # A random word of one join; "" while the person is not in the room.
    feed = models.CharField(max_length=40, default="", blank=True)
    # The web process whose page it is; another one takes the seat over when that one ends.
    desk = models.CharField(max_length=16, default="", blank=True)
    # Where they belong: a small room, or the room of all. A lost line comes back to it.
    side = models.ForeignKey(SideRoom, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    here_at = models.DateTimeField(null=True, blank=True)
    microphone = models.BooleanField(default=False)
    camera = models.BooleanField(default=False)
    is_muted = models.BooleanField(default=False)
    hand_at = models.DateTimeField(null=True, blank=True)
    is_listening = models.BooleanField(default=False)

    room_id: int
    person_id: int
    side_id: int | None

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="one_entrance_a_person")]

    @classmethod
    def inside(cls) -> models.QuerySet["Entrance"]:
        """Those who were let in and are in the room now."""
        return cls.objects.filter(~Q(feed=""), status=cls.Status.ADMITTED)


class Whereabouts(Record):
    """Where help would have to go, from somebody who joins from elsewhere. For facilitators, while the session lasts."""

    about = "person"

    room = models.ForeignKey(LiveRoom, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    words_sealed = models.BinaryField(default=b"", blank=True)

    room_id: int
    person_id: int

    words = Sealed("words_sealed", of="person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="one_whereabouts_a_person")]


class Afterword(Record):
    """How a session was for somebody, said afterwards if they like: read with those who lead, never counted against anybody."""

    class Useful(models.TextChoices):
        YES = "yes", pgettext_lazy("a session was useful", "Yes")
        SOME = "some", pgettext_lazy("a session was useful", "A little")
        NO = "no", pgettext_lazy("a session was useful", "Not today")

    class Heard(models.TextChoices):
        YES = "yes", pgettext_lazy("felt heard", "Yes")
        SOME = "some", pgettext_lazy("felt heard", "A little")
        NO = "no", pgettext_lazy("felt heard", "Not today")

    about = "person"

    session = models.ForeignKey("meetings.Session", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    useful = models.CharField(max_length=4, choices=Useful.choices, default="", blank=True)
    heard = models.CharField(max_length=4, choices=Heard.choices, default="", blank=True)

    session_id: int
    person_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="one_afterword_a_session")]
