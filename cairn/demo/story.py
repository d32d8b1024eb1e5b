"""The whole story: a fictional organisation with eight weeks behind it, the same for the same moment."""

import datetime as dt
from zoneinfo import ZoneInfo

from cairn.demo import kindness, people
from cairn.demo.courses import Course
from cairn.demo.shape import Story
from cairn.demo.talk import Talk
from cairn.demo.words import Phrasebook

ZONE = "America/Phoenix"


def harbor_house(now: dt.datetime) -> Story:
    """Harbor House as it stands at `now`."""
    today = now.astimezone(ZoneInfo(ZONE)).date()
    everybody = people.team(today) | people.members(today)
    story = Story("harbor-house", "Harbor House", ZONE, now, everybody, people.places())
    people.take_seats(story)
    people.tie_care(story)
    people.tie_bonds(story)
    talk = Talk(story, today)
    talk.tell_all()
    book = Phrasebook("checkins.txt", story)
    for one in story.members():
        story.dailies += Course(story, one, today, talk.casting.events.get(one.key, [])).days(book)
    kindness.weeks(story, today)
    kindness.cards(story)
    kindness.cheer(story)
    kindness.warm(story)
    return story
