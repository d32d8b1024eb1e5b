"""Eight weeks of talk: which conversation is told in which room on which day, by whom."""

import datetime as dt
from collections import Counter
from random import Random

from cairn.demo import timeline
from cairn.demo.casting import Casting
from cairn.demo.scripts import Script, Telling, read, unique
from cairn.demo.shape import DAYS, Bonded, Place, Said, Somebody, Story, dice
from cairn.demo.voices import in_voice

# Conversations in eight weeks, by room. Bonds hold fewer.
PLENTY = {"tuesday": 66, "open": 60, "both": 52, "women": 52, "skills": 52, "morning": 52, "twenties": 46, "ground": 42,
          "alumni": 42, "steps": 38, "family": 30, "jueves": 32}  # fmt: skip
OF_TWO = {"partners": 7, "mentor": 7, "care": 3}
SHORT = 24  # letters: "Same." may be said again some time later


def group_scripts() -> list[Script]:
    """Every conversation that groups can have."""
    return [
        *read("everyday.txt", "en"),
        *read("recovery.txt", "en", everybody="uses"),
        *read("mind.txt", "en"),
        *read("special.txt", "en"),
        *read("team_talk.txt", "en"),
        *read("jueves.txt", "es", rooms="jueves"),
    ]


class Talk:
    """Tells scripts into the rooms of a story."""

    def __init__(self, story: Story) -> None:
        self.story, self.today = story, story.today
        self.casting = Casting(story)
        self.floors: dict[str, timeline.Floor] = {}
        self.said: dict[str, set[str]] = {}
        self.told: dict[str, set[str]] = {}
        self.worn: Counter[str] = Counter()
        self.groups = group_scripts()
        self.of_two = [*read("pairs.txt", "en"), *read("parejas.txt", "es")]

    def tell_all(self) -> None:
        """Fill every room, day by day, so that what happens to people happens in order."""
        for back in range(DAYS, -1, -1):
            day = self.today - dt.timedelta(days=back)
            for place in self.story.places.values():
                self._group_day(place, day)
            for bond in self.story.bonds:
                self._day_of_two(bond, day)
            self.casting.rest()
        self.story.messages.sort(key=lambda one: one.at)

    def _group_day(self, place: Place, day: dt.date) -> None:
        chance = dice("talk", place.key, self.today - day)
        for _ in range(_how_many(PLENTY.get(place.key, 30) / DAYS, chance)):
            fitting = [one for one in self.groups if self._is_for(one, place, day)]
            chance.shuffle(fitting)
            fitting.sort(
                key=lambda one: self.worn[one.title] - 2 * bool(one.rooms) - 3 * bool(one.when & {"pre", "post"})
            )
            for script in fitting[:14]:
                cast = self.casting.cast(script, place, day, chance)
                if cast and self._tell(script, cast, place.key, place, day, chance):
                    break

    def _is_for(self, script: Script, place: Place, day: dt.date) -> bool:
        if script.language != place.language or script.title in self.told.setdefault(place.key, set()):
            return False
        return (not script.rooms or place.flavour in script.rooms) and timeline.fits(script, day, place)

    def _day_of_two(self, bond: Bonded, day: dt.date) -> None:
        chance = dice("two", bond.key, self.today - day)
        first, second = self.story.people[bond.first], self.story.people[bond.second]
        if bond.since.date() > day or not _how_many(OF_TWO[bond.kind] / DAYS * 1.3, chance):
            return
        if not (self.casting.is_about(first, day) and chance.random() < self.casting.weight(first, day) + 0.4):
            return
        if bond.kind == "partners" and chance.random() < 0.5:
            first, second = second, first
        kind = {"partners": "partner"}.get(bond.kind, bond.kind)
        fitting = [one for one in self.of_two if kind in one.rooms and one.language == self._tongue(first, second)]
        fitting = [one for one in fitting if one.title not in self.told.setdefault(bond.key, set())]
        fitting = [one for one in fitting if timeline.fits(one, day, None) and self._suits(one, first, day)]
        hello = [one for one in fitting if "hello" in one.title or "hola" in one.title]
        if fitting:
            script = (hello or [chance.choice(fitting)])[0]
            other = "P" if bond.kind == "care" else "B"
            self._tell(script, {"A": first, other: second}, bond.key, None, day, chance)

    def _tongue(self, first: Somebody, second: Somebody) -> str:
        return first.language if first.language in second.languages else "en"

    def _suits(self, script: Script, first: Somebody, day: dt.date) -> bool:
        fits = script.needs.get("A", frozenset()) <= self.casting.facts(first, day)
        return fits and self.casting.may_begin(script, first, day)

    def _tell(
        self, script: Script, cast: dict[str, Somebody], room: str, place: Place | None, day: dt.date, chance: Random
    ) -> bool:
        zone = self.story.zone
        begin = timeline.start(script, day, place, zone, chance)
        moments = timeline.pace(script.lines, begin, zone, chance, at_night="night" in script.when)
        floor = self.floors.setdefault(room, timeline.Floor())
        happened = sum(moment < self.story.now - dt.timedelta(minutes=4) for moment in moments)
        if happened < len(moments) and (script.effect or not _may_pause(script, happened)):
            return False
        if not floor.has_room_for(moments[:happened]):
            return False
        first = cast.get("A") or next(iter(cast.values()))
        variant = self.worn[script.title] + len(script.title)
        milestone = self.casting.milestone(first, day)
        telling = Telling(cast, script.language, chance, milestone=milestone, variant=variant)
        spoken = self._speak(script, telling, moments[:happened], room, day)
        if spoken is None:
            return False
        floor.take(moments[:happened])
        self.story.messages += spoken
        self.told.setdefault(room, set()).add(script.title)
        self.worn[script.title] += 1
        self.casting.remember(script, cast, day)
        return True

    def _speak(
        self, script: Script, telling: Telling, moments: list[dt.datetime], room: str, day: dt.date
    ) -> list[Said] | None:
        known = self.said.setdefault(room, set())
        spoken: list[Said] = []
        for line, moment in zip(script.lines, moments, strict=False):
            one, chance = telling.cast[line.speaker], telling.chance

            def again(line_text: str = line.text, one: Somebody = one) -> str:
                return in_voice(one, telling.fill(line_text, day), telling.chance)

            text = unique(again, known | {said.text for said in spoken})
            if text is None:
                text = again()
                if len(text) > SHORT:
                    return None
            said = Said(room, one.key, moment, text, script=script.title)
            if spoken and (line.after or 0) >= timeline.LONG and one.key != spoken[0].author and chance.random() < 0.6:
                said.reply_to = spoken[0]
            elif len(spoken) > 2 and spoken[-1].author != one.key and chance.random() < 0.09:
                said.reply_to = chance.choice(spoken[:-1])
            spoken.append(said)
        known |= {said.text for said in spoken}
        return spoken


def _how_many(rate: float, chance: Random) -> int:
    """A whole number around `rate`."""
    return int(rate) + (chance.random() < rate - int(rate))


def _may_pause(script: Script, happened: int) -> bool:
    """Whether a talk may stand unfinished at this moment: what is missing are follow-ups of another hour or day."""
    missing = script.lines[happened:]
    return happened >= 3 and (missing[0].after or 0) >= timeline.LONG
