"""`worker`: does what waits and watches the clocks."""

import os
import secrets

from cairn.trust import worker


def main(argv: list[str]) -> int:
    """Work until told to stop."""
    os.environ.setdefault("CAIRN_PROCESS", str(secrets.randbelow(253) + 3))
    return int(worker.main() or 0)
