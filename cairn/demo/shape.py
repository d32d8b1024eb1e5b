"""What a story is made of. Plain values: no database, no request; people and places are named by short keys."""

import datetime as dt
import random
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

TEXTS = Path(__file__).parent / "texts"
DAYS = 56


@dataclass
class Somebody:
    """A person of the story. `key` is the chosen name in small letters."""

    key: str
    name: str
    last_name: str
    gender: str
    languages: tuple[str, ...]
    role: str
    joined: dt.date
    programme: str = ""
    level: str = ""
    course: str = "steady"
    voice: str = "plain"
    facts: frozenset[str] = frozenset()

    @property
    def language(self) -> str:
        """The language the product speaks with them."""
        return self.languages[0]


@dataclass
class Place:
    """A group: who leads it, when it meets, what is talked about."""

    key: str
    name: str
    kind: str
    track: str
    flavour: str
    language: str
    size_cap: int
    is_open: bool
    weekday: int
    at: dt.time
    minutes: int
    leads: tuple[str, ...]
    purpose: str
    agreement: str = ""
    programme: str = ""


@dataclass
class Sitting:
    """Somebody's seat in a group, from a moment on. Signed with the agreement's first version unless it waits."""

    place: str
    person: str
    part: str
    since: dt.datetime
    until: dt.datetime | None = None
    signed: bool = True


@dataclass
class Bonded:
    """Two people tied as partners, as mentor and mentee, or as somebody and a carer; they have a room together."""

    key: str
    kind: str
    first: str
    second: str
    since: dt.datetime


@dataclass
class Care:
    """Somebody on the team who cares for somebody."""

    person: str
    carer: str
    owner: bool
    since: dt.datetime


@dataclass
class Said:
    """One message. `room` is a group's key or a bond's key; `reply_to` points into the story's list of messages."""

    room: str
    author: str
    at: dt.datetime
    text: str
    reply_to: "Said | None" = None
    script: str = ""
    checkin: "Daily | None" = None
    weekly: "Weekly | None" = None


@dataclass
class Warmth:
    """One kind reaction to a message."""

    to: Said
    by: str
    kind: str


@dataclass
class Daily:
    """A daily check-in. None means the question was skipped."""

    person: str
    day: dt.date
    at: dt.datetime
    not_today: bool = False
    used: str | None = None
    craving: int | None = None
    confidence: int | None = None
    risky_ahead: bool | None = None
    mood: int | None = None
    sleep_hours: float | None = None
    sleep_quality: int | None = None
    halt: frozenset[str] = frozenset()
    connected: bool | None = None
    safe: bool | None = None
    words: str = ""
    wants: str = ""
    shown: tuple[str, ...] = ()


@dataclass
class Weekly:
    """A weekly checkpoint."""

    person: str
    week: dt.date
    at: dt.datetime
    went_well: str
    was_hard: str
    commitment: str
    victory: str = ""
    kept: str = ""
    shown: tuple[str, ...] = ()


@dataclass
class Cheer:
    """Encouragement for a check-in that was shown."""

    to: Daily
    by: str
    at: dt.datetime
    kind: str
    words: str = ""


@dataclass
class Step:
    """One thing that happened with a worry."""

    kind: str
    at: dt.datetime
    by: str | None = None
    words: str = ""


@dataclass
class Worry:
    """A concern and its way up the ladder. `outcome` empty means it is unresolved."""

    person: str
    why: str
    at: dt.datetime
    checkin: Daily | None = None
    owner: str | None = None
    steps: list[Step] = field(default_factory=list)
    outcome: str = ""


@dataclass
class Reached:
    """A trace that somebody on the team reached out."""

    person: str
    by: str
    kind: str
    at: dt.datetime
    words: str = ""


@dataclass
class Glance:
    """Somebody on the team opened a member's check-ins."""

    person: str
    by: str
    at: dt.datetime


@dataclass
class Story:
    """One organisation with eight weeks behind it, as it stands at `now`."""

    slug: str
    name: str
    zone: str
    crisis: tuple[str, str, str]  # name, number and hours of the organisation's own line
    now: dt.datetime
    people: dict[str, Somebody]
    places: dict[str, Place]
    sittings: list[Sitting] = field(default_factory=list)
    bonds: list[Bonded] = field(default_factory=list)
    cares: list[Care] = field(default_factory=list)
    messages: list[Said] = field(default_factory=list)
    warmth: list[Warmth] = field(default_factory=list)
    dailies: list[Daily] = field(default_factory=list)
    weeklies: list[Weekly] = field(default_factory=list)
    cheers: list[Cheer] = field(default_factory=list)
    worries: list[Worry] = field(default_factory=list)
    reached: list[Reached] = field(default_factory=list)
    glances: list[Glance] = field(default_factory=list)
    asks: list[tuple[str, str, str]] = field(default_factory=list)  # place, person, asked or invited
    read_marks: dict[tuple[str, str], dt.datetime] = field(default_factory=dict)  # (room, person): read up to

    @property
    def today(self) -> dt.date:
        """The calendar day it is there."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    def moment(self, day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
        """A wall time there as a moment in UTC."""
        return dt.datetime.combine(day, dt.time(hour, minute), ZoneInfo(self.zone)).astimezone(dt.UTC)

    def members(self) -> list[Somebody]:
        """People who came for themselves: members and alumni."""
        return [one for one in self.people.values() if one.role in {"member", "alum"}]

    def staff(self) -> list[Somebody]:
        """The team."""
        return [one for one in self.people.values() if one.role not in {"member", "alum", "supporter"}]


def dice(*seed: object) -> random.Random:
    """Dice that fall the same way for the same words. For fiction alone, never for secrets."""
    return random.Random("/".join(map(str, seed)))  # noqa: S311


def rows(name: str) -> list[list[str]]:
    """The rows of a table of texts: one a line, fields between bars, # for remarks."""
    lines = (TEXTS / name).read_text(encoding="utf-8").splitlines()
    return [[part.strip() for part in line.split("|")] for line in lines if line and not line.startswith("#")]


def sections(name: str) -> dict[str, list[str]]:
    """The lines of a text file by their `== heading`."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (TEXTS / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            current = found.setdefault(line[3:].strip(), [])
        elif line and not line.startswith("#"):
            current.append(line)
    return found
