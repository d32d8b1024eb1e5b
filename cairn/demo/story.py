"""The whole story: a fictional organisation with eight weeks behind it, the same for the same moment."""

import datetime as dt
from zoneinfo import ZoneInfo

from cairn.demo import people
from cairn.demo.shape import Story
from cairn.demo.talk import Talk

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
    return story
