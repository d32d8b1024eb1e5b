"""The tables an organisation edits: what counts towards the hours of a level, and what feeds which unit."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cairn.meetings.models import Kind
from cairn.trust.records import Record

# Social and recreational time is no treatment: it never counts (Medicare IOP), so no row may say it does.
NEVER_COUNTS = (Kind.EVENT, Kind.MENTOR)
# Whether peer groups count is the payer's and the state's: they do not until somebody here says so.
COUNTS_BY_DEFAULT = (Kind.THERAPY, Kind.EDUCATION, Kind.INDIVIDUAL, Kind.FAMILY)


class CountingRule(Record):
    """Whether a kind of session counts towards the hours of a level. Without a row, as the default says."""

    kind = models.CharField(max_length=12, choices=Kind.choices)
    counts = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind"], name="one_counting_rule_a_kind"),
            models.CheckConstraint(
                condition=~Q(kind__in=[kind.value for kind in NEVER_COUNTS], counts=True), name="socials_never_count"
            ),
        ]


class PayerRule(Record):
    """How minutes become units of one code. The label is ours: descriptors of codes are others' property."""

    class Unit(models.TextChoices):
        DAY = "day", pgettext_lazy("unit", "Day")
        QUARTER = "quarter", _("15 minutes, each day")
        MONTH = "month", _("First minutes of a calendar month, then more")

    class Rounding(models.TextChoices):
        DOWN = "down", _("Whole units only")
        HALF = "half", _("A unit once more than half of it is done")

    code = models.CharField(max_length=12)
    modifier = models.CharField(max_length=4, default="", blank=True)
    label = models.CharField(max_length=80)
    # Kinds of session that feed it, joined by commas.
    kinds = models.CharField(max_length=120)
    unit = models.CharField(max_length=8, choices=Unit.choices)
    # Minutes of the first unit, and of each further one (0: there is no further one).
    minutes = models.PositiveSmallIntegerField(default=15)
    # The code of further units of a month, such as G0146 to G0140.
    further_code = models.CharField(max_length=12, default="", blank=True)
    further_minutes = models.PositiveSmallIntegerField(default=0)
    rounding = models.CharField(max_length=4, choices=Rounding.choices, default=Rounding.DOWN)
    # The most units of a day (or month); 0 is no cap.
    cap = models.PositiveSmallIntegerField(default=0)
    # Who comes first takes the minutes: no minute feeds two codes.
    position = models.PositiveSmallIntegerField(default=0)
    is_used = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code", "modifier"], name="a_code_is_listed_once")
        ]

    def __str__(self) -> str:
        return f"{self.code}{'-' + self.modifier if self.modifier else ''}"

    @property
    def kinds_fed(self) -> list[str]:
        """The kinds of session whose minutes feed it."""
        return [kind for kind in self.kinds.split(",") if kind]
