"""What somebody may read of a check-in, whom it is shown to, and what came back."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cairn.checkins.models import CheckIn, Checkpoint, Encouragement, Shown
from cairn.checkins.questions import HALT, SLEEP, mood_step, mood_word
from cairn.groups.models import Group
from cairn.kit.clock import today, week_of
from cairn.kit.errors import NotHere
from cairn.people.models import Person
from cairn.trust.keys import ring
from cairn.trust.viewer import Viewer

Line = tuple[str, "str | Promise"]
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Reading:
    """A check-in as far as this viewer may read it. A template is given this, never the row."""

    pk: int
    person: Person
    made_at: Any
    written_at: Any
    not_today: bool
    mood_word: "str | Promise"
    mood_step: int
    words: str
    wants: str
    wants_word: "str | Promise"
    lines: list[Line] = field(default_factory=list)
    may_encourage: bool = False
    whole: bool = False


def check_ins(viewer: Viewer) -> "QuerySet[CheckIn]":
    """The check-ins the viewer may see, each with how far they may read it."""
    return viewer.see(CheckIn, may=("read_signs", "read_all", "encourage"))


def reading(checkin: CheckIn) -> Reading:
    """What may be read of a row of `check_ins`."""
    held = vars(checkin)  # what the question annotated
    signs, everything = bool(held["may_read_signs"]), bool(held["may_read_all"])
    lines = (_signs(checkin) if signs else []) + (_rest(checkin) if everything else [])
    return Reading(
        pk=checkin.pk,
        person=checkin.person,
        made_at=checkin.made_at,
        written_at=checkin.written_at,
        not_today=checkin.not_today,
        mood_word=str(mood_word(checkin.mood)),
        mood_step=mood_step(checkin.mood),
        words=checkin.words,
        wants=checkin.wants,
        wants_word=checkin.get_wants_display() if checkin.wants else "",
        lines=lines,
        may_encourage=bool(held["may_encourage"]),
        whole=everything,
    )


def _yes_no(value: bool) -> str:
    return _("Yes") if value else _("No")


def _signs(checkin: CheckIn) -> list[Line]:
    """What a partner reads beyond the words: the signs that ask for company."""
    found: list[Line] = []
    if checkin.craving is not None:
        found.append((_("Craving"), _("%(number)s of 10") % {"number": checkin.craving}))
    if checkin.confidence is not None:
        found.append((_("Sure of the next 7 days"), _("%(number)s of 10") % {"number": checkin.confidence}))
    if checkin.risky_ahead is not None:
        found.append((_("A hard time coming up"), _yes_no(checkin.risky_ahead)))
    return found


def _rest(checkin: CheckIn) -> list[Line]:
    """What only the person and, where shown, the team reads."""
    found: list[Line] = []
    if checkin.safe is not None:
        found.append((_("Safe right now"), _yes_no(checkin.safe)))
    if checkin.used:
        found.append((_("Used since last time"), checkin.get_used_display()))
    if checkin.sleep_hours is not None:
        found.append((_("Sleep"), _("%(hours)s hours") % {"hours": f"{float(checkin.sleep_hours):g}"}))
    if checkin.sleep_quality is not None:
        found.append((_("How the sleep was"), dict(SLEEP)[checkin.sleep_quality]))
    ticked = [str(label) for name, label in HALT if getattr(checkin, name)]
    if ticked:
        found.append((_("Right now"), ", ".join(ticked)))
    if checkin.connected is not None:
        found.append((_("Connected with someone"), _yes_no(checkin.connected)))
    return found


def readable(rows: "QuerySet[CheckIn]") -> list[Reading]:
    """Readings of rows of `check_ins`, their keys fetched at once."""
    found = list(rows.select_related("person"))
    ring.warm(row.words_sealed for row in found)
    return [reading(row) for row in found]


def thing_of(viewer: Viewer, pk: int) -> CheckIn | Checkpoint:
    """The check-in or checkpoint of that id, as the viewer may see it."""
    checkin = check_ins(viewer).filter(pk=pk).select_related("person").first()
    point = (
        None if checkin else viewer.see(Checkpoint, may=("encourage",)).filter(pk=pk).select_related("person").first()
    )
    if checkin is None and point is None:
        raise NotHere
    return checkin or point  # type: ignore[return-value]


def opened(viewer: Viewer, person: Person, *, before: int | None = None) -> "QuerySet[CheckIn]":
    """Somebody's check-ins as far as they are shown to the viewer, newest first; leaves a look."""
    viewer.open(CheckIn, of=person)
    rows = check_ins(viewer).filter(person=person)
    return (rows.filter(pk__lt=before) if before else rows).order_by("-pk")


def shown_rows(viewer: Viewer, ids: Sequence[int]) -> dict[int, list[Shown]]:
    """Whom each of one's own check-ins and checkpoints is shown to now, by its id."""
    rows = viewer.see(Shown).filter(Q(checkin__in=ids) | Q(checkpoint__in=ids), ended_at=None)
    found: dict[int, list[Shown]] = defaultdict(list)
    for row in rows.select_related("whom", "group").order_by("pk"):
        found[row.checkin_id or row.checkpoint_id or 0].append(row)
    return found


def encouragements(viewer: Viewer, thing: CheckIn | Checkpoint) -> list[Encouragement]:
    """What came back: everything to the writer, one's own to whoever gave it."""
    of = {"checkin" if isinstance(thing, CheckIn) else "checkpoint": thing}
    found = list(viewer.see(Encouragement).filter(**of).select_related("person").order_by("pk")[:200])
    ring.warm(one.words_sealed for one in found)
    return found


def this_week(viewer: Viewer) -> Checkpoint | None:
    """The viewer's own checkpoint of this week."""
    week = week_of(today(viewer.me.time_zone))
    return viewer.see(Checkpoint).filter(person=viewer.me, week=week).first()


def last_commitment(viewer: Viewer) -> Checkpoint | None:
    """The checkpoint before this week's, if it held a commitment. Older ones are let go."""
    week = week_of(today(viewer.me.time_zone))
    before = viewer.see(Checkpoint).filter(person=viewer.me, week__lt=week).order_by("-week").first()
    return before if before is not None and before.commitment else None


def victories(viewer: Viewer, group: Group) -> list[Checkpoint]:
    """Victories of this week and the one before that were told to the group, newest first."""
    since = week_of(today(viewer.me.time_zone)) - WEEK
    told = Shown.live(Shown.To.GROUP).filter(organisation_id=viewer.organisation_id, group=group)
    points = viewer.see(Checkpoint, may=("encourage",)).filter(
        Exists(told.filter(checkpoint=OuterRef("pk"))), week__gte=since
    )
    found = list(points.exclude(victory_sealed=b"").select_related("person").order_by("-pk")[:100])
    ring.warm(point.victory_sealed for point in found)
    return found
