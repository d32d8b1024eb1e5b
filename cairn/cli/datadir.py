"""The data directory: private, one instance at a time, real or demo but never both."""

import fcntl
import os
import shutil
import stat
import time
from pathlib import Path

from cairn.cli.exits import Exit, Stop

ROOM_MB = 100
LOCK, DEMO, DATABASE, STAMP, RESTORING = "lock", "demo", "cairn.sqlite3", "prepared.json", "restoring"
HEADS = "journal-heads.log"  # the worker writes the ends of all journals there
OURS = (LOCK, DEMO, DATABASE, STAMP, RESTORING, "keys")
PATIENCE = 3.0  # a killed supervisor's children need a moment to follow it


def choose(arguments: list[str], default: Path) -> tuple[Path, list[str]]:
    """Take `--data DIR` out of the arguments and make the choice known to settings and children."""
    rest, chosen = list[str](), os.environ.get("CAIRN_DATA") or str(default)
    words = iter(arguments)
    for word in words:
        if word == "--data":
            chosen = next(words, "")
        elif word.startswith("--data="):
            chosen = word.removeprefix("--data=")
        else:
            rest.append(word)
    if not chosen:
        raise Stop(Exit.USAGE, "`--data` needs the name of a directory.")
    data = Path(chosen).expanduser().resolve()
    os.environ["CAIRN_DATA"] = str(data)
    return data, rest


def current() -> Path:
    """The data directory that was chosen."""
    return Path(os.environ["CAIRN_DATA"])


def must_exist(data: Path) -> None:
    """Refuse to work on a directory Cairn never prepared, lest a typing error make new keys somewhere."""
    if not (data / "keys").is_dir():
        raise Stop(Exit.NO_DATA, f"There is no data of Cairn in {data}; give --data DIR or CAIRN_DATA.")
    must_be_whole(data)


def must_be_whole(data: Path) -> None:
    """Refuse to work on what an interrupted restore left: old and new would be mixed."""
    if (data / RESTORING).exists():
        raise Stop(Exit.BAD_BACKUP, f"A restore into {data} was interrupted: run it again, then go on.")


def make_private(data: Path) -> None:
    """Make the directory, or mend it, so that its owner alone can read it."""
    if not data.exists():
        try:
            data.mkdir(parents=True, mode=0o700)
        except OSError as error:
            raise Stop(Exit.NOT_PRIVATE, f"The data directory {data} cannot be made: {error.strerror}.") from error
    status = data.stat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        raise Stop(Exit.NOT_PRIVATE, f"{data} is not a directory of yours; give --data DIR.")
    if not any((data / name).exists() for name in OURS) and (foreign := sorted(data.iterdir())):
        raise Stop(Exit.NOT_PRIVATE, f"{data} holds other things ({foreign[0].name}); give --data an empty directory.")
    _close(data)


def _close(data: Path) -> None:
    keys = data / "keys"
    for path in [data, keys, *(keys.iterdir() if keys.is_dir() else ())]:
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(0o700 if path.is_dir() else 0o600)
            print(f"Others could read {path}; now only you can.", flush=True)


def need_room(data: Path) -> None:
    """Refuse to begin on a disk that would be full in a moment."""
    free = shutil.disk_usage(data).free // 2**20
    if free < ROOM_MB:
        raise Stop(Exit.DISK_FULL, f"Only {free} MB are free for {data}; Cairn begins with {ROOM_MB} MB or more.")


def take(data: Path, what: str = "") -> int:
    """Hold the directory's lock as long as the returned file descriptor, or a child that inherited it, lives.

    A flock belongs to the open file, so children keep it when a killed supervisor cannot: nobody starts a
    second web beside one that is still going down.
    """
    handle = os.open(data / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() > deadline:
                held = os.read(handle, 200).decode(errors="replace").strip()
                raise Stop(Exit.SECOND_INSTANCE, f"Cairn already uses {data} ({held}); stop it first.") from None
            time.sleep(0.05)
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"process {os.getpid()}{what}\n".encode(), 0)
    return handle


def who_runs(data: Path) -> str:
    """Who holds the directory's lock; empty when nobody does."""
    with (data / LOCK).open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            return handle.read().strip() or "yes"
    return ""
