"""Whether a data directory holds the demo; written before the first fictional person is made."""

import os
import shutil
from pathlib import Path

from cairn.cli import datadir
from cairn.cli.exits import Exit, Stop

LOADING, LOADED = "loading\n", "loaded\n"


def agree(data: Path, demo: bool) -> None:
    """Refuse demo over real data and real over demo."""
    marked = (data / datadir.DEMO).exists()
    used = (data / datadir.DATABASE).exists() or bool(os.environ.get("CAIRN_DATABASE_URL") and (data / "keys").exists())
    if demo and used and not marked:
        raise Stop(
            Exit.DEMO_OVER_REAL,
            f"{data} holds real data, and the demo is never loaded over it: give another place with --data DIR.",
        )
    if marked and not demo:
        raise Stop(
            Exit.REAL_OVER_DEMO,
            f"{data} holds the demo: start it with --demo, or begin a real one elsewhere with --data DIR.",
        )


def is_loaded(data: Path) -> bool:
    """Whether the fictional organisation is there completely."""
    mark = data / datadir.DEMO
    return mark.exists() and mark.read_text() == LOADED


def begin(data: Path) -> None:
    """Mark the directory as demo; what an interrupted loading left behind is swept away, it is fiction."""
    mark = data / datadir.DEMO
    if mark.exists():
        for path in [*data.glob(f"{datadir.DATABASE}*"), data / datadir.STAMP]:
            path.unlink(missing_ok=True)
        shutil.rmtree(data / "files", ignore_errors=True)
    mark.write_text(LOADING)


def done(data: Path) -> None:
    """The loading is complete."""
    (data / datadir.DEMO).write_text(LOADED)


def is_marked(data: Path) -> bool:
    """Whether the directory is a demo at all."""
    return (data / datadir.DEMO).exists()
