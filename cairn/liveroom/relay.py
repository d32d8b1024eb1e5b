"""The relay for networks that let no media through directly: what it is told, and who may use it for how long.

It reaches our media server and nothing else, and takes whoever shows a name and password of one join (coturn's REST
scheme: the name says until when, the password is HMAC-SHA1 of it). What the package brings is an open relay and is never read.
"""

import base64
import hashlib
import hmac
import json
import secrets
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from cairn.liveroom.mediafiles import keep

CONFIGURATION, FACTS = "relay.conf", "relay.json"
PORT, PORTS = "3478", "41000-41999"
LASTS_S = 6 * 3600  # longer than any session
ALLOCATIONS_A_JOIN = 12


def write(folder: Path, *, addresses: list[str], port: str = PORT, ports: str = PORTS, public: str = "") -> Path:
    """Write the configuration and the secret anew, readable by their owner alone."""
    folder.mkdir(mode=0o700, exist_ok=True)
    secret = secrets.token_hex(32)
    first, last = ports.split("-")
    lines = [
        f"listening-port={port}", *(f"listening-ip={one}" for one in addresses), *(f"relay-ip={one}" for one in addresses),
        *([f"external-ip={public}/{addresses[0]}"] if public else []),
        f"min-port={first}", f"max-port={last}", "realm=cairn", "fingerprint", "use-auth-secret",
        f"static-auth-secret={secret}", "no-cli", "no-tls", "no-dtls", "no-tcp-relay", "no-multicast-peers", "stale-nonce=600",
        f"user-quota={ALLOCATIONS_A_JOIN}", "no-rfc5780", "no-stun-backward-compatibility", "no-software-attribute",
        # The only ones it may speak to: our media server's addresses.
        "denied-peer-ip=0.0.0.0-255.255.255.255", *(f"allowed-peer-ip={one}" for one in addresses),
        # It keeps nothing: what it would note are addresses of people.
        "log-file=/dev/null", "no-stdout-log", "simple-log", "pidfile=/dev/null", f"userdb={_table(folder)}",
        "no-dynamic-ip-list", "no-dynamic-realms",
    ]  # fmt: skip
    keep(folder / CONFIGURATION, "\n".join(lines) + "\n")
    keep(folder / FACTS, json.dumps({"secret": secret, "hosts": [public] if public else addresses, "port": port}))
    return folder / CONFIGURATION


def _table(folder: Path) -> Path:
    """An empty table of secrets: without one to ask, the relay believes nobody, not even who knows the secret above."""
    place = folder / "relay.sqlite3"
    place.unlink(missing_ok=True)
    with closing(sqlite3.connect(place)) as made, made:
        made.execute("CREATE TABLE turn_secret (realm TEXT, value TEXT, PRIMARY KEY (realm, value))")
    place.chmod(0o600)
    return place


def forget(folder: Path) -> None:
    """There is no relay: pages are offered none."""
    (folder / FACTS).unlink(missing_ok=True)


def ice(folder: Path) -> dict[str, Any]:
    """What one join's page gives its browser: the relay with a name and password of its own; nothing where there is none."""
    try:
        facts = json.loads((folder / FACTS).read_text())
    except (OSError, ValueError):
        return {}
    # A fresh word each time: the relay counts what a name has open, and frees it late.
    name = f"{int(time.time()) + LASTS_S}:{secrets.token_hex(8)}"
    digest = hmac.new(facts["secret"].encode(), name.encode(), hashlib.sha1).digest()
    urls = [f"turn:{_host(one)}:{facts['port']}?transport={way}" for one in facts["hosts"] for way in ("udp", "tcp")]
    server = {"urls": urls, "username": name, "credential": base64.b64encode(digest).decode()}
    return {"iceServers": [server]}


def _host(address: str) -> str:
    return f"[{address}]" if ":" in address else address
