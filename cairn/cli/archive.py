"""The backup file: a tar whose last member lists the others with their checksums, signed with the journal's key.

Written beside its place and moved there when it is whole. Read with every byte checked before anything is used.
"""

import hashlib
import hmac
import io
import json
import os
import tarfile
import time
from pathlib import Path
from typing import IO, Any

from cairn.cli.exits import Exit, Stop
from cairn.cli.sqlitecopy import sync

FORMAT = 1
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
CHUNK = 2**20


class Writer:
    """Adds members, remembers their checksums, and ends with the signed list of them."""

    def __init__(self, target: Path, signing_key: bytes) -> None:
        self.target, self.signing_key = target, signing_key
        self.draft = target.with_name(f".{target.name}.{os.getpid()}.part")
        self.sums: dict[str, str] = {}
        handle = os.open(self.draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self.file: IO[bytes] = os.fdopen(handle, "w+b")
        self.tar = tarfile.TarFile(fileobj=self.file, mode="w", format=tarfile.PAX_FORMAT)

    def add(self, name: str, path: Path) -> None:
        """Add a file as it is at this moment."""
        with path.open("rb") as source:
            self._add(name, os.fstat(source.fileno()).st_size, source)

    def add_bytes(self, name: str, content: bytes) -> None:
        """Add something that is not a file."""
        self._add(name, len(content), io.BytesIO(content))

    def _add(self, name: str, size: int, source: IO[bytes]) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime, entry.mode = size, int(time.time()), 0o600
        reader = _Summing(source)
        self.tar.addfile(entry, reader)
        self.sums[name] = reader.sum.hexdigest()

    def finish(self, **about: Any) -> None:
        """Write the list, let everything reach the disk, and put the file in its place."""
        manifest = json.dumps({"format": FORMAT, "sums": dict(self.sums), **about}, sort_keys=True, indent=1).encode()
        self.add_bytes(MANIFEST, manifest)
        self.add_bytes(SIGNATURE, _signature(self.signing_key, manifest).encode())
        self.tar.close()
        self.file.flush()
        os.fsync(self.file.fileno())
        self.draft.replace(self.target)
        sync(self.target.parent)

    def close(self) -> None:
        """Leave nothing half-done behind."""
        self.file.close()
        self.draft.unlink(missing_ok=True)


class _Summing:
    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.sum = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.source.read(size)
        self.sum.update(block)
        return block


def _signature(key: bytes, manifest: bytes) -> str:
    return hmac.new(key, b"cairn backup\n" + manifest, hashlib.sha256).hexdigest()


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack into an empty folder and return the manifest, once every checksum has agreed."""
    sums = dict[str, str]()
    try:
        with tarfile.open(source, "r:") as tar:
            for entry in tar:
                sums[entry.name] = _extract(tar, entry, folder)
        manifest = json.loads((folder / MANIFEST).read_bytes())
        told = dict(manifest["sums"])
    except FileNotFoundError as error:
        raise Stop(Exit.BAD_BACKUP, f"{source} is not there, or not a complete backup.") from error
    except (tarfile.TarError, ValueError, KeyError, EOFError) as error:
        raise Stop(Exit.BAD_BACKUP, f"{source} is damaged or not a backup of Cairn: {error}.") from error
    if manifest.get("format") != FORMAT:
        raise Stop(Exit.BAD_BACKUP, f"{source} was written by a newer Cairn; restore it with that one.")
    if told != {name: found for name, found in sums.items() if name not in {MANIFEST, SIGNATURE}}:
        raise Stop(Exit.BAD_BACKUP, f"{source} is damaged: its checksums do not agree. Nothing was changed.")
    return dict(manifest)


def _extract(tar: tarfile.TarFile, entry: tarfile.TarInfo, folder: Path) -> str:
    target = (folder / entry.name).resolve()
    content = tar.extractfile(entry)
    if not target.is_relative_to(folder.resolve()) or content is None or target.exists():
        raise ValueError(f"it holds a member that has no place in a backup ({entry.name})")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = hashlib.sha256()
    with target.open("xb") as file:
        while block := content.read(CHUNK):
            found.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    target.chmod(0o600)
    return found.hexdigest()


def check_signature(folder: Path, key: bytes) -> None:
    """Refuse a backup that somebody without the keys has written or changed."""
    told = (folder / SIGNATURE).read_text() if (folder / SIGNATURE).exists() else ""
    if not hmac.compare_digest(told, _signature(key, (folder / MANIFEST).read_bytes())):
        raise Stop(Exit.BAD_BACKUP, "This backup was not written with these keys, or was changed. Nothing was changed.")
