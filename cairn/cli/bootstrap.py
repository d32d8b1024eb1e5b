"""From a bare machine to a complete environment in `.venv`: what `./run` and `./test` do first.

Standard library alone. Safe to stop anywhere: a stamp is written last and taken away first, and an
environment whose installation was cut short is built anew, because half-installed packages look whole to pip.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cairn.cli.exits import Exit, Stop

ROOM_MB = 500
UNFINISHED = ".cairn-unfinished"
BASE_PYTHON = str(getattr(sys, "_base_executable", sys.executable))


def say(line: str) -> None:
    """One plain line of progress, at once."""
    print(line, flush=True)


def environment(root: Path | str, lock_name: str) -> Path:
    """The Python of an environment that holds exactly what requirements/`lock_name`.txt names."""
    root = Path(root)
    venv = Path(os.environ.get("CAIRN_VENV") or root / ".venv").absolute()
    lock = root / "requirements" / f"{lock_name}.txt"
    stamp, wanted = venv / f".cairn-{lock_name}", _fingerprint(root, lock)
    if not _is_current(venv, stamp, wanted):
        with _alone(lock):
            if not _is_current(venv, stamp, wanted):
                _complete(root, venv, lock, stamp, wanted)
    return venv / "bin" / "python"


def _fingerprint(root: Path, lock: Path) -> str:
    """What an installation depends on: the locked packages, the Python, the place."""
    packages = hashlib.sha256(lock.read_bytes()).hexdigest()
    return f"{packages} {sys.version_info[0]}.{sys.version_info[1]} {root}\n"


def _is_current(venv: Path, stamp: Path, wanted: str) -> bool:
    whole = (venv / "bin" / "python").exists() and not (venv / UNFINISHED).exists()
    return whole and stamp.exists() and stamp.read_text() == wanted


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Let one installation at a time work on this checkout; the second finds it done."""
    with lock.open() as handle:
        os.set_inheritable(handle.fileno(), True)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is installing at this moment; waiting for it ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _complete(root: Path, venv: Path, lock: Path, stamp: Path, wanted: str) -> None:
    _check_place(venv)
    if not _is_reusable(venv):
        say(f"Making an environment of its own in {venv}")
        shutil.rmtree(venv, ignore_errors=True)
        _make(venv)
    mark = venv / UNFINISHED
    mark.touch()
    stamp.unlink(missing_ok=True)
    _install(venv, lock)
    site = next(venv.glob("lib/python3*/site-packages"))
    (site / "cairn-checkout.pth").write_text(f"{root}\n")
    stamp.write_text(wanted)
    mark.unlink()


def _check_place(venv: Path) -> None:
    nearest = venv if venv.exists() else venv.parent
    if not os.access(nearest, os.W_OK):
        raise Stop(
            Exit.READ_ONLY,
            f"You may not write in {nearest}: run `./run install` once as its owner, copy Cairn to a directory of "
            "your own, or set CAIRN_VENV to a directory you may write.",
        )
    free = shutil.disk_usage(nearest).free // 2**20
    if free < ROOM_MB and not venv.exists():
        raise Stop(Exit.DISK_FULL, f"Only {free} MB are free in {nearest}; installing needs {ROOM_MB} MB.")


def _is_reusable(venv: Path) -> bool:
    """Whether packages may be added to what is there: a whole environment of this very Python."""
    stamps = list(venv.glob(".cairn-*"))
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    mine = (venv / "bin" / "python").exists() and (venv / "lib" / version).exists()
    return mine and bool(stamps) and not (venv / UNFINISHED).exists()


def _make(venv: Path) -> None:
    if shutil.which("uv") and _runs(["uv", "venv", "-q", "--seed", "--python", BASE_PYTHON, str(venv)]):
        return
    if importlib.util.find_spec("ensurepip") is None:
        install_system_packages(["python3-venv"], "Python here cannot make environments")
    shutil.rmtree(venv, ignore_errors=True)
    done = subprocess.run([BASE_PYTHON, "-m", "venv", str(venv)], capture_output=True, check=False, text=True)
    if done.returncode:
        raise Stop(Exit.INSTALL, f"`python3 -m venv` failed: {(done.stdout + done.stderr).strip()[-400:]}")


def install_system_packages(packages: list[str], why: str) -> None:
    """Install Debian packages as root or through password-less sudo; else print the exact line and stop."""
    line = "apt-get install -y --no-install-recommends " + " ".join(packages)
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    able = bool(shutil.which("apt-get")) and (not prefix or _runs([*prefix, "true"]))
    if not able:
        raise Stop(Exit.MISSING, f"{why}. {_advice(line)}")
    say(f"{why}: installing {' '.join(packages)} from the system's packages")
    calm = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    keep = [f"{name}={calm[name]}" for name in ("DEBIAN_FRONTEND", "http_proxy", "https_proxy") if name in calm]
    for step in (["apt-get", "update"], line.split()):
        done = subprocess.run([*prefix, "env", *keep, *step], capture_output=True, check=False, text=True, env=calm)
        # A stale third-party source makes `update` complain though what we need is there: let the install decide.
        if done.returncode and step[1] == "install":
            raise Stop(Exit.MISSING, f"{why}, and `{line}` failed:\n{(done.stdout + done.stderr).strip()[-1200:]}")
    importlib.invalidate_caches()


def _advice(line: str) -> str:
    if not shutil.which("apt-get"):
        return f"This is not Debian or a child of it; install what corresponds to: {line}"
    sudo, who = ("sudo ", "") if shutil.which("sudo") else ("", " as root")
    return f"Run this once{who}, then start again:\n\n    {sudo}apt-get update && {sudo}{line}\n"


def _runs(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _install(venv: Path, lock: Path) -> None:
    total = sum(1 for line in lock.read_text().splitlines() if line[:1].isalnum())
    say(f"Installing {total} packages, each checked against its hash (once; needs the network)")
    python = str(venv / "bin" / "python")
    if shutil.which("uv"):
        index = os.environ.get("PIP_INDEX_URL")
        options = ["--index-url", index] if index and not os.environ.get("UV_DEFAULT_INDEX") else []
        if _runs(["uv", "pip", "install", "-q", "--python", python, "--require-hashes", *options, "-r", str(lock)]):
            return
        say("uv could not do it; trying pip")
    _install_with_pip(python, lock, total)


def _install_with_pip(python: str, lock: Path, total: int) -> None:
    command = [python, "-m", "pip", "install", "--require-hashes", "--no-input", "--progress-bar", "off"]
    command += ["--disable-pip-version-check", "--no-warn-script-location", "-r", str(lock)]
    # close_fds=False: pip keeps the lock of `_alone` should this process be killed, so that nobody builds beside it.
    both, joined = subprocess.PIPE, subprocess.STDOUT
    with subprocess.Popen(command, close_fds=False, stdout=both, stderr=joined, text=True, errors="replace") as pip:
        try:
            last = _tell_progress(pip.stdout or (), total)
        except BaseException:
            pip.terminate()  # it may not have heard what stopped us
            raise
    if pip.returncode:
        full = any("No space left" in line for line in last)
        told = "\n".join(last)
        raise Stop(Exit.DISK_FULL if full else Exit.INSTALL, f"The packages could not be installed:\n{told}")


def _tell_progress(lines: Iterable[str], total: int) -> list[str]:
    seen, last = 0, list[str]()
    for line in lines:
        last = [*last[-14:], line.rstrip()]
        if line.startswith("Collecting"):
            seen += 1
            if seen % 10 == 0:
                say(f"  {seen} of {total}")
        elif line.startswith("Installing collected"):
            say("  unpacking")
    return last
