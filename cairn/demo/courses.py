"""How people were, day by day: check-ins that follow a course, with good stretches, hard nights and skipped days."""

import datetime as dt
import math
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from cairn.demo.people import USES
from cairn.demo.shape import DAYS, Daily, Somebody, Story, dice
from cairn.demo.words import Phrasebook


@dataclass(frozen=True)
class Way:
    """A course: how often somebody checks in, how they are on average, how much that swings and where it goes."""

    rate: float
    mood: float
    swing: float
    craving: float
    trend: float = 0.0


WAYS = {
    "lively": Way(0.93, 1.7, 1.3, 2.0, 0.3), "steady": Way(0.82, 1.1, 1.0, 2.2, 0.2), "rising": Way(0.88, -0.3, 1.1, 4.0, 2.6),
    "wavy": Way(0.72, 0.2, 2.4, 3.8), "quiet": Way(0.55, 0.3, 0.9, 2.4), "new": Way(0.9, -0.4, 1.7, 5.0, 1.0),
    "fading": Way(0.85, 0.4, 1.3, 3.6, -1.2), "silent": Way(0.9, 0.3, 1.2, 3.4, -0.8), "hard": Way(0.92, -0.3, 1.4, 5.4, -1.8),
    "sliding": Way(0.93, 1.2, 1.0, 2.6, -0.2), "hidden": Way(0.8, 0.4, 1.3, 3.2),
}  # fmt: skip
T = TypeVar("T")
ALUMNI_RATE = 0.3
TOLD_BY_HAND = {"ana", "tess", "rosa"}
SILENT_DAYS = 4
BLANK = 0.07  # how often a single question is left out


class Course:
    """The check-ins of one person."""

    def __init__(self, story: Story, one: Somebody, events: list[tuple[dt.date, str]]) -> None:
        self.story, self.one, self.today = story, one, story.today
        self.way = WAYS[one.course]
        self.uses = bool(USES & one.facts)
        self.lapses = [day for day, what in events if what == "lapse"]
        self.victories = {day for day, what in events if what == "victory"}
        chance = dice("habits", one.key)
        self.hour = chance.choice([7, 8, 8, 9, 12, 18, 19, 20, 20, 21])
        self.phase = chance.uniform(0, 6.28)
        self.lean = chance.uniform(-0.5, 0.5)
        self.seated = story.now
        self.shares = self._habits(chance)
        if one.course in {"sliding", "hard"}:
            self.shares["team"] = 1.0

    def _habits(self, chance: Random) -> dict[str, float]:
        if self.one.course == "hidden":
            return {}
        mine = [s for s in self.story.sittings if s.person == self.one.key and s.part == "member" and not s.until]
        tied = any(b.kind == "partners" and self.one.key in {b.first, b.second} for b in self.story.bonds)
        habits = {"team": chance.choice([0.2, 0.5, 0.7, 0.9])} if self.one.role == "member" else {}
        if mine:
            self.seated = mine[0].since
            habits[f"group:{mine[0].place}"] = chance.choice([0.0, 0.05, 0.14, 0.3])
        if tied:
            habits["partner"] = chance.choice([0.3, 0.6, 0.8])
        return habits

    def days(self, book: Phrasebook) -> list[Daily]:
        """All check-ins of the eight weeks."""
        first = max(self.one.joined, self.today - dt.timedelta(days=DAYS))
        found = []
        for number in range((self.today - first).days + 1):
            day = first + dt.timedelta(days=number)
            chance = dice("day", self.one.key, (self.today - day).days)
            if self._checks_in(day, chance):
                daily = self._day(day, chance, book)
                if daily.at < self.story.now - dt.timedelta(minutes=6):
                    found.append(daily)
        return found

    def _checks_in(self, day: dt.date, chance: Random) -> bool:
        left = (self.today - day).days
        if self.one.course == "silent" and left <= SILENT_DAYS:
            return left == SILENT_DAYS
        if (self.one.course in {"hard", "sliding"} and left < 2) or (self.one.key in TOLD_BY_HAND and left < 2):
            return False  # told by hand: see tonight.py
        if any(0 <= (day - lapse).days <= 2 for lapse in self.lapses):
            return True
        rate = ALUMNI_RATE if self.one.role == "alum" else self.way.rate
        if self.one.course == "fading":
            rate *= max(0.05, min(1.0, (left - 2) / 30))
        return chance.random() < rate

    def _day(self, day: dt.date, chance: Random, book: Phrasebook) -> Daily:
        clock = dt.time(self.hour, chance.randrange(60), chance.randrange(60))
        if chance.random() < 0.2:
            clock = clock.replace(hour=chance.choice([7, 10, 13, 17, 21, 22]))
        daily = Daily(
            self.one.key, day, self.story.moment(day, clock.hour, clock.minute) + dt.timedelta(seconds=clock.second)
        )
        after = next(((day - lapse).days for lapse in self.lapses if 0 <= (day - lapse).days <= 2), None)
        if after is None and chance.random() < 0.045:
            daily.not_today = True
            return daily
        mood = self._mood(day, after, chance)
        self._answer(daily, mood, after, chance)
        if chance.random() < (0.95 if after is not None else 0.42):
            daily.words = book.say(self.one, self._tone(daily, mood, after), day, language=self._tongue(chance))
        shares = {to: often for to, often in self.shares.items() if ":" not in to or self.seated < daily.at}
        daily.shown = tuple(to for to, often in shares.items() if chance.random() < often)
        if after is not None:
            daily.shown = (
                tuple(dict.fromkeys([*(to for to in daily.shown if ":" not in to), "team"])) if self.shares else ()
            )
        if not daily.words and (daily.mood is None or chance.random() < 0.7):  # a card without words says little
            daily.shown = tuple(to for to in daily.shown if ":" not in to)
        daily.wants = self._wants(mood, chance)
        return daily

    def _mood(self, day: dt.date, after: int | None, chance: Random) -> float:
        left = (self.today - day).days
        gone = 1 - left / DAYS
        wave = math.sin(self.phase + left * 2 * math.pi / 13) * (1.6 if self.one.course == "wavy" else 0.5)
        mood = self.way.mood + self.lean + self.way.trend * gone + wave + chance.gauss(0, self.way.swing)
        if after is not None:
            mood = (-3.2, -1.8, -0.6)[after] + chance.gauss(0, 0.5)
        return mood + 2 if day in self.victories else max(mood, -3.4)

    def _answer(self, daily: Daily, mood: float, after: int | None, chance: Random) -> None:
        def said(value: T) -> T | None:
            return None if chance.random() < BLANK else value

        daily.mood = said(_whole(mood, -5, 5))
        daily.sleep_hours = said(round(min(9.5, max(2.5, 6.4 + mood * 0.3 + chance.gauss(0, 0.9))) * 2) / 2)
        daily.sleep_quality = said(_whole(3 + mood * 0.35 + chance.gauss(0, 0.6), 1, 5))
        odds = {"hungry": 0.1, "angry": 0.08, "lonely": 0.14, "tired": 0.24}
        daily.halt = frozenset(word for word, odd in odds.items() if chance.random() < odd - min(mood, 1) * 0.06)
        daily.connected = said(chance.random() < 0.72 + mood * 0.05)
        daily.safe = said(True)
        if self.uses:
            craving = self.way.craving - mood * 0.7 - self.way.trend * 0.4 + chance.gauss(0, 1.5)
            daily.craving = said(_whole(craving + (3 if after == 0 else 0), 0, 10))
            daily.confidence = said(
                _whole(7.5 + mood * 0.45 - max(0.0, craving - 4) * 0.4 + chance.gauss(0, 0.6), 1, 10)
            )
            daily.risky_ahead = said(chance.random() < (0.16 if daily.day.weekday() in {3, 4} else 0.06))
            daily.used = "yes" if after == 0 else said("rather_not" if chance.random() < 0.01 else "no")

    def _tone(self, daily: Daily, mood: float, after: int | None) -> str:
        if after is not None:
            return "lapse" if after == 0 else "after"
        if (daily.craving or 0) >= 6:
            return "craving"
        return "low" if mood <= -1.6 else "good" if mood >= 1.6 else "ok"

    def _tongue(self, chance: Random) -> str:
        several = len(self.one.languages) > 1 and chance.random() < 0.15
        return self.one.languages[1] if several else self.one.language

    def _wants(self, mood: float, chance: Random) -> str:
        roll = chance.random()
        if mood < -1:
            return "heard" if roll < 0.4 else "company" if roll < 0.6 else ""
        return "feedback" if roll < 0.05 else "heard" if roll < 0.12 else ""


def _whole(value: float, lowest: int, highest: int) -> int:
    return max(lowest, min(highest, round(value)))
