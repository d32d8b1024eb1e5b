"""What the team did about it: looks at check-ins, and a trace for everybody who needed somebody before today.

Uses the product's own rules, so that Today shows those who still need somebody and nobody else.
"""

import datetime as dt
from collections import defaultdict

from cairn.demo.shape import Daily, Glance, Reached, Story, dice
from cairn.home import reasons

OPEN = {"mo", "lena", "tess", "rosa", "ray"}  # nobody has got to them yet: see tonight.py
NOTES = {
    "en": {
        "called": ["Talked ten minutes. Tired, but steady.", "Good talk. Tomorrow is planned.", "Short call on the break.",
                   "We went through the evening hour by hour.", "Sister is with them. Calling again tomorrow."],
        "wrote": ["Sent a hello, no question mark.", "Wrote: thinking of you, no need to answer.", "Asked about the weekend."],
        "noted": ["Seen before group. Laughs again.", "Has a ride for Monday now.", "Saw them at group, doing all right."],
    },
    "es": {
        "called": ["Hablamos un rato. Cansancio, pero firme.", "Buena plática. Mañana ya hay plan."],
        "wrote": ["Le mandé un saludo, sin preguntas.", "Le escribí que aquí estamos."],
        "noted": ["Lo vi antes del grupo. Ya se ríe otra vez.", "Ya tiene quien la acompañe el lunes."],
    },
}  # fmt: skip


def pay(story: Story) -> None:
    """The team looks, and reaches out, through the eight weeks."""
    by_person: dict[str, list[Daily]] = defaultdict(list)
    for daily in sorted(story.dailies, key=lambda one: one.at):
        by_person[daily.person].append(daily)
    for person, dailies in by_person.items():
        carers = [care.carer for care in story.cares if care.person == person]
        if carers:
            _look(story, person, carers, dailies)
            _reach(story, person, dailies)


def _look(story: Story, person: str, carers: list[str], dailies: list[Daily]) -> None:
    shown = [daily for daily in dailies if "team" in daily.shown]
    for number, daily in enumerate(shown):
        chance = dice("look", person, number)
        hard = (daily.mood or 0) <= -2 or daily.used == "yes" or daily.wants in {"company", "call"}
        at = _in_hours(story, daily.at + dt.timedelta(minutes=chance.randrange(20, 600)))
        if chance.random() < (0.9 if hard else 0.22) and at < story.now - dt.timedelta(minutes=20):
            story.glances.append(Glance(person, chance.choice(carers), at))


def _in_hours(story: Story, at: dt.datetime) -> dt.datetime:
    """The same moment, or the next weekday morning where nobody works then."""
    shift = at - story.moment(story.today, 0)
    day = story.today + dt.timedelta(days=shift.days)
    hour = shift.seconds // 3600
    if day.weekday() < 5 and 9 <= hour < 18:
        return at
    day += dt.timedelta(days=int(hour >= 18))
    while day.weekday() > 4:
        day += dt.timedelta(days=1)
    return story.moment(day, 9, at.minute // 2 + 5)


def _reach(story: Story, person: str, dailies: list[Daily]) -> None:
    owner = next((care.carer for care in story.cares if care.person == person and care.owner), "")
    if not owner:
        return
    done = story.now - dt.timedelta(days=99)
    for daily in dailies:
        needs = "team" in daily.shown and (daily.used == "yes" or (daily.craving or 0) >= 8 or daily.wants == "company")
        at = _in_hours(story, daily.at + dt.timedelta(minutes=40))
        if needs and at - done > dt.timedelta(days=2) and at < story.now - dt.timedelta(hours=1):
            done = at
            _leave_trace(story, person, owner, at)
    if person not in OPEN and dice("busy", person).random() > 0.2:  # nobody gets to everybody in time
        _catch_up(story, person, owner, dailies)


def _catch_up(story: Story, person: str, owner: str, dailies: list[Daily]) -> None:
    """Whoever Today would still show gets a trace after the reason arose."""
    shown = [d for d in dailies if "team" in d.shown]
    said = [reasons.Said(d.at, d.confidence, d.craving, d.risky_ahead, d.used or "", d.wants) for d in shown]
    found = reasons.from_checkins(said, story.now)
    recent = {d.day for d in dailies if d.day > dailies[-1].day - dt.timedelta(days=28)}
    began = story.moment(dailies[-1].day + dt.timedelta(days=reasons.SILENT_DAYS), 0)
    beat = reasons.Beat(dailies[-1].day, len(recent), dailies[0].day)
    quiet = reasons.from_silence(beat, story.today, began)
    found += [quiet] if quiet else []
    if found:
        latest = max(reason.at for reason in found)
        earliest = story.now - dt.timedelta(hours=50)
        after = max(latest, earliest)
        at = after + (story.now - after) * dice("catch", person).uniform(0.25, 0.8)
        _leave_trace(story, person, owner, at, kind="wrote" if quiet else "")


def _leave_trace(story: Story, person: str, owner: str, at: dt.datetime, kind: str = "") -> None:
    chance = dice("trace", person, at.date(), len(story.reached))
    kind = kind or chance.choice(["called", "called", "wrote", "noted"])
    words = chance.choice(NOTES[story.people[owner].language][kind])
    story.reached.append(Reached(person, owner, kind, at, words))
