"""`doctor`: whether this installation is sound. Changes nothing; ends with a code when something is to be mended."""

import argparse
import importlib
import os
import platform
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from cairn import __version__
from cairn.cli import datadir, dump, media, messages, preflight, relay, sqlitecopy, stamp, videosetup
from cairn.cli.exits import Exit, Stop
from cairn.cli.findings import BAD, GOOD, MIND, Finding
from cairn.kit import engine
from cairn.liveroom import mediafiles
from cairn.liveroom import relay as offered

LOW_MB = 1024


def main(argv: list[str]) -> int:
    """Look at everything, say one line each."""
    parser = argparse.ArgumentParser(prog="cairn doctor", description=__doc__)
    parser.add_argument("--deep", action="store_true", help="read the whole database and check every page of it")
    options = parser.parse_args(argv)
    data, findings = datadir.current(), list[Finding]()
    checks: list[Callable[[Path], Iterator[Finding]]] = [program, sqlite, disk, private, keys, video, database]
    for check in [*checks, *([pages] if options.deep else [])]:
        for finding in check(data):
            findings.append(finding)
            print(f"{finding.how}  {finding.what:12} {finding.says}", flush=True)
    bad = sum(finding.how == BAD for finding in findings)
    print(f"{bad} to mend." if bad else "Sound.")
    return Exit.UNSOUND if bad else Exit.FINE


def program(data: Path) -> Iterator[Finding]:
    """Version, Python, translations."""
    machine = f"{sys.platform} {platform.machine()}"
    yield Finding(GOOD, "Cairn", f"{__version__}, Python {platform.python_version()}, {machine}")
    stale = messages.stale()
    says = f"{len(stale)} not compiled; ./run prepare does it" if stale else "compiled"
    yield Finding(MIND if stale else GOOD, "translations", says)


def sqlite(data: Path) -> Iterator[Finding]:
    """The engine, where it matters."""
    version = engine.engine_version()
    safe = engine.is_safe_with_wal(version)
    says = "safe with a write-ahead log" if safe else "not safe with a write-ahead log; the rollback journal is used"
    if not os.environ.get("CAIRN_DATABASE_URL"):
        yield Finding(GOOD if safe else MIND, "SQLite", f"{'.'.join(map(str, version))}, {says}")


def disk(data: Path) -> Iterator[Finding]:
    """Room for the data."""
    free = shutil.disk_usage(data).free // 2**20
    how = BAD if free < datadir.ROOM_MB else MIND if free < LOW_MB else GOOD
    yield Finding(how, "disk", f"{free} MB free for {data}")


def private(data: Path) -> Iterator[Finding]:
    """Nobody else reads the data directory or the keys; nobody else runs on it."""
    open_ones = [path for path in [data, *(data / "keys").rglob("*")] if stat.S_IMODE(path.stat().st_mode) & 0o077]
    strange = [path for path in [data, *(data / "keys").rglob("*")] if path.stat().st_uid != data.stat().st_uid]
    if open_ones or strange:
        says = f"{(open_ones or strange)[0]} is open to others; ./run mends it, or: chmod -R go= {data}"
        yield Finding(BAD, "privacy", says)
    else:
        yield Finding(GOOD, "privacy", "data directory and keys are readable by their owner alone")
    yield Finding(GOOD, "running", datadir.who_runs(data) or "no")


def keys(data: Path) -> Iterator[Finding]:
    """The keys are those that were here when the data was prepared."""
    here = preflight.key_prints(data / "keys")
    try:
        preflight.check_keys(data, stamp.read(data).get("keys", {}))
    except Stop as stop:
        yield Finding(BAD, "keys", stop.sentence)
    else:
        yield Finding(GOOD, "keys", f"{len(here)} are here; is a copy of them in another place?")


def video(data: Path) -> Iterator[Finding]:
    """Whether the live room has sound and pictures, and whether the packaged media server is kept from running."""
    if missing := videosetup.why_not():
        yield Finding(MIND, "video", missing)
        return
    where = ", ".join(media.addresses())
    yield Finding(
        GOOD, "video", f"media server for {where}, ports {os.environ.get(media.PORTS) or mediafiles.PORTS} (UDP)"
    )
    if missing := relay.why_not():
        yield Finding(MIND, "video", missing)
    else:
        port = os.environ.get(relay.PORT) or offered.PORT
        ports = os.environ.get(relay.PORTS) or offered.PORTS
        yield Finding(GOOD, "video", f"relay on port {port} (UDP and TCP), ports {ports} (UDP)")
    if open_unit := videosetup.unmasked():
        says = f"the package's own {open_unit} may start, open to the network: systemctl mask --now {open_unit}"
        yield Finding(BAD, "video", says)


def database(data: Path) -> Iterator[Finding]:
    """It answers, its tables are this version's, its worker is awake, its clock has not run backwards."""
    if any(finding.how == BAD for finding in keys(data)):
        return  # settings would make new keys in the place of missing ones
    importlib.import_module("django").setup()
    yield from importlib.import_module("cairn.cli.doctor_database").findings(data, bool(datadir.who_runs(data)))


def pages(data: Path) -> Iterator[Finding]:
    """Every page of a SQLite database, as SQLite itself checks it."""
    if dump.member() == dump.SQLITE:
        wrong = sqlitecopy.complaint(data / datadir.DATABASE)
        yield Finding(BAD if wrong else GOOD, "pages", wrong or "every page of the database is sound")
