"""`load-demo`: make the fictional organisation; `run --demo` calls it on a fresh database."""

from cairn.cli import datadir, demomark
from cairn.cli.exits import Exit, Stop
from cairn.demo.load import load_demo


def main(argv: list[str]) -> int:
    """Load it, telling how far it is."""
    try:
        load_demo(lambda line: print(f"  {line}", flush=True))
    except ValueError as error:
        # On SQLite what an interrupted loading left is swept away before; a shared PostgreSQL is not ours to sweep.
        raise Stop(Exit.IN_THE_WAY, f"{error} Give it an empty one.") from error
    demomark.done(datadir.current())
    return 0
