"""`install`: everything in Cairn's own directory that a first start would make, and no data.

For an owner (root) who installs and a service user who may only read; see docs/operations.md.
"""

import compileall

from cairn.cli import messages


def main(argv: list[str]) -> int:
    """Compile translations and byte code; the environment stands already, `./run` made it."""
    count = messages.compile_stale()
    compileall.compile_dir(messages.PACKAGE, quiet=2)
    print(f"Installed. {count} translations were compiled; no data was touched.")
    return 0
