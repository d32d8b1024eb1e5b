"""Translations, compiled where Django looks for them. Bare Debian has no msgfmt, so Babel does it."""

import importlib
from pathlib import Path

from cairn.cli.exits import Exit, Stop

PACKAGE = Path(__file__).resolve().parents[1]


def stale() -> list[Path]:
    """Catalogues whose compiled form is missing or of another moment; cheap enough to ask at every start."""
    return [path for path in sorted(PACKAGE.rglob("LC_MESSAGES/*.po")) if not _is_compiled(path)]


def _is_compiled(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime_ns == path.stat().st_mtime_ns


def compile_stale() -> int:
    """Compile what is stale; returns how many."""
    if not stale():
        return 0
    try:
        # Babel is read only when there is something to do: a start that finds all compiled need not wait for it.
        return int(importlib.import_module("cairn.cli.catalogues").compile_catalogues(PACKAGE))
    except PermissionError as error:
        raise Stop(
            Exit.READ_ONLY,
            f"The translations cannot be compiled because you may not write in {Path(error.filename).parent}: run "
            "`./run install` once as the owner of Cairn's directory.",
        ) from error
