"""People who use a real Cairn over HTTP: a staged data directory, and a browser without a screen."""

import http.client
import json
import re
import secrets
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.drills.site import ROOT, cairn, own_environment

Staged = dict[str, Any]
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def staged(data: Path, **environment: str) -> Staged:
    """A prepared data directory with the cast in it: ids, sessions and places by name."""
    assert cairn("prepare", "--data", str(data), **environment).returncode == 0
    note = data.parent / "stage.json"
    own = own_environment(CAIRN_DATA=str(data), DJANGO_SETTINGS_MODULE="cairn.settings", **environment)
    command = [sys.executable, "-m", "tests.lives.stage", str(note)]
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    found: Staged = json.loads(note.read_text())
    note.unlink()
    return found


class Visitor:
    """One signed-in person. `statuses` keeps what they were answered."""

    def __init__(self, port: int, house: Staged, name: str, organisation: str = "harbor-house") -> None:
        self.port, self.name, self.root = port, name, f"/{organisation}/"
        self.id = house["people"][name]["id"]
        self.cookies = {"cairn": house["people"][name]["session"]}
        self.statuses: list[int] = []
        self._token = ""

    def get(self, path: str, **headers: str) -> str:
        """A page."""
        return self._ask("GET", path, b"", headers)[1].decode(errors="replace")

    def post(
        self,
        path: str,
        fields: Mapping[str, object] | str,
        files: Mapping[str, bytes] | None = None,
        part: str = "files",
    ) -> int:
        """A form, with files where there are any, or JSON where it is text; its status."""
        kind = "application/x-www-form-urlencoded"
        if isinstance(fields, str):
            kind, body = "application/json", fields.encode()
        elif files is None:
            body = urlencode(fields, doseq=True).encode()
        else:
            kind, body = _multipart(fields, files, part)
        return self._ask("POST", path, body, {"Content-Type": kind, "X-CSRFToken": self.token()})[0]

    def fill(self, page: str, *, to: str = "", files: Mapping[str, bytes] | None = None, part: str = "files",
             **fields: object) -> int:  # fmt: skip
        """Open a page, fill in its form and send it; what its form holds hidden goes along."""
        hidden = dict(_HIDDEN.findall(self.get(page)))
        return self.post(to or page, {**hidden, **fields}, files, part)

    def post_for(self, path: str, fields: Mapping[str, object]) -> str:
        """The page that answers a form."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.token()}
        return self._ask("POST", path, urlencode(fields).encode(), headers)[1].decode()

    def bare_post(self, path: str, fields: Mapping[str, object]) -> int:
        """A form without its token."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields).encode(), kind)[0]

    def land(self, kind: str, client_id: str, **fields: str) -> int:
        """Something that had waited on a phone comes in."""
        said = {"kind": kind, "client_id": client_id, "age": 0, "person": self.id, "fields": list(fields.items())}
        return self.post("waiting", json.dumps(said))

    def token(self) -> str:
        """What a post needs."""
        if not self._token:
            self._token = json.loads(self.get("waiting", Accept="application/json"))["token"]
        return self._token

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            address = path if path.startswith("/") else self.root + path
            line.request(method, address, body, {**headers, "Cookie": cookies})
            answer = line.getresponse()
            content = answer.read()
        finally:
            line.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.statuses.append(answer.status)
        return answer.status, content


def _multipart(fields: Mapping[str, object], files: Mapping[str, bytes], part: str) -> tuple[str, bytes]:
    mark, parts = secrets.token_hex(16), list[bytes]()
    for name, value in fields.items():
        parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for name, content in files.items():
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{part}"; filename="{name}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return f"multipart/form-data; boundary={mark}", b"".join(parts) + f"--{mark}--\r\n".encode()
