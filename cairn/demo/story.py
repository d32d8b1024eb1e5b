"""The whole story: fictional organisations with eight weeks behind them, the same for the same moment."""

import datetime as dt

from cairn.demo import attention, kindness, people, tonight
from cairn.demo.courses import Course
from cairn.demo.shape import Story, dice
from cairn.demo.talk import Talk
from cairn.demo.words import Phrasebook


def harbor_house(now: dt.datetime) -> Story:
    """Harbor House: two programmes, ninety members, the cast among them."""
    crisis = ("Harbor House evening line", "602-555-0134", "Every day, 5 pm to 11 pm")
    story = Story("harbor-house", "Harbor House", "America/Phoenix", crisis, now, {}, {})
    _live(story)
    tonight.tell(story)
    return _answer(story)


def lantern_bay(now: dt.datetime) -> Story:
    """Lantern Bay: small, and behind another wall. Zoe is here."""
    crisis = ("Lantern Bay line", "503-555-0188", "Weekdays, 9 am to 9 pm")
    story = Story("lantern-bay", "Lantern Bay", "America/Los_Angeles", crisis, now, {}, {})
    _live(story)
    return _answer(story)


def _live(story: Story) -> None:
    story.people = people.everybody(story.slug, story.today)
    story.places = people.places(story.slug)
    people.settle(story)
    talk = Talk(story)
    talk.tell_all()
    book = Phrasebook("checkins.txt", story)
    for one in story.members():
        story.dailies += Course(story, one, talk.casting.events.get(one.key, [])).days(book)
    kindness.weeks(story)


def _answer(story: Story) -> Story:
    """What follows from what was said: cards in rooms, encouragement, reactions, the team's looks, how far all read."""
    kindness.cards(story)
    kindness.cheer(story)
    kindness.warm(story)
    attention.pay(story)
    for sitting in story.sittings:
        story.read_marks.setdefault((sitting.place, sitting.person), _read_until(story, sitting.place, sitting.person))
    for bond in story.bonds:
        for key in (bond.first, bond.second):
            story.read_marks.setdefault((bond.key, key), _read_until(story, bond.key, key))
    return story


def _read_until(story: Story, room: str, person: str) -> dt.datetime:
    """How far somebody has read: as far as they wrote, and mostly to the end."""
    chance = dice("read", room, person)
    ago = chance.choice([0, 0, 0, 0, 2, 6, 20, 50]) if story.people[person].course != "silent" else 24 * 4
    wrote = [said.at for said in story.messages if said.room == room and said.author == person]
    return max([story.now - dt.timedelta(hours=ago), *wrote[-1:]])
