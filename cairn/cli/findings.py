"""What doctor finds."""

from typing import NamedTuple

GOOD, MIND, BAD = "good", "mind", "BAD "


class Finding(NamedTuple):
    """One thing that was looked at."""

    how: str
    what: str
    says: str
