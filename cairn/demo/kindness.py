"""What answers a shared check-in, the weekly checkpoints, and reactions to messages."""

import datetime as dt
from random import Random

from cairn.demo.shape import Cheer, Daily, Said, Somebody, Story, Warmth, Weekly, dice
from cairn.demo.words import Phrasebook

KEEN = {"lively": 0.92, "rising": 0.85, "steady": 0.8, "wavy": 0.55, "new": 0.5, "quiet": 0.4, "fading": 0.45,
        "silent": 0.6, "hard": 0.6, "sliding": 0.8, "hidden": 0.5}  # fmt: skip
KEPT = ["yes", "yes", "yes", "partly", "partly", "not_yet", ""]


def cheer(story: Story) -> None:
    """People answer what was shown to them."""
    book = Phrasebook("kindness.txt", story)
    by_hand = {id(given.to) for given in story.cheers}
    for daily in (one for one in story.dailies if id(one) not in by_hand):
        chance = dice("cheer", daily.person, (story.now.date() - daily.day).days)
        for one in _who_sees(story, daily, chance):
            at = daily.at + dt.timedelta(minutes=chance.randrange(6, 60 * 9))
            if at < story.now - dt.timedelta(minutes=3):
                kind = _kind(daily, chance)
                words = (
                    book.say(one, _tone(daily, chance), at, language=_tongue(story, one, daily))
                    if kind == "words"
                    else ""
                )
                story.cheers.append(Cheer(daily, one.key, at, kind if words or kind != "words" else "with_you", words))


def _who_sees(story: Story, daily: Daily, chance: Random) -> list[Somebody]:
    found: list[str] = []
    for to in daily.shown:
        if to.startswith("group:"):
            seats = [s.person for s in story.sittings if s.place == to[6:] and not s.until and s.since < daily.at]
            others = [
                key for key in seats if key != daily.person and story.people[key].course not in {"silent", "fading"}
            ]
            found += chance.sample(others, min(len(others), chance.choice([0, 1, 1, 2, 3])))
        elif to == "partner" and chance.random() < 0.6:
            pairs = [b for b in story.bonds if b.kind == "partners" and daily.person in {b.first, b.second}]
            found += [b.second if b.first == daily.person else b.first for b in pairs if b.since < daily.at]
        elif to == "team" and chance.random() < (0.5 if (daily.mood or 0) < -1 else 0.12):
            found += [care.carer for care in story.cares if care.person == daily.person and care.owner]
    return [story.people[key] for key in dict.fromkeys(found) if story.people[key].course != "silent"]


def _kind(daily: Daily, chance: Random) -> str:
    if chance.random() < 0.36:
        return "words"
    if daily.used == "yes" or (daily.mood or 0) < -1:
        return chance.choice(["with_you", "with_you", "been_there"])
    return chance.choice(["with_you", "proud", "proud", "been_there"])


def _tone(daily: Daily, chance: Random) -> str:
    if daily.used == "yes":
        return "lapse"
    if chance.random() < 0.35 or daily.not_today:
        return "any"
    if (daily.craving or 0) >= 6:
        return "craving"
    return "low" if (daily.mood or 0) < -1 else "good" if (daily.mood or 0) > 1 else "any"


def _tongue(story: Story, one: Somebody, daily: Daily) -> str:
    wanted = story.people[daily.person].language
    return wanted if wanted in one.languages else one.language


def weeks(story: Story) -> None:
    """A checkpoint at the end of most weeks: what went well, what was hard, one small thing for the next."""
    book = Phrasebook("kindness.txt", story)
    this_week = story.today - dt.timedelta(days=story.today.weekday())
    for one in story.members():
        before = ""
        for back in range(8, 0, -1):
            week = this_week - dt.timedelta(weeks=back)
            chance = dice("week", one.key, back)
            keen = (
                KEEN[one.course] * (0.25 if one.role == "alum" else 1.0) * (back / 8 if one.course == "fading" else 1)
            )
            day = week + dt.timedelta(days=6)
            if day - dt.timedelta(days=3) < one.joined or chance.random() > keen:
                continue
            well, hard, plan = (book.say(one, tone, week) for tone in ("well", "hard", "next"))
            if not (well and hard and plan):
                continue
            at = story.moment(day, chance.randrange(10, 21), chance.randrange(60))
            weekly = Weekly(one.key, week, at, well, hard, plan, kept=chance.choice(KEPT) if before else "")
            groups = [s.place for s in story.sittings if s.person == one.key and s.part == "member" and not s.until]
            weekly.shown = tuple(
                to for to in (f"group:{groups[0]}" if groups else "team", "team") if chance.random() < 0.32
            )
            if one.course == "hidden":
                weekly.shown = ()
            story.weeklies.append(weekly)
            before = plan


def cards(story: Story) -> None:
    """A check-in or checkpoint shown to a group stands in its room as a card."""
    for daily in story.dailies:
        groups = [to[6:] for to in daily.shown if to.startswith("group:")]
        story.messages += [Said(group, daily.person, daily.at, "", checkin=daily) for group in groups]
    for weekly in story.weeklies:
        groups = [to[6:] for to in weekly.shown if to.startswith("group:")]
        story.messages += [Said(group, weekly.person, weekly.at, "", weekly=weekly) for group in groups]
    story.messages.sort(key=lambda one: one.at)


def warm(story: Story) -> None:
    """Kind reactions: many for good news, some for openings, few otherwise."""
    begun: set[tuple[str, str]] = set()
    for number, said in enumerate(story.messages):
        chance = dice("warm", number, said.author)
        opening = bool(said.script) and (said.room, said.script) not in begun
        begun.add((said.room, said.script))
        others = [key for key in _in_room(story, said) if key != said.author]
        glad = opening and said.script in {
            "got the job",
            "thirty days",
            "treinta días",
            "year coin",
            "el trabajo nuevo",
        }
        if not others or chance.random() > (1 if glad else 0.34 if opening else 0.09):
            continue
        for key in chance.sample(
            others, min(len(others), chance.randrange(2, 6) if glad else chance.choice([1, 1, 2, 3]))
        ):
            kind = "proud" if glad else chance.choice(["with_you", "with_you", "been_there", "thank_you", "strength"])
            story.warmth.append(Warmth(said, key, kind))


def _in_room(story: Story, said: Said) -> list[str]:
    if ":" in said.room:
        return said.room.split(":")[1:]
    seats = [s for s in story.sittings if s.place == said.room and not s.until and s.since < said.at]
    return [s.person for s in seats if story.people[s.person].course not in {"silent", "fading", "hidden"}]
