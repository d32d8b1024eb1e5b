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
    _read(story)
    return story


def _read(story: Story) -> None:
    """How far everybody has read: as far as they wrote, and mostly to the end."""
    wrote = {(said.room, said.author): said.at for said in story.messages}
    places = [(sitting.place, sitting.person) for sitting in story.sittings if sitting.signed]
    places += [(bond.key, key) for bond in story.bonds for key in (bond.first, bond.second)]
    for room, person in places:
        away = story.people[person].course == "silent"
        ago = 24 * 4 if away else dice("read", room, person).choice([0, 0, 0, 0, 2, 6, 20, 50])
        until = max(
            story.now - dt.timedelta(hours=ago), wrote.get((room, person), story.moment(story.people[person].joined, 0))
        )
        story.read_marks.setdefault((room, person), until)
