"""Bring the media server from the system's packages, without ever letting the packaged one run.

What the package starts by itself is open to the network with passwords anybody can read. So its units are masked before
it is installed, and nothing may start services while it is.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cairn.cli import media
from cairn.cli.bootstrap import install_system_packages, say
from cairn.cli.exits import Stop

PACKAGES, PROGRAMS = ["janus", "coturn"], ("janus", "turnserver")
UNITS, DOOR = Path("/etc/systemd/system"), Path("/usr/sbin/policy-rc.d")
IS_OFF = {"0", "no", "off"}
OFF, TRIED = "CAIRN_VIDEO", "video-was-tried"


def provide(data: Path) -> str:
    """Install what is missing where this is root, once, and answer why there is no video; empty where there is."""
    if os.environ.get(OFF, "") in IS_OFF:
        return why_not()
    tried = data / TRIED
    if not all(map(shutil.which, PROGRAMS)) and shutil.which("apt-get") and not tried.exists():
        tried.touch(mode=0o600)  # without a network it takes a while to fail: not at every start
        _install()
    return why_not()


def why_not() -> str:
    """Why there is no video here, in one sentence; empty where there is."""
    if os.environ.get(OFF, "") in IS_OFF:
        return f"Video is off ({OFF}=0). Everything else works."
    return media.why_not()


def unmasked() -> str:
    """A packaged unit of the media server or the relay that could start by itself; empty where none could."""
    for place in (Path("/lib/systemd/system"), Path("/usr/lib/systemd/system")):
        for unit in (UNITS / f"{name}.service" for name in PACKAGES):
            if (place / unit.name).exists() and not (unit.is_symlink() and unit.readlink() == Path("/dev/null")):
                return unit.name
    return ""


def _install() -> None:
    """As root or with sudo that asks nothing. If it cannot be, the house goes on without video and says so."""
    try:
        with nothing_starts():
            install_system_packages(PACKAGES, "The live room needs a media server")
    except (Stop, OSError, subprocess.CalledProcessError):
        say("The media server could not be installed. As root: `apt-get install janus`, then start again.")


@contextmanager
def nothing_starts() -> Iterator[None]:
    """Mask the packaged units for good, and answer 101 (not allowed) to whoever would start services meanwhile."""
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for name in PACKAGES:
        unit = UNITS / f"{name}.service"
        if UNITS.is_dir() and not unit.is_symlink() and not unit.exists():
            subprocess.run([*prefix, "ln", "-s", "/dev/null", unit], check=True, capture_output=True)
    ours = not DOOR.exists()
    if ours:
        script = f"printf '#!/bin/sh\\nexit 101\\n' > {DOOR} && chmod 755 {DOOR}"
        subprocess.run([*prefix, "sh", "-c", script], check=True, capture_output=True)
    try:
        yield
    finally:
        if ours:
            subprocess.run([*prefix, "rm", "-f", DOOR], check=False, capture_output=True)
