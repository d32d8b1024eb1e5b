"""Private PostgreSQL and Redis servers for a bench, with their packaged (durable) defaults."""

import os
import shutil
import subprocess
import time
from pathlib import Path

from bench.servers import MissingError, finish, free_port, require, spawn, wait_port

POSTGRES_APT = "postgresql"


def _postgres_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if found:
        return found[-1]
    if named := shutil.which("initdb"):
        return Path(named).parent
    raise MissingError(f"PostgreSQL's server programs not found. Install with: apt-get install {POSTGRES_APT}")


def postgres(work: Path, database: str = "bench", *, cpu: str | None = None) -> tuple[subprocess.Popen[bytes], str]:
    """A private cluster; returns its process and its address as a URL."""
    programs, data, port = _postgres_programs(), work / "pg", free_port()
    require("psql", apt=POSTGRES_APT)
    data.mkdir(mode=0o700)
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(data, user, user)
    made = [programs / "initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C", "-U", "postgres"]
    finish(spawn(made, work, "initdb.log", user=user), work / "initdb.log", 60)
    options = ["-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={data}"]
    where = {"cpu": cpu} if cpu else {}
    process = spawn([programs / "postgres", "-D", data, *options], work, "pg.log", user=user, cwd=data, **where)
    wait_port(port, process, work / "pg.log")
    url = f"postgresql://postgres@127.0.0.1:{port}"
    for _ in range(50):
        if _sql(f"{url}/postgres", f"CREATE DATABASE {database}").returncode == 0:
            return process, f"{url}/{database}"
        time.sleep(0.2)
    raise RuntimeError(f"the database {database} could not be made; see {work / 'pg.log'}")


def _sql(url: str, statement: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["psql", url, "-qc", statement], check=False, capture_output=True, timeout=30)


def run(url: str, *statements: str) -> None:
    """Run statements, each in a transaction of its own."""
    for statement in statements:
        done = _sql(url, statement)
        if done.returncode:
            raise RuntimeError(f"{statement}: {done.stderr.decode(errors='replace')}")


def run_file(url: str, path: Path) -> None:
    """Run a file of SQL statements."""
    subprocess.run(["psql", url, "-q", "-f", str(path)], capture_output=True, timeout=60, check=True)
