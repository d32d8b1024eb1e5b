"""What is asked before anything is changed: engine, keys, address."""

import errno
import hashlib
import hmac
import ipaddress
import os
import socket
from pathlib import Path

from cairn.cli import datadir
from cairn.cli.exits import Exit, Stop
from cairn.kit import engine


def check_engine(data: Path) -> None:
    """Refuse an affected SQLite on a database that was last used with a write-ahead log.

    Without such a log it may run: settings then choose the rollback journal, which the bug does not touch.
    """
    version = engine.engine_version()
    if os.environ.get("CAIRN_DATABASE_URL") or engine.is_safe_with_wal(version):
        return
    name = ".".join(map(str, version))
    log = data / f"{datadir.DATABASE}-wal"
    if log.exists() and log.stat().st_size:
        raise Stop(
            Exit.BAD_SQLITE,
            f"SQLite {name} can damage a database that has a write-ahead log, and {log} is there: use SQLite 3.51.3 "
            "or newer (the pysqlite3 package brings it), or stop Cairn cleanly once where it ran before.",
        )
    print(f"SQLite {name} is not safe with a write-ahead log; using the slower rollback journal.", flush=True)


def key_prints(keys: Path) -> dict[str, str]:
    """A fingerprint of every key file, which tells keys apart and tells nothing about them."""
    found = sorted(path for path in keys.glob("*") if path.is_file() and not path.suffix)  # a suffix: not yet in use
    return {path.name: key_print(path.read_bytes()) for path in found}


def key_print(key: bytes) -> str:
    """The fingerprint of one key."""
    return hmac.new(key, b"cairn key fingerprint", hashlib.sha256).hexdigest()[:16]


def check_keys(data: Path, known: dict[str, str]) -> None:
    """Refuse to start when keys that sealed this data are gone: new ones would be made and would not open it."""
    present = key_prints(data / "keys")
    missing = sorted(name for name, found in known.items() if not _may_be(name, found, present.get(name)))
    if missing or ((data / datadir.DATABASE).exists() and not present):
        raise Stop(
            Exit.WRONG_KEYS,
            f"{data} holds data, but its keys are missing or other ones ({', '.join(missing) or 'all'}): bring "
            f"{data / 'keys'} back from your backup of the keys.",
        )


def _may_be(name: str, known: str, present: str | None) -> bool:
    """Whether this key can be the right one. Those that are rotated are held against the database itself, in
    preparation; a new secret only ends sessions."""
    return present == known or (present is not None and name in {"key-encryption", "sign-in", "secret"})


def listen(host: str, port: int) -> socket.socket:
    """The listening socket, bound before anything else is done. Web inherits it, so that a restart of web
    leaves callers waiting in the queue rather than refused."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Stop(Exit.PORT_TAKEN, f"Port {port} is taken by another program; try --port {port + 1}.") from error
        told = error.strerror or str(error)
        raise Stop(Exit.NO_ADDRESS, f"Cannot listen on {host} port {port}: {told}.") from error
    except (OverflowError, UnicodeError) as error:
        raise Stop(Exit.NO_ADDRESS, f"Cannot listen on {host} port {port}: {error}.") from error


def keep_demo_inside(host: str, forced: bool) -> None:
    """Refuse demo mode, where anybody may enter as anybody, on an address other machines can reach."""
    if not forced and not _is_loopback(host):
        raise Stop(
            Exit.DEMO_BEYOND,
            f"In demo mode anyone can enter as anyone, and {host} can be reached from other machines. If that is what "
            "you want, add --demo-beyond-loopback --yes-anyone-can-enter.",
        )


def _is_loopback(host: str) -> bool:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return True  # it is no address at all; `listen` says so
    return all(ipaddress.ip_address(str(place[4][0]).split("%")[0]).is_loopback for place in found)
