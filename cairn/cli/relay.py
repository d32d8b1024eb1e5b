"""`relay`: the way for networks that let no media through, as a child of `run` that keeps no file but its configuration.

This process writes the configuration and then becomes coturn, so that the leash holds it as it holds web and worker.
"""

import os
import shutil

from cairn.cli import datadir, media
from cairn.cli.exits import Exit, Stop
from cairn.liveroom import mediafiles, relay

PORT, PORTS, OFF = "CAIRN_RELAY_PORT", "CAIRN_RELAY_PORTS", "CAIRN_RELAY"


def main(argv: list[str]) -> int:
    """Write the configuration and become the relay."""
    if missing := why_not():
        raise Stop(Exit.MISSING, missing)
    folder = mediafiles.folder_of(datadir.current())
    said = relay.write(
        folder,
        addresses=media.addresses(),
        port=os.environ.get(PORT) or relay.PORT,
        ports=os.environ.get(PORTS) or relay.PORTS,
        public=os.environ.get(media.PUBLIC, ""),
    )
    os.chdir(folder)
    media.give_up_rights()
    program = str(shutil.which("turnserver"))
    os.execv(program, [program, "-c", str(said)])  # noqa: S606 - this process becomes the server


def why_not() -> str:
    """Why there is no relay on this machine, in one sentence; empty where there is."""
    if os.environ.get(OFF, "") in {"0", "no", "off"}:
        return f"The relay is off ({OFF}=0)."
    if not shutil.which("turnserver"):
        return "There is no relay: the package `coturn` is not installed. Some hospital networks need one."
    return "" if media.addresses() else "There is no relay: this machine has no network address but its own loopback."
