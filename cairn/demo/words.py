"""Short free texts (check-ins, encouragement, checkpoints) by language and tone; nobody says the same twice."""

import datetime as dt
import re
from collections import defaultdict

from cairn.demo.scripts import Telling, unique
from cairn.demo.shape import Somebody, Story, dice, sections
from cairn.demo.voices import in_voice


class Phrasebook:
    """One text file of tones, and what each person has said from it."""

    def __init__(self, name: str, story: Story) -> None:
        self.story = story
        self.lines = sections(name)
        self.said: dict[str, set[str]] = defaultdict(set)
        self.bare: dict[str, list[str]] = {}

    def say(self, one: Somebody, tone: str, *seed: object, language: str = "") -> str:
        """Something this person would say in that tone; empty when they have nothing new to say."""
        chance = dice(*seed, one.key, tone)
        key = f"{language or one.language} {tone}"
        found = unique(lambda: self._one(one, key, seed), self.said[one.key]) if key in self.lines else None
        if found is None:
            return ""
        self.said[one.key].add(found)
        return in_voice(one, found, chance)

    def _one(self, one: Somebody, key: str, seed: tuple[object, ...]) -> str:
        # A deck per person and tone, dealt to its end before it is shuffled again: lines come back late, if at all.
        deck = self.bare.setdefault(f"{one.key} {key}", [])
        if not deck:
            deck += [line for line in self.lines[key] if self._suits(one, line)]
            dice("deck", one.key, key, len(self.said[one.key])).shuffle(deck)
        line = re.sub(r"^\[\w+\] ", "", deck.pop())
        telling = Telling({"A": one}, key.split(maxsplit=1)[0], dice(*seed, one.key, line))
        telling.kept |= {"friend": self._friend(one), "peer": self._peer(one), "mentor": self._mentor(one)}
        return telling.fill(line, dt.date.min)

    def _suits(self, one: Somebody, line: str) -> bool:
        """A line may begin with [kids], [court] ...: it is for people who have them."""
        needs = re.match(r"\[(\w+)\] ", line)
        return needs is None or needs.group(1) in one.facts

    def _friend(self, one: Somebody) -> str:
        for bond in self.story.bonds:
            if bond.kind == "partners" and one.key in {bond.first, bond.second}:
                return self.story.people[bond.second if bond.first == one.key else bond.first].name
        return {"es": "mi compadre"}.get(one.language, "a friend")

    def _mentor(self, one: Somebody) -> str:
        found = [b.second for b in self.story.bonds if b.kind == "mentor" and b.first == one.key]
        return self.story.people[found[0]].name if found else "my mentor"

    def _peer(self, one: Somebody) -> str:
        found = [care.carer for care in self.story.cares if care.person == one.key and care.owner]
        return self.story.people[found[0]].name if found else "Pia"
