"""A person's mark: a small stack of stones, drawn from an id.

The same id always gives the same stack. Messages carry it, so it is short (about 250 characters) and remembered.
Stones are thick lines with round ends; their colours hang on a hue class, because the content security policy allows
no style attribute.
"""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

HUES = 12
_MIX = 0x9E3779B97F4A7C15
_WORD = (1 << 64) - 1


def _scatter(seed: int) -> int:
    """Spread neighbouring ids far apart (the finaliser of splitmix64)."""
    word = (seed + _MIX) & _WORD
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & _WORD
    return word ^ (word >> 31)


def _stones(word: int) -> str:
    """Three or four stones from the ground up: each smaller, a little aside and a little tilted."""
    count = 3 + word % 2
    thick = 8 if count == 3 else 6
    reach, middle, level, lines = 12, 20, 32 if count == 3 else 33, []
    for stone in range(count):
        word >>= 9
        lean, tilt, narrow = word % 5 - 2, (word >> 3) % 5 - 2, (word >> 6) % 3
        middle += lean if stone else 0
        middle = min(max(middle, 16), 24)
        left, right = middle - reach, middle + reach
        lines.append(f'<path d="M{left} {level}L{right} {level - tilt if stone else level}" stroke-width="{thick}"/>')
        level -= thick
        reach = max(reach - 3 - narrow, 2)
    return "".join(lines)


@lru_cache(maxsize=4096)
def mark_svg(seed: int, size: str = "") -> SafeString:
    """The drawn mark of an id; size is "", "small" or "large". Decoration: the name stands beside it."""
    word = _scatter(seed)
    name = f"mark {size}".rstrip()
    return mark_safe(  # noqa: S308 - made of numbers only, and of a size chosen by a template
        f'<svg class="{name} hue-{word % HUES}" viewBox="0 0 40 40" aria-hidden="true">{_stones(word >> 8)}</svg>'
    )
