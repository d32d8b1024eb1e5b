"""`load_demo`: the fictional organisations into an empty database, with eight weeks behind them."""

from collections.abc import Callable

from cairn.demo import load_people, load_talk, load_trust, story
from cairn.demo.load_days import Days
from cairn.demo.load_sessions import Sessions
from cairn.demo.shape import Story
from cairn.kit import wall
from cairn.kit.clock import now
from cairn.people.models import Organisation


def load_demo(progress: Callable[[str], None]) -> None:
    """Make Harbor House, and small Lantern Bay beside it. Refuses a database that is in use."""
    with wall.everywhere("the demo asks whether anybody is here yet"):
        if Organisation.objects.exists():
            raise ValueError("The demo is only loaded into an empty database.")
    moment = now()
    taken: dict[int, int] = {}
    progress("demo: telling eight weeks of Harbor House")
    for told in (story.harbor_house(moment), story.lantern_bay(moment)):
        _load(told, taken, progress)
    wall.serve(None)


def _load(told: Story, taken: dict[int, int], progress: Callable[[str], None]) -> None:
    progress(f"demo: {told.name}, {len(told.members())} members, {len(told.staff())} staff, {len(told.places)} groups")
    loaded = load_people.found(told, taken)
    load_people.settle(loaded)
    progress(f"demo: {told.name}, {len(told.dailies)} check-ins")
    days = Days(loaded)
    days.load()
    load_trust.glimpses(days)
    progress(f"demo: {told.name}, {len(told.messages)} messages")
    load_talk.load(loaded, days)
    Sessions(loaded).load()
    load_trust.load(loaded)
