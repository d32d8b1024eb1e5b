"""PostgreSQL and Redis of our own for the length of a run, on loopback, gone afterwards."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE_S = 60


@dataclass(frozen=True)
class Roles:
    """Two doors into one database. Tables belong to `owner`; the product works as `application`, which owns nothing
    and cannot go around row-level security. Tests connect as the product does."""

    owner: str
    application: str

    def environment(self) -> dict[str, str]:
        """As settings and `cairn prepare` read them."""
        return {"CAIRN_DATABASE_OWNER_URL": self.owner, "CAIRN_DATABASE_URL": self.application}


def postgresql_programs() -> Path | None:
    """Where the newest PostgreSQL's server programs are; Debian keeps them off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).parent if named else None


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _spawn(command: list[str | Path], log: Path) -> "subprocess.Popen[bytes]":
    """PostgreSQL refuses to run as root: then it runs as the user its package made."""
    as_root = os.geteuid() == 0
    user, groups = ("postgres", list[str | int]()) if as_root else (None, None)
    with log.open("ab") as output:
        return subprocess.Popen(
            command, stdout=output, stderr=output, cwd="/", user=user, group=user, extra_groups=groups
        )


@contextmanager
def postgresql(folder: Path, *, above: int = 0) -> Iterator[Roles]:
    """A private cluster with a database `cairn` and the two roles. As root the server runs as another user: it may then
    pass through the folder and as many folders `above` it."""
    programs = postgresql_programs()
    assert programs is not None
    place, port = folder / "postgresql", _free_port()
    place.mkdir(mode=0o700)
    words = {name: secrets.token_hex(16) for name in ("postgres", "cairn_owner", "cairn_app")}
    password = folder / "postgres-password"
    password.write_text(words["postgres"])
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        for path in (place, password):
            os.chown(path, account.pw_uid, account.pw_gid)
        for passed in [folder, *folder.parents][: above + 1]:
            passed.chmod(0o711)
    _make_cluster(programs, place, password)
    server = _start(programs, place, port)
    try:
        _make_roles(programs, port, words)
        urls = {name: f"postgresql://{name}:{word}@127.0.0.1:{port}/cairn" for name, word in words.items()}
        yield Roles(urls["cairn_owner"], urls["cairn_app"])
    finally:
        server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
        _end(server)


def _make_cluster(programs: Path, place: Path, password: Path) -> None:
    options = ["-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "-U", "postgres", f"--pwfile={password}", "-N"]
    log = place.parent / "initdb.log"
    if _spawn([programs / "initdb", "-D", place, *options], log).wait(PATIENCE_S):
        raise RuntimeError(f"initdb failed: {log.read_text(errors='replace')[-2000:]}")


def _start(programs: Path, place: Path, port: int) -> "subprocess.Popen[bytes]":
    # No fsync: nothing here outlives the run. Drills that are about durability start a cluster of their own.
    settings = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": place, "fsync": "off"}
    settings |= {"full_page_writes": "off", "max_connections": 60, "shared_buffers": "64MB"}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return _spawn([programs / "postgres", "-D", place, *options], place.parent / "postgresql.log")


def _make_roles(programs: Path, port: int, words: dict[str, str]) -> None:
    own = {**os.environ, "PGPASSWORD": words["postgres"]}
    command = [str(programs / "psql"), "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-v", "ON_ERROR_STOP=1"]
    deadline = time.monotonic() + PATIENCE_S
    while subprocess.run([*command, "-c", "SELECT 1"], env=own, capture_output=True, check=False).returncode:
        if time.monotonic() > deadline:
            raise RuntimeError("PostgreSQL did not start.")
        time.sleep(0.1)
    # The owner may read past row-level security, for dumps; the application may not.
    statements = f"""
        CREATE ROLE cairn_owner LOGIN CREATEDB BYPASSRLS PASSWORD '{words["cairn_owner"]}';
        CREATE ROLE cairn_app LOGIN PASSWORD '{words["cairn_app"]}';
        CREATE DATABASE cairn OWNER cairn_owner;
    """
    for statement in statements.strip().splitlines():
        subprocess.run([*command, "-c", statement], env=own, check=True, capture_output=True)


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A private Redis; its URL."""
    port = _free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with (folder / "redis.log").open("wb") as log:
        server = subprocess.Popen(["redis-server", *options], stdout=log, stderr=log)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        _end(server)


def _end(server: "subprocess.Popen[bytes]") -> None:
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
