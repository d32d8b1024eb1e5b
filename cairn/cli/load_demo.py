"""`load-demo`: make the fictional organisation; `run --demo` calls it on a fresh database."""

from cairn.cli import datadir, demomark
from cairn.demo.load import load_demo


def main(argv: list[str]) -> int:
    """Load it, telling how far it is."""
    load_demo(lambda line: print(f"  {line}", flush=True))
    demomark.done(datadir.current())
    return 0
