"""How people type: small habits laid over the words, always the same for the same person."""

import re
from random import Random

from cairn.demo.shape import Somebody

_WARM = ("🙂", "💛", "😅", "🌵", "🙏", "😂")


def in_voice(one: Somebody, text: str, chance: Random) -> str:
    """The text as this person would type it."""
    habit = _HABITS.get(one.voice)
    return habit(text, chance) if habit else text


def _lower(text: str, _chance: Random) -> str:
    if re.search(r"[A-ZÁÉÍÓÚÑ]{3,}", text):  # who shouts, shouts
        return text
    softened = re.sub(r"\bI('|’|\b)", r"i\1", text)
    softened = re.sub(r"(^|[.!?…] +)([A-ZÁÉÍÓÚÑ¿¡])", lambda m: m.group(1) + m.group(2).lower(), softened)
    return _no_dot(softened, _chance)


def _no_dot(text: str, _chance: Random) -> str:
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


def _bang(text: str, chance: Random) -> str:
    return f"{text[:-1]}!" if text.endswith(".") and not text.endswith("..") and chance.random() < 0.4 else text


def _dots(text: str, chance: Random) -> str:
    return f"{text[:-1]}..." if text.endswith(".") and not text.endswith("..") and chance.random() < 0.35 else text


def _emoji(text: str, chance: Random) -> str:
    return f"{text} {chance.choice(_WARM)}" if chance.random() < 0.22 else text


def _sin(text: str, chance: Random) -> str:
    return _no_dot(text.replace("¿", "").replace("¡", ""), chance)


_HABITS = {"lower": _lower, "nodot": _no_dot, "bang": _bang, "dots": _dots, "emoji": _emoji, "sin": _sin}
