"""The questions of the daily check-in and the answers they offer. Each may be left out.

They follow the strongest self-report signs of a lapse; the list and its order are our own. A programme that does
not ask about use is asked the same signs in other words, and never about use or craving.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOODS = [(-5, _("Very hard")), (-2, _("Hard")), (0, _("In between")), (2, _("Okay")), (5, _("Good"))]
HOURS = [(3, "0–3"), *[(n, str(n)) for n in range(4, 10)], (10, "10+")]
SLEEP = [(1, _("Very bad")), (2, _("Bad")), (3, _("So-so")), (4, _("Good")), (5, _("Very good"))]
TEN = [(n, str(n)) for n in range(11)]
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
HALT = [("hungry", _("Hungry")), ("angry", _("Angry")), ("lonely", _("Lonely")), ("tired", _("Tired"))]


@dataclass(frozen=True)
class Wording:
    """How the questions that depend on the programme are put."""

    asks_about_use: bool

    @property
    def confidence(self) -> Promise:
        """How sure somebody is of the coming week."""
        if self.asks_about_use:
            return _("How sure are you that you can go 7 days without using?")
        return _("How sure are you that you can take care of yourself in the next 7 days?")

    @property
    def risky(self) -> Promise:
        """What lies ahead."""
        return _("Is a risky time coming up?") if self.asks_about_use else _("Is a hard time coming up?")


def mood_word(mood: int | None) -> object:
    """The nearest of the five words; nothing where nothing was said."""
    if mood is None:
        return ""
    return min(MOODS, key=lambda step: abs(step[0] - mood))[1]


def mood_step(mood: int | None) -> int:
    """Which of the five pictures belongs to a mood: 1 to 5, or 0 where nothing was said."""
    if mood is None:
        return 0
    return 1 + min(range(5), key=lambda place: abs(MOODS[place][0] - mood))
