"""Hints to open pages that something changed. Losing one costs latency, never data."""

import json
import logging
from collections.abc import Sequence

from cairn.kit import wall
from cairn.kit.live import bus
from cairn.trust.consequences import Nudge
from cairn.trust.models import Fact

log = logging.getLogger("cairn.nudges")


def send(hints: Sequence[Nudge], fact: Fact) -> None:
    """Tell the persons each hint names that its topics changed. Runs after the commit."""
    with wall.within(fact.organisation_id):
        for hint in hints:
            persons, topics = hint.tell(fact)
            for topic in topics:
                bus.hint(persons, json.dumps({"type": "nudge", "topic": topic}))
