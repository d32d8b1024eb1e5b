"""Who is drifting away, before a session: missed two in a row without a word, or gone quiet and agreed it be noticed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from cairn.checkins.models import Pulse
from cairn.home import reasons, words
from cairn.home.reasons import Beat
from cairn.kit.clock import start_of, today
from cairn.meetings.models import Attendance
from cairn.people.models import Person
from cairn.trust.viewer import Viewer

IN_A_ROW = 2
Status = Attendance.Status


def missed_in_a_row(newest_first: Sequence[str]) -> int:
    """How many sessions somebody missed without a word, up to the latest. Being excused is a word."""
    number = 0
    for status in newest_first:
        if status != Status.ABSENT:
            break
        number += 1
    return number


def drifting(viewer: Viewer, people: Iterable[Person]) -> dict[int, list[str]]:
    """Sentences by person, from the rows this viewer may see: theirs to know before the session begins."""
    wanted = {one.pk: one for one in people}
    found: dict[int, list[str]] = defaultdict(list)
    rows = viewer.see(Attendance).filter(person__in=wanted, session__closed_at__isnull=False)
    history: dict[int, list[str]] = defaultdict(list)
    for person, status in rows.order_by("-session__begins_at").values_list("person_id", "status"):
        history[person].append(status)
    for person, statuses in history.items():
        if (number := missed_in_a_row(statuses)) >= IN_A_ROW:
            found[person].append(words.missed(number))
    for person, sentence in _quiet(viewer, wanted):
        found[person].append(sentence)
    return found


def _quiet(viewer: Viewer, wanted: dict[int, Person]) -> Iterable[tuple[int, str]]:
    zone = viewer.me.organisation.zone
    for pulse in viewer.see(Pulse).filter(person__in=wanted):
        own = wanted[pulse.person_id].zone or zone
        began = start_of(pulse.last_on + dt.timedelta(days=reasons.SILENT_DAYS), own)
        beat = Beat(pulse.last_on, pulse.days_of_28, pulse.made_at.date())
        if reason := reasons.from_silence(beat, today(own), began):
            yield pulse.person_id, words.sentence(reason)
