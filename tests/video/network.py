"""A network that nobody else is on: an address that is not loopback, and a count of what wanted to leave."""

import os
import subprocess
from pathlib import Path

ADDRESS = "10.77.0.1"
INSIDE = "CAIRN_TEST_NETWORK"  # set by whoever moved this process into a namespace of its own


def is_own() -> bool:
    """Whether this process was moved into a network of its own, to do with as it likes."""
    return os.environ.get(INSIDE) == "own"


def raise_up() -> None:
    """Loopback, and a cable to nowhere with an address: the media server uses no loopback."""
    if _counters():
        return
    for line in (
        "link set lo up", "link add cairn0 type veth peer name cairn1", "link set cairn0 addrgenmode none",
        "link set cairn1 addrgenmode none", f"addr add {ADDRESS}/24 dev cairn0",
        "link set cairn0 up", "link set cairn1 up", "route add default dev cairn0",
    ):  # fmt: skip
        subprocess.run(["ip", *line.split()], check=True, capture_output=True)


def sent_abroad() -> int:
    """Packets that went down the cable: whatever is for this machine never does."""
    return int(_counters()[10])


def _counters() -> list[str]:
    lines = Path("/proc/self/net/dev").read_text().splitlines()
    return next((line.replace(":", " ").split() for line in lines if line.strip().startswith("cairn0:")), [])
