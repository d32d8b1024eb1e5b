"""ejabberd with multi-user chat and mod_mam, its archive on PostgreSQL or SQLite."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from bench import databases
from bench.servers import MissingError, System, free_port, require, spawn, wait_port

APT = "ejabberd erlang-p1-pgsql erlang-p1-sqlite3 postgresql"
SCHEMAS = Path("/usr/share/ejabberd/sql")
CONFIG = """
loglevel: warning
hosts: ["bench.localhost"]
auth_method: [anonymous]
anonymous_protocol: both
allow_multiple_connections: true
disable_sasl_mechanisms: ["digest-md5", "X-OAUTH2", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512"]
listen:
  - port: {port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    max_stanza_size: 262144
    access: all
    starttls: false
default_db: mnesia
{database}
modules:
  mod_adhoc: {{}}
  mod_disco: {{}}
  mod_roster: {{}}
  mod_ping: {{}}
  mod_stream_mgmt: {{}}
  mod_carboncopy: {{}}
  mod_client_state: {{}}
  mod_mam:
    db_type: sql
  mod_muc:
    host: "rooms.bench.localhost"
    access: all
    access_create: all
    access_persistent: all
    access_mam: all
    max_users: 1000
    default_room_options:
      mam: true
      persistent: true
      max_users: 1000
"""
COLUMNS = "username, timestamp, peer, bare_peer, xml, txt, kind, nick"


def start(work: Path, *, members: int, archive: str) -> System:
    """ejabberd with anonymous sign-in, so it needs no accounts."""
    require("ejabberdctl", "erl", apt=APT)
    if os.geteuid() != 0:
        raise MissingError("Debian's ejabberdctl starts for root only: run this bench as root to measure ejabberd.")
    processes: dict[str, subprocess.Popen[bytes]] = {}
    if archive == "postgres":
        processes["postgres"], database, fill = _on_postgres(work)
    else:
        database, fill = _on_sqlite(work)
    port, spool, logs = free_port(), work / "spool", work / "logs"
    (work / "ejabberd.yml").write_text(CONFIG.format(port=port, database=database))
    # A fixed port between nodes needs no epmd, which would outlive this bench.
    control = work / "ejabberdctl.cfg"
    control.write_text(
        f"ERLANG_NODE=bench{port}@localhost\nINET_DIST_INTERFACE=127.0.0.1\nERL_DIST_PORT={free_port()}\n"
    )
    for path in (spool, logs):
        path.mkdir()
    for path in (work, spool, logs, *work.glob("*.yml"), control):
        shutil.chown(path, "ejabberd", "ejabberd")
    options = ["--config", work / "ejabberd.yml", "--ctl-config", control, "--spool", spool, "--logs", logs]
    command = ["ejabberdctl", *options, "--config-dir", work, "foreground"]
    processes["ejabberd"] = spawn(command, work, user="ejabberd", env={**os.environ, "HOME": str(work)})
    wait_port(port, processes["ejabberd"], work / "server.log", 90)
    time.sleep(1)
    return System("xmpp", {"port": port}, processes, f"archive on {archive}", fill)


def _on_postgres(work: Path) -> tuple[subprocess.Popen[bytes], str, Callable[[int, int], None]]:
    process, url = databases.postgres(work)
    databases.run_file(url, SCHEMAS / "pg.sql")
    port = psycopg.conninfo.conninfo_to_dict(url)["port"]

    def fill(group: int, count: int) -> None:
        statement = f"COPY archive ({COLUMNS}) FROM STDIN"
        with psycopg.connect(url) as connection, connection.cursor().copy(statement) as copy:
            for row in _rows(group, count):
                copy.write_row(row)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ANALYZE archive")

    settings = f"sql_server: 127.0.0.1\nsql_port: {port}\nsql_database: bench\nsql_username: postgres"
    return process, f'sql_type: pgsql\n{settings}\nsql_password: ""', fill


def _on_sqlite(work: Path) -> tuple[str, Callable[[int, int], None]]:
    path = work / "ejabberd.sqlite"

    def fill(group: int, count: int) -> None:
        connection = sqlite3.connect(path, timeout=30)
        with connection:
            connection.executemany(f"INSERT INTO archive ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?)", _rows(group, count))
        connection.close()

    return f'sql_type: sqlite\nsql_database: "{path}"', fill


def _rows(group: int, count: int) -> Iterator[tuple[object, ...]]:
    room, begin = f"g{group}@rooms.bench.localhost", int(time.time() - count - 1000) * 10**6
    sender = "u1@bench.localhost"
    for i in range(count):
        xml = (
            f"<message to='{room}' from='{sender}/r' type='groupchat' id='m{i}' xmlns='jabber:client'>"
            f"<body>~{i:012d} {'x' * 105}</body></message>"
        )
        yield room, begin + i * 10**6, f"{sender}/r", sender, xml, "", "groupchat", "u1"
