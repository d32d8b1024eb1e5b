"""`media`: the media server, as a child of `run` that keeps no file but its own configuration.

This process writes the configuration and then becomes Janus, so that the leash holds it as it holds web and worker.
"""

import ctypes
import fcntl
import os
import resource
import shutil
import signal
import socket
import struct
import sys
from pathlib import Path

from cairn.cli import datadir
from cairn.cli.exits import Exit, Stop
from cairn.liveroom import mediafiles

ADDRESS, PORTS, PUBLIC = "CAIRN_MEDIA_ADDRESS", "CAIRN_MEDIA_PORTS", "CAIRN_MEDIA_PUBLIC_ADDRESS"
_SIOCGIFADDR, _PR_SET_NO_NEW_PRIVS = 0x8915, 38
MEMORY_BYTES, FILES = 4 * 2**30, 8192


def main(argv: list[str]) -> int:
    """Write the configuration and become the media server."""
    janus, place, found = shutil.which("janus"), mediafiles.libraries(), addresses()
    if missing := why_not():
        raise Stop(Exit.MISSING, missing)
    folder = mediafiles.folder_of(datadir.current())
    ports = os.environ.get(PORTS) or mediafiles.PORTS
    mediafiles.write(folder, Path(str(place)), addresses=found, ports=ports, public=os.environ.get(PUBLIC, ""))
    os.chdir(folder)
    give_up_rights()
    os.execv(str(janus), [str(janus), "-F", str(folder)])  # noqa: S606 - this process becomes the server


def why_not() -> str:
    """Why there is no video on this machine, in one sentence; empty where there is."""
    if not shutil.which("janus") or mediafiles.libraries() is None:
        return "Video is not available: the package `janus` is not installed. Everything else works."
    if not addresses():
        return (
            "Video is not available: this machine has no network address but its own loopback, which the media server "
            f"does not use; set {ADDRESS}. Everything else works."
        )
    return ""


def addresses() -> list[str]:
    """The addresses media may use: those that were set, else the first that other machines can know."""
    named = [one.strip() for one in os.environ.get(ADDRESS, "").split(",") if one.strip()]
    if named or sys.platform != "linux":
        return named
    found = [address for _, name in socket.if_nameindex() if (address := _address_of(name))]
    return [one for one in found if not one.startswith(("127.", "169.254."))][:1]


def _address_of(interface: str) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            packed = fcntl.ioctl(asking.fileno(), _SIOCGIFADDR, struct.pack("256s", interface.encode()[:15]))
        except OSError:  # down, or without an address
            return ""
    return socket.inet_ntoa(packed[20:24])


def give_up_rights() -> None:
    """From here on no file can be written, not even by a mistake of the server's: there is no way to record."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    files = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # Its own words hold addresses of people: they go nowhere.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(nowhere, number)
