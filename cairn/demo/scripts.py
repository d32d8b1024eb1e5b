"""Conversations as data: reading them from the text files and filling their slots.

A script begins with `== title`, may carry headers, and goes on line by line:

    == the dentist                      headers: `in:` flavours of rooms, `when:` time, `who: A=drink,kids B=new`,
    when: morning                       `effect: A=lapse`, `mood: victory`, `after: title A has been through before`
    A: I called the dentist. {At last.|It took me four years.}
    P +2h: {Good for you, {A}.|Which one?}

A to D are members; T the therapist and P the peer specialist of the room; E, G, O are Elin, Grace, Odell. `+20m`,
`+2h`, `+1d` say how long after the line before. In braces stand choices (`{a|b}`), choices kept for later lines
(`{dog=Olive|Moose}`, then `{dog}`), names (`{A}`), forms by gender (`{A?o|a}`, Spanish), days (`{day+2}`).
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from cairn.demo.shape import TEXTS, Somebody

_LINE = re.compile(r"([A-Z])(?: \+(\d+)([mhd]))?: (.+)")
_INNERMOST = re.compile(r"\{([^{}]*)\}")
_UNIT = {"m": 1, "h": 60, "d": 1440}
MEMBERS = "ABCD"
NAMED = {"E": "elin", "G": "grace", "O": "odell"}
STAFF = frozenset({"T", "P", *NAMED})
DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("el lunes", "el martes", "el miércoles", "el jueves", "el viernes", "el sábado", "el domingo"),
}
MILESTONES = {"en": {30: "Thirty", 60: "Sixty", 90: "Ninety"}, "es": {30: "Treinta", 60: "Sesenta", 90: "Noventa"}}


@dataclass(frozen=True)
class Line:
    """One line of a script; `after` is the stated wait in minutes, or None for the pace of the talk."""

    speaker: str
    after: int | None
    text: str


@dataclass(frozen=True)
class Script:
    """A short conversation."""

    title: str
    language: str
    lines: tuple[Line, ...]
    rooms: frozenset[str] = frozenset()
    when: frozenset[str] = frozenset()
    needs: dict[str, frozenset[str]] = field(default_factory=dict)
    effect: str = ""
    mood: str = ""
    after: str = ""

    @property
    def speakers(self) -> list[str]:
        """The letters that speak, in order of appearance."""
        return list(dict.fromkeys(line.speaker for line in self.lines))

    @cached_property
    def in_hours(self) -> bool:
        """Whether somebody on the team speaks, who is here on weekdays; around a session they are here anyway."""
        return bool(STAFF & set(self.speakers)) and not self.when & {"pre", "post"}

    @cached_property
    def named(self) -> set[str]:
        """Every letter that must be cast: those that speak and those that are only spoken of."""
        spoken_of = {name for line in self.lines for name in re.findall(r"\{([A-Z])[}?]", line.text)}
        return set(self.speakers) | spoken_of


def read(name: str, language: str, *, rooms: str = "", everybody: str = "") -> list[Script]:
    """All scripts of a text file. `rooms` and `everybody` are what holds where a script says nothing itself."""
    blocks = re.split(r"^== ", (TEXTS / name).read_text(encoding="utf-8"), flags=re.M)[1:]
    return [_script(block, language, rooms, everybody) for block in blocks]


def _script(block: str, language: str, rooms: str, everybody: str) -> Script:
    title, *rest = [line for line in block.strip().splitlines() if line and not line.startswith("#")]
    headers = dict(line.split(": ", 1) for line in rest if line[0].islower())
    lines = []
    for raw in rest[len(headers) :]:
        match = _LINE.fullmatch(raw)
        if match is None:
            raise ValueError(f"{title}: cannot read {raw!r}")
        speaker, count, unit, text = match.groups()
        lines.append(Line(speaker, int(count) * _UNIT[unit] if count else None, text))
    needs = {letter: {everybody} - {""} for letter in MEMBERS}
    for pair in headers.get("who", "").split():
        letter, facts = pair.split("=")
        needs[letter] |= set(facts.split(","))
    effect = headers.get("effect", "").removeprefix("A=")
    if effect == "lapse":
        needs["A"].add("uses")
    return Script(
        title, language, tuple(lines),
        rooms=frozenset(headers.get("in", rooms).split()),
        when=frozenset(headers.get("when", "").split()),
        needs={letter: frozenset(facts) for letter, facts in needs.items() if facts},
        effect=effect, mood=headers.get("mood", ""), after=headers.get("after", ""),
    )  # fmt: skip


class Telling:
    """One telling of a script by these people.

    Choices of a script that stand at the same place belong together ("soup" in one line, "soup" in the answer), so a
    telling takes the same `variant` everywhere. Without a variant every choice is free.
    """

    def __init__(
        self,
        cast: dict[str, Somebody],
        language: str,
        chance: Random,
        *,
        milestone: int = 30,
        variant: int | None = None,
    ) -> None:
        self.cast, self.language, self.chance, self.variant = cast, language, chance, variant
        self.kept: dict[str, str] = {"milestone": MILESTONES[language][milestone]}

    def fill(self, text: str, day: dt.date) -> str:
        """The text with its slots filled for that day."""
        while match := _INNERMOST.search(text):
            text = text[: match.start()] + self._slot(match.group(1), day, text[: match.start()]) + text[match.end() :]
        return " ".join(text.split())

    def _slot(self, slot: str, day: dt.date, before: str) -> str:
        if re.fullmatch(r"[A-Z]", slot):
            return self.cast[slot].name
        if re.match(r"[A-Z]\?", slot):
            return by_gender(self.cast[slot[0]], slot[2:].split("|"))
        if re.fullmatch(r"day[+-]\d+", slot):
            word = DAYS[self.language][(day + dt.timedelta(days=int(slot[3:]))).weekday()]
            return word[0].upper() + word[1:] if re.search(r"(^|[.!?:…|{] ?)$", before) else word
        if slot in self.kept:
            return self.kept[slot]
        name, equals, choices = slot.partition("=")
        if equals and name.isidentifier():
            self.kept[name] = self.chance.choice(choices.split("|"))
            return self.kept[name]
        choices_here = slot.split("|")
        return (
            self.chance.choice(choices_here) if self.variant is None else choices_here[self.variant % len(choices_here)]
        )


def by_gender(one: Somebody, forms: list[str]) -> str:
    """The form for that person: masculine, feminine, and a third one where it is given."""
    return forms[min({"m": 0, "f": 1, "x": 2}[one.gender], len(forms) - 1)]


def unique(make: Callable[[], str], seen: Iterable[str], tries: int = 12) -> str | None:
    """A text that is not among those seen, or None after some tries."""
    known = set(seen) if not isinstance(seen, set) else seen
    for _ in range(tries):
        text = make()
        if text not in known:
            return text
    return None
