"""A real Cairn in processes of its own, for drills that start, stop and kill it."""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 90.0


def free_port() -> int:
    """A port nobody listens on at this moment; below those that the system gives to whoever calls out meanwhile."""
    while True:
        port = secrets.choice(range(15_000, 32_000))
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue


def own_environment(**more: str) -> dict[str, str]:
    """The environment without any CAIRN_ variable of the test run itself."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("CAIRN_")}
    return {**own, "CAIRN_RELAY": "0", **more}  # its port is one for the whole machine


def cairn(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    command = [sys.executable, "-m", "cairn", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=own_environment(**environment), capture_output=True, text=True, timeout=300, check=False
    )


class Site:
    """`cairn run` on a data directory."""

    def __init__(self, data: Path, *options: str, **environment: str) -> None:
        self.port = free_port()
        self.lines: list[str] = []
        command = [sys.executable, "-m", "cairn", "run", "--data", str(data), "--port", str(self.port), *options]
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=own_environment(PYTHONUNBUFFERED="1", **environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.lines.append(line.rstrip())

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)

    def wait_for(self, words: str, patience: float = PATIENCE_S) -> float:
        """Wait until a line holds these words; returns the seconds since the start."""
        deadline = time.monotonic() + patience
        while not any(words in line for line in list(self.lines)):
            ended = self.process.poll() is not None and not self._reader.is_alive()
            if ended or time.monotonic() > deadline:
                raise AssertionError(f"never said {words!r}:\n" + "\n".join(self.lines))
            time.sleep(0.01)
        return time.monotonic() - self.began

    def answers(self, path: str = "/healthz", timeout: float = 30, **headers: str) -> int:
        """The status of one request, redirects not followed; a restarting web lets it wait in the queue."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            return connection.getresponse().status
        finally:
            connection.close()

    def processor_seconds(self) -> float:
        """What the supervisor and web have cost so far: their way to the first answer, however busy the machine is."""
        pids = [self.process.pid, *(pid for name, pid in self.children().items() if name == "web")]
        ticks = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15] for pid in pids]
        return sum(int(tick) for one in ticks for tick in one) / os.sysconf("SC_CLK_TCK")

    def children(self) -> dict[str, int]:
        """The process ids of web and worker, by name."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and (name := _name_of_child(entry, self.process.pid)):
                found[name] = int(entry.name)
        return found

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Stop it politely; returns the exit code."""
        self.process.send_signal(number)
        code = self.process.wait(30)
        self._reader.join(5)
        return code


def _name_of_child(entry: Path, parent: int) -> str:
    try:
        fields = (entry / "stat").read_text().rpartition(")")[2].split()
        words = (entry / "cmdline").read_text().split("\0")
    except OSError:
        return ""
    ours = int(fields[1]) == parent and "cairn" in words
    return words[words.index("cairn") + 1] if ours else ""


def is_alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
