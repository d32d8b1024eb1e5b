"""What is uploaded: empty, broken, lying, huge and hostile files, under hostile names."""

import io
import random
import struct
import zlib
from collections.abc import Callable
from functools import cache

from PIL import Image

NAMES = [
    "picture.png", "", ".", "..", "../../etc/passwd", "C:\\Users\\ana\\a.png", "a" * 400 + ".png", "a\x00.png", "a\r\nX-Y: z.png",
    "\u202egnp.exe", "<img src=x onerror=alert(1)>.png", "\"; filename=\"b.png", "CON", "نص.csv", "🙂.png", "\udcff.png",
    "=1+1.csv", "a.png/", "%00.png", " ",
]  # fmt: skip
HEADER = "reference,legal name,chosen name,email,role,since\n"


def _picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), (120, 90, 60)).save(kept, "PNG")
    return kept.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _bomb() -> bytes:
    """A picture of few bytes that says it is 60,000 by 60,000."""
    size = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", size)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 200_000))
        + _chunk(b"IEND", b"")
    )


def _table(rows: int, line: str = "R{n},Person {n},P{n},p{n}@example.net,member,2026-10-01\n") -> bytes:
    return (HEADER + "".join(line.format(n=n) for n in range(rows))).encode()


FILES: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "one byte": lambda: b"\0",
    "picture": _picture,
    "half a picture": lambda: _picture()[:40],
    "picture with a tail": lambda: _picture() + b"<script>alert(1)</script>",
    "picture that bursts": _bomb,
    "jpeg of nothing": lambda: b"\xff\xd8\xff\xe0" + b"\0" * 40,
    "gif": lambda: b"GIF89a" + b"\xff" * 40,
    "webp of nothing": lambda: b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\xff" * 40,
    "svg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "page": lambda: b"<!doctype html><script>alert(1)</script>",
    "pdf": lambda: b"%PDF-1.7\n\xff\xff trailer",
    "program": lambda: b"MZ\x90\0" * 30,
    "workbook": lambda: b"PK\x03\x04" + b"\0" * 60,
    "sound of nothing": lambda: b"OggS\0\0\xff\xff" * 9,
    "table": lambda: _table(3),
    "table without people": HEADER.encode,
    "table of one column": lambda: b"a\nb\nc\n",
    "table in latin-1": lambda: "nombre legal,correo\nMuñoz Peña,p@example.net\n".encode("latin-1"),
    "table in utf-16": lambda: _table(3).decode().encode("utf-16"),
    "table in utf-16 cut in half": lambda: _table(3).decode().encode("utf-16")[:-1],
    "table in no encoding": lambda: HEADER.encode() + b"\x81\x8d\x8f\x90\x9d,\xff\xfe,\xed\xa0\x80,x,y,z\n",
    "table with nothings": lambda: HEADER.encode() + b"R\x001,Ana\x00,A,a@example.net,member,2026-10-01\n",
    "table with an open quote": lambda: HEADER.encode() + b"\"R1,Ana,A,a@example.net\n" * 40,
    "table with an endless cell": lambda: HEADER.encode() + b"R1," + b"x" * 200_000 + b",A,a@example.net,member,\n",
    "table with endless columns": (",".join(f"c{n}" for n in range(3000)) + "\n" + "1," * 3000 + "\n").encode,
    "table with bad days": lambda: _table(
        6, "R{n},Person {n},P{n},p{n}@example.net,member,{n}0000-99-99\nS{n},X,Y,no,king,0000-00-00\n"
    ),
    "table with one person many times": lambda: _table(5, "R1,Ana,A,a@example.net,member,2026-10-01\n"),
    "table with hostile names": lambda: HEADER.encode() + (
        "R1,=1+1,\u202eAna,a@example.net,member,2026-10-01\nR2,<b>,'; --,b@example.net,member,9999-12-31\n"
        "R3,,,,,\nR4,\u200b,\u200b,c@example.net,therapist,2026-02-31\n"
    ).encode(),
    "table with the same column twice": lambda: b"email,email,legal name\na@example.net,b@example.net,A\n",
    "table of carriage returns": lambda: _table(3).replace(b"\n", b"\r"),
    "table of 5,000": lambda: _table(5000),
    "table of 5,001": lambda: _table(5001),
    "six megabytes": lambda: b"x" * 6 * 1024 * 1024,
    "twelve megabytes": lambda: b"\xff" * 12 * 1024 * 1024,
}  # fmt: skip
HEAVY = ("table of 5,000", "table of 5,001", "six megabytes", "twelve megabytes")
KINDS = ("image/png", "text/csv", "text/html", "", "\xff", "image/png; charset=rot13", "application/x-msdownload")


@cache
def content(name: str) -> bytes:
    """The bytes of a file by its name here."""
    return FILES[name]()


def one_of(random_: random.Random) -> str:
    """Any of them; the heavy ones seldom."""
    light = [name for name in FILES if name not in HEAVY]
    return random_.choice(HEAVY) if random_.random() < 0.02 else random_.choice(light)
