"""The media server's configuration, written by us into the data directory at each start: everything it need not do is off.

What the package brings (an open HTTP API, demo rooms, a known password) is never read. No part of it can record: there
is no folder it may write to.
"""

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

PLUGIN, TRANSPORT = "libjanus_videoroom.so", "libjanus_websockets.so"
SOCKET, KEYS = "api.sock", "keys.json"
PORTS = "40000-40999"


@dataclass(frozen=True)
class Keys:
    """What only this house and its media server know, made anew at each start."""

    api: str
    admin: str
    rooms: str

    def of_room(self, what: str, room: str) -> str:
        """A room's own secret or pin: no browser ever learns one."""
        return hmac.new(self.rooms.encode(), f"{what}|{room}".encode(), hashlib.sha256).hexdigest()[:40]


def folder_of(data: Path) -> Path:
    """Where configuration, keys and the socket of the media server lie."""
    return data / "media"


def socket_of(folder: Path) -> str:
    """The socket, relative because an absolute path may be longer than a socket's address can be."""
    return os.path.relpath(folder / SOCKET)


def read_keys(folder: Path) -> Keys:
    """The keys of the server that runs. Raises OSError or ValueError where there is none."""
    return Keys(**json.loads((folder / KEYS).read_text()))


def libraries() -> Path | None:
    """Where the package put its plugins."""
    found = [
        *Path("/usr/lib").glob("*/janus"),
        Path("/usr/lib/janus"),
        Path("/usr/local/lib/janus"),
        Path("/opt/janus/lib/janus"),
    ]
    return next((place for place in found if (place / "plugins" / PLUGIN).exists()), None)


def write(folder: Path, place: Path, *, addresses: list[str], ports: str = PORTS, public: str = "") -> Keys:
    """Write everything anew, readable by its owner alone."""
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    (folder / SOCKET).unlink(missing_ok=True)
    keys = Keys(*(secrets.token_hex(20) for _ in range(3)))
    for name, text in _files(folder, place, keys, addresses, ports, public).items():
        keep(folder / name, text)
    keep(folder / KEYS, json.dumps(asdict(keys)))
    return keys


def keep(path: Path, text: str) -> None:
    """Write a file anew that its owner alone may read."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _files(folder: Path, place: Path, keys: Keys, addresses: list[str], ports: str, public: str) -> dict[str, str]:
    mapping = f'nat_1_1_mapping = "{public}"\n  keep_private_host = true' if public else ""
    return {
        "janus.jcfg": f"""general: {{
  configs_folder = "{folder}"
  plugins_folder = "{place}/plugins"
  transports_folder = "{place}/transports"
  events_folder = "{place}/events"
  loggers_folder = "{place}/loggers"
  debug_level = 2
  debug_timestamps = false
  debug_colors = false
  api_secret = "{keys.api}"
  admin_secret = "{secrets.token_hex(20)}"
  session_timeout = 60
  reclaim_session_timeout = 30
  hide_dependencies = true
  protected_folders = ["/"]
}}
media: {{ rtp_port_range = "{ports}" }}
nat: {{
  ice_enforce_list = "{",".join(addresses)}"
  ignore_mdns = true
  {mapping}
}}
plugins: {{ disable = "{_others(place, "plugins", PLUGIN)}" }}
transports: {{ disable = "{_others(place, "transports", TRANSPORT)}" }}
loggers: {{ disable = "{_others(place, "loggers", "")}" }}
events: {{ broadcast = false }}
""",
        # The socket is named relative to this folder, in which the server is started.
        "janus.transport.websockets.jcfg": f'general: {{ json = "compact" ws = true ws_unix = "{SOCKET}" wss = false }}\n'
        "admin: { admin_ws = false admin_wss = false }\n",
        "janus.plugin.videoroom.jcfg": f'general: {{ admin_key = "{keys.admin}" lock_rtp_forward = true '
        "string_ids = true }\n",
    }


def _others(place: Path, kind: str, keep: str) -> str:
    found = sorted(file.name for file in (place / kind).glob("*.so")) if (place / kind).is_dir() else []
    return ",".join(name for name in found if name != keep)
