"""A network that nobody else is on: an address that is not loopback, and a list of whoever anything was sent to."""

import os
import socket
import subprocess
from pathlib import Path

ADDRESS = "10.77.0.1"
EVERYTHING, IPV4, ARP = 3, b"\x08\x00", b"\x08\x06"
INSIDE = "CAIRN_TEST_NETWORK"  # set by whoever moved this process into a namespace of its own


def is_own() -> bool:
    """Whether this process was moved into a network of its own, to do with as it likes."""
    return os.environ.get(INSIDE) == "own"


def raise_up() -> None:
    """Loopback, and a cable to nowhere with an address: the media server uses no loopback."""
    if _is_up():
        return
    for line in (
        "link set lo up", "link add cairn0 type veth peer name cairn1", "link set cairn0 addrgenmode none",
        "link set cairn1 addrgenmode none", f"addr add {ADDRESS}/24 dev cairn0",
        "link set cairn0 up", "link set cairn1 up", "route add default dev cairn0",
    ):  # fmt: skip
        subprocess.run(["ip", *line.split()], check=True, capture_output=True)


class Watch:
    """Listens at the far end of the cable: whatever is for this machine never comes here."""

    def __init__(self) -> None:
        self._ear = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.ntohs(EVERYTHING))
        self._ear.bind(("cairn1", 0))
        self._ear.setblocking(False)

    def heard(self) -> list[str]:
        """To whom anything was sent, or who was looked for. What stays on the cable by its nature (multicast) is nobody."""
        found = list[str]()
        while True:
            try:
                frame, (_, _, kind, *_) = self._ear.recvfrom(2048)
            except BlockingIOError:
                return found
            if kind == socket.PACKET_OUTGOING or frame[12:14] not in {IPV4, ARP}:
                continue
            address = socket.inet_ntoa(frame[30:34] if frame[12:14] == IPV4 else frame[38:42])
            if not 224 <= int(address.partition(".")[0]) <= 239:
                found.append(address)


def _is_up() -> bool:
    return any(line.strip().startswith("cairn0:") for line in Path("/proc/self/net/dev").read_text().splitlines())
