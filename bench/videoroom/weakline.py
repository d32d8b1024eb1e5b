"""One browser behind a narrow line: a network of its own, a cable to ours, and a rate in each direction."""

import contextlib
import ctypes
import os
import shutil
import socket
import subprocess
import threading
from pathlib import Path

_NETWORK = 0x40000000  # CLONE_NEWNET
OURS, THEIRS, NEAR, FAR = "cairn2", "cairn3", "10.78.0.1", "10.78.0.2"


class WeakLine:
    """A namespace whose pages come through this process at full speed, and whose media goes over the cable."""

    def __init__(self, folder: Path, port: int, chromium: str) -> None:
        self._holder = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
        self._place = f"/proc/{self._holder.pid}/ns/net"
        while os.readlink(self._place) == os.readlink("/proc/self/ns/net"):
            assert self._holder.poll() is None
        _run("ip", "link", "add", OURS, "type", "veth", "peer", "name", THEIRS)
        _run("ip", "link", "set", THEIRS, "netns", str(self._holder.pid))
        _run("ip", "addr", "add", f"{NEAR}/24", "dev", OURS)
        _run("ip", "link", "set", OURS, "up")
        for line in (
            "link set lo up",
            f"addr add {FAR}/24 dev {THEIRS}",
            f"link set {THEIRS} up",
            f"route add default via {NEAR}",
        ):
            self._inside("ip", *line.split())
        self._listen(port)
        self.chromium = folder / "chromium-behind-it"
        self.chromium.write_text(
            f'#!/bin/sh\nexec nsenter --net={self._place} {shutil.which(chromium) or chromium} "$@"\n'
        )
        self.chromium.chmod(0o700)

    def shape(self, down_kbit: int, up_kbit: int) -> None:
        """From now on so much passes, as over a bad mobile line."""
        for rate, run, device in ((down_kbit, _run, OURS), (up_kbit, self._inside, THEIRS)):
            run(
                "tc",
                "qdisc",
                "replace",
                "dev",
                device,
                "root",
                "tbf",
                "rate",
                f"{rate}kbit",
                "burst",
                "8kb",
                "latency",
                "200ms",
            )

    def widen(self) -> None:
        """As it was."""
        _run("tc", "qdisc", "del", "dev", OURS, "root")
        self._inside("tc", "qdisc", "del", "dev", THEIRS, "root")

    def close(self) -> None:
        """Give everything back."""
        self._holder.kill()
        self._holder.wait()

    def _inside(self, *command: str) -> None:
        _run("nsenter", f"--net={self._place}", *command)

    def _listen(self, port: int) -> None:
        """The house answers there under the address it has here, so that it is the same origin."""
        made: list[socket.socket] = []

        def there() -> None:  # a thread can stand in a network of its own; its sockets stay there
            with open(self._place) as place:
                assert ctypes.CDLL(None, use_errno=True).setns(place.fileno(), _NETWORK) == 0
            made.append(socket.create_server(("127.0.0.1", port)))

        thread = threading.Thread(target=there)
        thread.start()
        thread.join()
        threading.Thread(target=_pass_on, args=(made[0], port), daemon=True).start()


def _pass_on(listener: socket.socket, port: int) -> None:
    while True:
        near, _ = listener.accept()
        far = socket.create_connection(("127.0.0.1", port))
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=_copy, args=(one, other), daemon=True).start()


def _copy(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    with contextlib.suppress(OSError):
        other.shutdown(socket.SHUT_WR)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
