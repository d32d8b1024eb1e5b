"""Our own small library of session plans, as data: `plans/<language>.toml`."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "plans"


@dataclass(frozen=True)
class Ours:
    """A plan of ours in one language."""

    key: str
    language: str
    title: str
    purpose: str
    format: str
    steps: tuple[dict[str, Any], ...]

    @property
    def minutes(self) -> int:
        """How long all its steps take together."""
        return sum(int(step["minutes"]) for step in self.steps)

    def fields(self) -> dict[str, Any]:
        """As the columns of a plan."""
        return {
            "title": self.title, "purpose": self.purpose, "format": self.format, "language": self.language,
            "steps": [dict(step) for step in self.steps],
        }  # fmt: skip


@lru_cache(maxsize=8)
def plans(language: str) -> dict[str, Ours]:
    """Our plans in that language by their keys; in English where there is none."""
    path = FOLDER / f"{language}.toml"
    if not path.is_file():
        return plans("en")
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: Ours(key, language, one["title"], one["purpose"], one["format"], tuple(one["steps"]))
            for key, one in found.items()}  # fmt: skip
