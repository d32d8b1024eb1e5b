"""One process that keeps web and worker running, and takes them along when it stops."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from cairn.cli import leash
from cairn.cli.exits import Exit

ROOT = Path(__file__).resolve().parents[2]
STEADY_S = 3.0  # a child that lived so long was well: its next start comes at once
LONGEST_WAIT_S, KILLED_WAIT_S = 20.0, 1.0
FIRST_TRIES = 3
GRACE_S, MEDIA_GRACE_S = 9.0, 5.0
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def say(line: str) -> None:
    """Tell the person at the keyboard; a closed terminal must not stop the service."""
    with contextlib.suppress(OSError):
        print(line, flush=True)


class Child:
    """A process that is started again whenever it ends."""

    def __init__(
        self,
        name: str,
        environment: dict[str, str],
        keep: tuple[int, ...],
        *,
        patience: float = GRACE_S,
        needed: bool = True,
    ) -> None:
        self.name, self.environment, self.keep = name, environment, keep
        # How long a polite stop may take, and whether the house can serve without it.
        self.patience, self.needed = patience, needed
        self.process: subprocess.Popen[bytes] | None = None
        self.started = self.due = 0.0
        self.failures = 0

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C reaches the supervisor alone, which then asks politely."""
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        own = {**os.environ, **self.environment, "PYTHONPATH": path, leash.SUPERVISOR: str(os.getpid())}
        # In the data directory, because the name of a unix socket there must be short; -P: nothing in it is imported.
        command, place = [sys.executable, "-P", "-m", "cairn", self.name], os.environ["CAIRN_DATA"]
        self.process = subprocess.Popen(command, cwd=place, env=own, pass_fds=self.keep, start_new_session=True)
        self.started = time.monotonic()

    def look(self) -> None:
        """Note that it ended, or start it when its wait is over."""
        if self.process is None:
            if time.monotonic() >= self.due:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.process = None
        self.failures = 0 if time.monotonic() - self.started > STEADY_S else self.failures + 1
        # Killed from outside it was well, and is wanted back soon; ending by itself it may be ill for long.
        longest = KILLED_WAIT_S if code < 0 else LONGEST_WAIT_S
        wait = min(longest, 0.25 * 2**self.failures) if self.failures else 0.0
        self.due = time.monotonic() + wait
        told = f"signal {-code}" if code < 0 else f"code {code}"
        say(f"{self.name} ended ({told}); starting it again" + (f" in {wait:g} s" if wait else ""))

    def send(self, number: int) -> None:
        """Send a signal, if it is there to hear it."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)


class Supervisor:
    """Starts the children, watches them, and stops with them."""

    def __init__(self, listening: socket.socket, lock: int, *, beside: tuple[str, ...] = ()) -> None:
        port = listening.fileno()
        self.web = Child("web", {"CAIRN_PROCESS": "1", "CAIRN_LISTEN_FD": str(port)}, (port, lock))
        self.worker = Child("worker", {"CAIRN_PROCESS": "2"}, (lock,))
        self.children: tuple[Child, ...] = (self.web, self.worker)
        # They keep nothing that a kill could lose, and the media server now and then never finishes its own stop.
        self.children += tuple(Child(name, {}, (lock,), patience=MEDIA_GRACE_S, needed=False) for name in beside)
        self.asked_to_stop = 0
        self.was_ready = False

    def run(self, on_start: Callable[[], None]) -> int:
        """Serve until a signal; `on_start` is called once the children are on their way."""
        wake, ring = socket.socketpair()
        ring.setblocking(False)
        wake.setblocking(False)
        signal.set_wakeup_fd(ring.fileno(), warn_on_full_buffer=False)
        for number in STOPPING:
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup means it
                signal.signal(number, self._hear)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for child in self.children:
            child.start()
        on_start()
        while not self.asked_to_stop:
            for child in self.children:
                child.look()
            if not self.was_ready and max(child.failures for child in self.children if child.needed) >= FIRST_TRIES:
                self.stop()
                say("Cairn could not start: see the lines above, and try `./run doctor`.")
                return Exit.NO_START
            select.select([wake], [], [], 1.0 if all(child.process for child in self.children) else 0.1)
            _drain(wake)
        say("Stopping ...")
        self.stop()
        return Exit.FINE

    def _hear(self, number: int, frame: object) -> None:
        self.asked_to_stop += 1

    def stop(self) -> None:
        """Ask politely, wait, insist. A second Ctrl-C insists at once."""
        began, asked = time.monotonic(), self.asked_to_stop
        for child in self.children:
            child.send(signal.SIGTERM)
        while any(child.process and child.process.poll() is None for child in self.children):
            for child in self.children:
                if time.monotonic() > began + child.patience or self.asked_to_stop > asked:
                    child.send(signal.SIGKILL)
            time.sleep(0.02)


def _drain(wake: socket.socket) -> None:
    with contextlib.suppress(BlockingIOError):
        while wake.recv(512):
            pass
