"""One request that can be written down on one line and sent again, on another day's rows too."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.signing import BadSignature
from django.test import Client

from cairn.kit.once import number_of, ticket
from tests.fuzzing.files import content

URLENCODED, MULTIPART, JSON = (
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=rim",
    "application/json",
)
_ID = re.compile(r"(?<!\d)\d{15,19}(?!\d)")
_NAMED = re.compile(r"~\[([^]]+)\]~")
_TICKET = re.compile(r"\d{15,19}:[\w-]{43}")


def bytes_of(text: str) -> bytes:
    """Text as a browser sends it; a surrogate stands for a byte that is no UTF-8, or is sent as it is."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _quoted(text: str) -> str:
    return "".join(chr(b) if chr(b).isascii() and chr(b).isalnum() else f"%{b:02X}" for b in bytes_of(text))


@dataclass
class Sent:
    """A request: its fields where it is a form, else its body."""

    method: str
    path: str
    query: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, str, str, str]] = field(default_factory=list)  # field, file name, type, name in files.py
    body: str | None = None
    content_type: str = URLENCODED
    headers: list[tuple[str, str]] = field(default_factory=list)

    def as_query(self) -> str:
        """Its fields as they stand in an address."""
        return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in self.fields)

    def _payload(self) -> bytes:
        if self.body is not None:
            return bytes_of(self.body)
        if self.content_type.startswith("multipart/"):
            return self._parts()
        return self.as_query().encode()

    def _parts(self) -> bytes:
        lines: list[bytes] = []
        for name, value in self.fields:
            lines += [b"--rim", b'Content-Disposition: form-data; name="%s"' % bytes_of(name), b"", bytes_of(value)]
        for name, called, kind, which in self.files:
            told = b'Content-Disposition: form-data; name="%s"; filename="%s"' % (bytes_of(name), bytes_of(called))
            lines += [b"--rim", told, b"Content-Type: " + bytes_of(kind), b"", content(which)]
        return b"\r\n".join([*lines, b"--rim--", b""])

    def by(self, client: Client) -> Any:
        """Send it with that browser."""
        path = unquote_to_bytes(bytes_of(self.path)).decode("latin-1")
        extra: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": bytes_of(self.query).decode("latin-1")}
        for name, value in self.headers:
            extra[_meta(name)] = value
        if "HTTP_COOKIE" in extra:  # beside the session, not instead of it
            own = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
            extra["HTTP_COOKIE"] = f"{own}; {extra['HTTP_COOKIE']}"
        if self.method in {"GET", "HEAD"} and not self.fields and self.body is None:
            return client.generic(self.method, "/", **extra)
        return client.generic(self.method, "/", self._payload(), self.content_type, **extra)

    def written(self, names: Mapping[str, str]) -> str:
        """On one line, with rows by their names instead of their ids, which are others on every stage."""

        def named(text: str) -> str:
            text = _TICKET.sub(lambda found: "~[ticket]~" if _is_ours(found[0]) else found[0], text)
            return _ID.sub(lambda found: f"~[{names[found[0]]}]~" if found[0] in names else found[0], text)

        return json.dumps(_every_text(asdict(self), named))

    @classmethod
    def read(cls, line: str, ids: Mapping[str, str]) -> "Sent":
        """What `written` wrote, for the rows of this stage."""

        def found(text: str) -> str:
            return _NAMED.sub(lambda name: ticket() if name[1] == "ticket" else ids.get(name[1], "0"), text)

        told = _every_text(json.loads(line), found)
        pairs = {name: [tuple(one) for one in told[name]] for name in ("fields", "files", "headers")}
        return cls(**{**told, **pairs})


def _meta(name: str) -> str:
    plain = name.upper().replace("-", "_")
    return plain if plain in {"CONTENT_LENGTH", "CONTENT_TYPE"} else f"HTTP_{plain}"


def _is_ours(signed: str) -> bool:
    try:
        return bool(number_of(signed))
    except BadSignature:
        return False


def _every_text(thing: Any, change: Any) -> Any:
    if isinstance(thing, str):
        return change(thing)
    if isinstance(thing, Mapping):
        return {name: _every_text(value, change) for name, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [_every_text(value, change) for value in thing]
    return thing
