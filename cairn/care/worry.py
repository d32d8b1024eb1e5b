"""Words that sound like danger: told from a list that people keep, never from a guess about a person.

A list misses much and finds what was meant otherwise; the page where it is kept says so. It never blocks anything:
who writes sees where help is before the words go, and the care team learns that somebody may need them.
"""

import re
import time
import unicodedata
from collections.abc import Iterable

from cairn.care.models import WorryingPhrase

SECONDS = 60.0
LONGEST = 60
# A beginning in our own words; each organisation keeps its own list.
BEGINNING: dict[str, tuple[str, ...]] = {
    "en": (
        "kill myself", "end my life", "take my own life", "want to die", "wish i was dead", "wish i were dead",
        "better off dead", "better off without me", "do not want to live", "dont want to live", "no reason to live",
        "not worth living", "want to disappear forever", "cannot go on", "cant go on", "end it all", "end it tonight",
        "hurt myself", "cut myself", "harm myself", "suicide", "suicidal", "overdose", "took all my pills",
        "take all my pills", "goodbye everyone", "say goodbye to my kids", "kill him", "kill her", "kill them",
        "hurt somebody", "have a gun", "going to jump",
    ),
    "es": (
        "matarme", "me voy a matar", "quitarme la vida", "acabar con mi vida", "quiero morir", "quiero morirme",
        "quisiera estar muerto", "quisiera estar muerta", "estarian mejor sin mi", "no quiero vivir",
        "no quiero seguir viviendo", "no vale la pena vivir", "no puedo mas con la vida", "desaparecer para siempre",
        "acabar con todo", "hacerme dano", "lastimarme", "cortarme", "suicidio", "suicidarme", "sobredosis",
        "me tome todas las pastillas", "tomarme todas las pastillas", "adios a todos", "despedirme de mis hijos",
        "matarlo", "matarla", "hacerle dano a alguien", "tengo una pistola", "voy a saltar",
    ),
}  # fmt: skip
_OTHER = re.compile(r"[^a-z0-9]+")
_known: dict[int, tuple[float, tuple[str, ...]]] = {}


def plain(text: str) -> str:
    """Lower case without accents, apostrophes and signs, one space between words: the form in which words are compared.

    The composer's script does the same (static/chat/worry.js).
    """
    letters = unicodedata.normalize("NFD", text.lower()).replace("’", "").replace("'", "")
    return _OTHER.sub(" ", "".join(one for one in letters if not unicodedata.combining(one))).strip()


def phrases(organisation: int, language: str) -> tuple[str, ...]:
    """The list of one language: the organisation's own, or the beginning where it never wrote one."""
    own = WorryingPhrase.objects.filter(organisation_id=organisation, language=language).order_by("phrase")
    found = tuple(own.values_list("phrase", flat=True))
    return tuple(one for one in found if one) if found else BEGINNING.get(language, ())


def all_phrases(organisation: int) -> tuple[str, ...]:
    """Every language's list, remembered for a minute: people switch languages in the middle of a sentence."""
    known = _known.get(organisation)
    if known is None or known[0] < time.monotonic():
        found = tuple(one for language in BEGINNING for one in phrases(organisation, language))
        known = _known[organisation] = (time.monotonic() + SECONDS, found)
    return known[1]


def forget() -> None:
    """Read the lists anew: after a change, and between tests."""
    _known.clear()


def worries(text: str, listed: Iterable[str]) -> bool:
    """Whether one of the phrases stands in the text, as whole words."""
    words = f" {plain(text)} "
    return any(f" {phrase} " in words for phrase in listed)
