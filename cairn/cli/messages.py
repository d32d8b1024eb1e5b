"""Compile the translations where Django looks for them. Bare Debian has no msgfmt, so Babel does it."""

import importlib
import os
from pathlib import Path

from cairn.cli.exits import Exit, Stop

PACKAGE = Path(__file__).resolve().parents[1]


def stale() -> list[Path]:
    """Catalogues whose compiled form is missing or of another moment (git may go back in time, so not only older)."""
    return [path for path in sorted(PACKAGE.glob("**/locale/*/LC_MESSAGES/*.po")) if not _is_compiled(path)]


def _is_compiled(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime_ns == path.stat().st_mtime_ns


def compile_stale() -> int:
    """Compile what is stale; each file appears whole or not at all. Returns how many."""
    catalogues = stale()
    for path in catalogues:
        try:
            _compile(path)
        except PermissionError as error:
            raise Stop(
                Exit.READ_ONLY,
                f"The translations in {path.parent} cannot be compiled because you may not write there: run "
                "`./run install` once as the owner of Cairn's directory.",
            ) from error
    return len(catalogues)


def _compile(path: Path) -> None:
    pofile, mofile = importlib.import_module("babel.messages.pofile"), importlib.import_module("babel.messages.mofile")
    draft = path.with_name(f".{path.stem}.{os.getpid()}.mo")
    with path.open("rb") as source, draft.open("wb") as target:
        mofile.write_mo(target, pofile.read_po(source, locale=path.parents[1].name))
    moment = path.stat().st_mtime_ns
    os.utime(draft, ns=(moment, moment))
    draft.replace(path.with_suffix(".mo"))
