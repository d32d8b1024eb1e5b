"""Prosody with multi-user chat and its archive, on SQLite (mod_storage_sql) or its own files."""

import os
import shutil
import sqlite3
import time
from pathlib import Path

from bench.servers import MissingError, System, free_port, require, spawn, wait_port

APT = "prosody lua-dbi-sqlite3"
CONFIG = """
run_as_root = {root}
pidfile = "{work}/prosody.pid"
data_path = "{work}/data"
plugin_paths = {{ }}
log = {{ warn = "{work}/prosody.log" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
modules_enabled = {{ "roster"; "saslauth"; "disco"; "ping"; "carbons"; "pep"; "mam" }}
modules_disabled = {{ "s2s"; "tls"; "http" }}
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
{storage}
limits = {{ }}
VirtualHost "bench.localhost"
Component "rooms.bench.localhost" "muc"
    modules_enabled = {{ "muc_mam" }}
    muc_room_locking = false
    muc_room_default_persistent = true
"""
FILES = 'storage = "internal"'
SQL = """sql = { driver = "SQLite3", database = "prosody.sqlite" }
storage = { accounts = "internal", archive = "sql", muc_log = "sql", config = "sql", persistent = "sql",
            pep = "internal", roster = "internal" }"""
INSERT = (
    'INSERT INTO prosodyarchive (host, user, store, key, "when", "with", type, value) '
    "VALUES ('rooms.bench.localhost', ?, 'muc_log', ?, ?, 'message<groupchat', 'xml', ?)"
)


def start(work: Path, *, members: int, storage: str) -> System:
    """Prosody with an account for each member."""
    require("prosody", apt=APT)
    if storage == "sql" and not list(Path("/usr/lib").glob("*/lua/*/dbd/sqlite3.so")):
        raise MissingError(f"Prosody's SQLite driver not found. Install with: apt-get install {APT}")
    port, data, log = free_port(), work / "data", work / "server.log"
    accounts = data / "bench%2elocalhost" / "accounts"
    accounts.mkdir(parents=True)
    for i in range(members):
        (accounts / f"u{i}.dat").write_text('return {\n\t["password"] = "pw";\n};\n')
    root = str(os.geteuid() == 0).lower()
    config = work / "prosody.cfg.lua"
    config.write_text(CONFIG.format(work=work, port=port, root=root, storage=SQL if storage == "sql" else FILES))
    process = spawn([shutil.which("prosody") or "prosody", "--config", config, "-F"], work)
    wait_port(port, process, log)

    def fill(group: int, count: int) -> None:
        begin = int(time.time()) - count - 1000
        sender = f"g{group}@rooms.bench.localhost/u1"
        rows = (
            (
                f"g{group}",
                f"k{group}x{i}",
                begin + i,
                f"<message xmlns='jabber:client' type='groupchat' id='m{i}' from='{sender}'>"
                f"<body>~{i:012d} {'x' * 105}</body></message>",
            )
            for i in range(count)
        )
        connection = sqlite3.connect(data / "prosody.sqlite", timeout=30)
        with connection:
            connection.executemany(INSERT, rows)
        connection.close()

    notes = f"archive on {storage}"
    return System("xmpp", {"port": port}, {"prosody": process}, notes, fill if storage == "sql" else None)
