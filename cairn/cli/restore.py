"""`restore`: bring a backup back. Everything is checked before anything is touched; what was there is kept aside."""

import argparse
import os
import shutil
import time
from pathlib import Path
from typing import Any

from cairn.cli import archive, datadir, demomark, dump, keybox, preflight
from cairn.cli.backup import KEYS
from cairn.cli.exits import Exit, Stop
from cairn.cli.sqlitecopy import sync

PLACING = "placing"  # from here on things have been moved


def main(argv: list[str]) -> int:
    """Unpack, check, put aside, put in place."""
    parser = argparse.ArgumentParser(prog="cairn restore", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--keys", type=Path, help="the file that holds the sealed keys, when they are not in FILE")
    parser.add_argument("--force", action="store_true", help="replace what is there (it is put aside, not deleted)")
    options = parser.parse_args(argv)
    data, folder = datadir.current(), datadir.current() / datadir.RESTORING
    datadir.make_private(data)
    datadir.take(data, ", restoring")
    if dump.is_in_the_way(data) and not options.force:
        raise Stop(Exit.IN_THE_WAY, f"There is data in {data} already; add --force to put it aside and restore.")
    if shutil.disk_usage(data).free < 1.1 * _size(options.file):
        raise Stop(Exit.DISK_FULL, f"Restoring needs {_size(options.file) // 2**20} MB free in {data}.")
    began_before = (folder / PLACING).exists()
    _empty(folder)
    try:
        manifest, keys = _check(options.file, options.keys, folder, data)
    except BaseException:
        if not began_before:  # else an earlier restore moved things: the directory still waits for one that ends
            shutil.rmtree(folder)
        raise
    aside = _put_in_place(data, folder, manifest, keys)
    print(f"Restored the state of {manifest['made']}." + (f" What was there lies in {aside}." if aside else ""))
    return 0


def _empty(folder: Path) -> None:
    """Take out what an earlier restore unpacked, but not the sign that it had begun to move things."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != PLACING:
            path.unlink()


def _size(path: Path) -> int:
    if not path.is_file():
        raise Stop(Exit.BAD_BACKUP, f"There is no file {path}.")
    return path.stat().st_size


def _check(source: Path, key_source: Path | None, folder: Path, data: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    manifest = archive.unpack(source, folder)
    found = folder / dump.member()
    if not found.exists():
        raise Stop(Exit.BAD_BACKUP, f"{source} holds no {dump.member()}; is CAIRN_DATABASE_URL set as it was?")
    keys = _find_keys(manifest["keys"], folder / KEYS, key_source, data)
    archive.check_signature(folder, keys["journal"])
    if wrong := dump.complaint(found):
        raise Stop(Exit.BAD_BACKUP, f"The database in {source} is damaged: {wrong}. Nothing was changed.")
    return manifest, keys


def _find_keys(wanted: dict[str, str], box: Path, key_source: Path | None, data: Path) -> dict[str, bytes]:
    """The keys this backup was sealed with, all there are: those that are here, or those in a sealed box."""
    here = preflight.key_prints(data / "keys")
    if all(here.get(name) == found for name, found in wanted.items()):
        return {path.name: path.read_bytes() for path in (data / "keys").iterdir()}
    if key_source:
        box = data / datadir.RESTORING / "keys-from-elsewhere"
        archive.unpack(key_source, box)
        box /= KEYS
    if not box.exists():
        raise Stop(
            Exit.WRONG_KEYS,
            f"The keys in {data / 'keys'} are not the ones of this backup: give the file with the sealed keys "
            "(--keys FILE), or bring back the keys folder first. Nothing was changed.",
        )
    keys = keybox.open_box(box.read_bytes(), keybox.ask(twice=False))
    if any(name not in keys or preflight.key_print(keys[name]) != found for name, found in wanted.items()):
        raise Stop(Exit.WRONG_KEYS, "The sealed keys are not the ones of this backup. Nothing was changed.")
    return keys


def _put_in_place(data: Path, folder: Path, manifest: dict[str, Any], keys: dict[str, bytes]) -> Path | None:
    """Keys, files, database, in this order: a database never stands without what opens it."""
    (folder / PLACING).touch()
    aside = _put_aside(data)
    (data / "keys").mkdir(mode=0o700, exist_ok=True)
    for name, key in keys.items():
        path = data / "keys" / name
        path.touch(mode=0o600)
        path.write_bytes(key)
        sync(path)
    for name in ("files", datadir.HEADS):
        if (folder / name).exists():
            (folder / name).replace(data / name)
    if manifest["demo"]:
        demomark.done(data)
    dump.bring_back(data, folder / dump.member())
    sync(data)
    shutil.rmtree(folder)
    return aside


def _put_aside(data: Path) -> Path | None:
    named = [data / name for name in ("keys", "files", datadir.HEADS, datadir.STAMP, datadir.DEMO)]
    present = [path for path in [*named, *data.glob(f"{datadir.DATABASE}*")] if path.exists()]
    if not present:
        return None
    aside = data / "backups" / f"replaced-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
    aside.mkdir(mode=0o700, parents=True)
    if dump.member() == dump.POSTGRESQL and dump.is_in_the_way(data):
        dump.write(data, aside / dump.POSTGRESQL)
    for path in present:
        path.replace(aside / path.name)
    return aside
