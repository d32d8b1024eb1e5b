"""`backup`: database and files into one file, while Cairn runs.

Without its keys the file is of little use to a thief: what people wrote is sealed. Keep the keys elsewhere.
"""

import argparse
import contextlib
import os
import time
from pathlib import Path

from cairn import __version__
from cairn.cli import archive, datadir, demomark, dump, keybox, preflight
from cairn.cli.exits import Exit, Stop

KEYS = "keys.sealed"


def main(argv: list[str]) -> int:
    """Write the file whole, or leave nothing."""
    parser = argparse.ArgumentParser(prog="cairn backup", description=__doc__)
    parser.add_argument("file", type=Path, help="a new file, or a folder in which one with today's date is made")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--with-keys", action="store_true", help="put the keys in too, sealed under a passphrase")
    which.add_argument("--only-keys", action="store_true", help="the keys alone, sealed, for another place")
    options = parser.parse_args(argv)
    data, target = datadir.current(), _target(options.file)
    box = b""
    if options.with_keys or options.only_keys:
        box = keybox.seal(data / "keys", keybox.ask(twice=True))
    _write(data, target, box, only_keys=options.only_keys)
    print(f"Written: {target} ({target.stat().st_size / 2**20:.1f} MB)")
    if not box:
        print("Its keys are not in it, and it cannot be opened without: keep them elsewhere (backup --only-keys FILE).")
    return 0


def _target(wanted: Path) -> Path:
    target = wanted.expanduser().absolute()
    if target.is_dir():
        target /= f"cairn-{time.strftime('%Y%m%d-%H%M%S')}.tar"
    if not target.parent.is_dir():
        raise Stop(Exit.USAGE, f"There is no folder {target.parent}.")
    if target.exists():
        raise Stop(Exit.IN_THE_WAY, f"{target} is there already; a backup never overwrites another.")
    return target


def _write(data: Path, target: Path, box: bytes, *, only_keys: bool) -> None:
    writer = archive.Writer(target, (data / "keys" / "journal").read_bytes())
    about = {"cairn": __version__, "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
    try:
        if box:
            writer.add_bytes(KEYS, box)
        if not only_keys:
            about["newest_migration"] = _add_data(writer, data)
        keys = preflight.key_prints(data / "keys")
        writer.finish(**about, keys=keys, demo=demomark.is_marked(data), content="keys" if only_keys else "data")
    finally:
        writer.close()


def _add_data(writer: archive.Writer, data: Path) -> str:
    """The heads of the journals before the database, which must reach as far as they do; files after it, so that
    every file it names is there. One removed meanwhile is simply gone."""
    if (data / datadir.HEADS).exists():
        writer.add(datadir.HEADS, data / datadir.HEADS)
    snapshot = data / "backups" / f".{os.getpid()}-{dump.member()}"
    snapshot.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        dump.write(data, snapshot)
        writer.add(dump.member(), snapshot)
        newest = dump.last_migration(snapshot)
    finally:
        snapshot.unlink(missing_ok=True)
    for path in sorted((data / "files").rglob("*")):
        with contextlib.suppress(FileNotFoundError):
            if path.is_file():
                writer.add(f"files/{path.relative_to(data / 'files')}", path)
    return newest
