"""Who speaks a script: people of the room whose lives fit the words, and who are about at that time."""

import datetime as dt
from collections import Counter
from random import Random

from cairn.demo.people import USES
from cairn.demo.scripts import MEMBERS, NAMED, Script
from cairn.demo.shape import DAYS, Place, Somebody, Story

_TALKS = {"lively": 3.2, "rising": 2.0, "steady": 1.8, "wavy": 1.5, "new": 1.3, "quiet": 0.45, "fading": 1.6,
          "silent": 1.4, "hard": 1.4, "sliding": 1.6, "hidden": 0.7}  # fmt: skip
LEADS = {"therapist": "T", "peer_specialist": "P"}
SILENT_FOR, NEW_FOR = 5, 10


class Casting:
    """Remembers who was in which script, who had a lapse, and who spoke how much lately."""

    def __init__(self, story: Story) -> None:
        self.story, self.today = story, story.today
        self.been_through: dict[str, dict[str, dt.date]] = {}
        self.events: dict[str, list[tuple[dt.date, str]]] = {}
        self._lately: Counter[str] = Counter()

    def facts(self, one: Somebody, day: dt.date) -> set[str]:
        """What may be said of somebody on that day."""
        found = set(one.facts)
        if USES & found:
            found.add("uses")
        tenure = (day - one.joined).days
        if 0 <= tenure <= NEW_FOR:
            found.add("new")
        return found

    def is_about(self, one: Somebody, day: dt.date) -> bool:
        """Whether somebody has arrived and has not gone quiet."""
        left = (self.today - day).days
        if day < one.joined:
            return False
        return not ((one.course == "silent" and left < SILENT_FOR) or (one.course == "hard" and left < 2))

    def weight(self, one: Somebody, day: dt.date) -> float:
        """How likely somebody is to speak. Those who fade, fade; nobody talks all the time."""
        left = (self.today - day).days
        base = _TALKS.get(one.course, 1.5)
        if one.course == "fading":
            base *= max(0.06, min(1.0, left / (DAYS * 0.6)))
        return base / (1 + self._lately[one.key])

    def cast(self, script: Script, place: Place, day: dt.date, chance: Random) -> dict[str, Somebody] | None:
        """People for every letter, or None where the room has nobody who fits."""
        found: dict[str, Somebody] = {}
        seats = [s for s in self.story.sittings if s.place == place.key and s.since.date() < day and s.signed]
        seats = [s for s in seats if s.until is None or s.until.date() > day]
        leads = [self.story.people[s.person] for s in seats if s.part != "member"]
        for lead in reversed(leads):  # the first lead of a kind speaks for it
            found |= {letter: lead for letter, key in NAMED.items() if key == lead.key}
            if lead.role in LEADS:
                found[LEADS[lead.role]] = lead
        sitting = [self.story.people[s.person] for s in seats]
        sitting = [one for one in sitting if one.role in {"member", "alum", "supporter"} and self.is_about(one, day)]
        wanted = sorted(script.named & set(MEMBERS), key=lambda letter: (-len(script.needs.get(letter, ())), letter))
        for letter in wanted:
            fitting = [one for one in sitting if one not in found.values() and self._fits(script, letter, one, day)]
            if not fitting:
                return None
            found[letter] = chance.choices(fitting, [self.weight(one, day) for one in fitting])[0]
        return found if script.named <= set(found) else None

    def _fits(self, script: Script, letter: str, one: Somebody, day: dt.date) -> bool:
        if script.language not in one.languages:
            return False
        if not script.needs.get(letter, frozenset()) <= self.facts(one, day):
            return False
        return letter != "A" or self.may_begin(script, one, day)

    def may_begin(self, script: Script, one: Somebody, day: dt.date) -> bool:
        """Whether this story can happen to somebody: once, in order, and a lapse or a milestone only where it fits."""
        past = self.been_through.get(one.key, {})
        if script.title in past or (script.after and (day - past.get(script.after, day)).days < 5):
            return False
        if script.effect == "lapse":
            recent = (self.today - day).days < 6
            had = any(what == "lapse" for _day, what in self.events.get(one.key, []))
            return not (recent or had or one.key == "ana" or one.role == "alum")
        if script.effect == "victory":
            had = any(what in {"lapse", "victory"} for _day, what in self.events.get(one.key, []))
            return (day - one.joined).days >= 26 and not had and one.role != "alum"
        return True

    def milestone(self, one: Somebody, day: dt.date) -> int:
        """The milestone that fits somebody's time here."""
        days = (day - one.joined).days
        return 90 if days >= 80 else 60 if days >= 52 else 30

    def remember(self, script: Script, found: dict[str, Somebody], day: dt.date) -> None:
        """Note that this was told."""
        first = found["A"] if "A" in script.named else found[script.speakers[0]]
        self.been_through.setdefault(first.key, {})[script.title] = day
        if script.effect:
            self.events.setdefault(first.key, []).append((day, script.effect))
        for letter in script.speakers:
            self._lately[found[letter].key] += 1

    def rest(self) -> None:
        """A day passes: yesterday's talk weighs half."""
        for key in list(self._lately):
            self._lately[key] //= 2
